import { describe, expect, it } from "vitest";
import { toPolicies } from "../../proto/contract/options.js";
import type { BulkheadOptions } from "../dsl/options.js";
import { BulkheadError } from "../errors.js";
import { ManualClock } from "../testing/manual-clock.js";
import { BulkheadState, withBulkhead } from "./bulkhead.js";
import { FakeRun, held, Outcome } from "./fake-attempt.test-support.js";

/** A step behind a bulkhead, whose calls the test ends. */
function bulkheaded(options: BulkheadOptions) {
  const { bulkhead } = toPolicies({ bulkhead: options });
  const state = new BulkheadState(bulkhead!);
  const run = new FakeRun();
  const started: ReturnType<typeof held>[] = [];
  const guarded = withBulkhead(state, (attempt) => attempt.call());
  const call = (on: FakeRun = run, does?: () => unknown) => {
    const hold = () => {
      const result = held();
      started.push(result);
      return result.promise;
    };
    return new Outcome(() => guarded(on.attempt({ call: does ?? hold })));
  };
  const settle = () => run.clock.advance(0);
  return { run, started, call, settle, snapshot: () => state.snapshot() };
}

describe("a bulkhead", () => {
  it("has no more calls in flight than its limit, and lets the others in as places come free, in order", async () => {
    const { started, call, settle, snapshot } = bulkheaded({ limit: 2 });
    const calls = Array.from({ length: 5 }, () => call());
    expect(snapshot()).toEqual({ limit: 2, inFlight: 2, waiting: 3 });
    expect(started).toHaveLength(2);
    started[1]!.resolve("second");
    await settle();
    expect(started).toHaveLength(3);
    started[2]!.reject("third");
    await settle();
    expect(started).toHaveLength(4);
    started[0]!.resolve("first");
    started[3]!.resolve("fourth");
    await settle();
    started[4]!.resolve("fifth");
    await settle();
    expect(calls.map(({ value }) => value)).toEqual(["first", "second", "third", "fourth", "fifth"]);
    expect(snapshot()).toEqual({ limit: 2, inFlight: 0, waiting: 0 });
  });

  it("refuses at once what comes when as many wait as may", () => {
    const { call } = bulkheaded({ limit: 1, queue: 1 });
    call();
    expect(call()).toMatchObject({ atOnce: false });
    const refused = call();
    expect(refused.atOnce).toBe(true);
    expect(refused.value).toBeInstanceOf(BulkheadError);
    expect(refused.value).toMatchObject({
      code: "BULKHEAD_FULL",
      step: "Flaky",
      attempt: 1,
      runId: "r1",
      limit: 1,
      queue: 1,
    });
  });

  it("without a queue lets nobody wait", () => {
    const { call } = bulkheaded({ limit: 1, queue: 0 });
    call();
    expect(call().value).toBeInstanceOf(BulkheadError);
  });

  it("leaves what is synchronous synchronous, and gives its place back whatever comes of it", () => {
    const { call, snapshot } = bulkheaded({ limit: 1, queue: 0 });
    expect(call(undefined, () => "fine")).toMatchObject({ atOnce: true, value: "fine" });
    const broken = new Error("503");
    const throwing = () => {
      throw broken;
    };
    expect(call(undefined, throwing)).toMatchObject({ atOnce: true, value: broken });
    expect(snapshot()).toMatchObject({ inFlight: 0 });
  });

  it("lets in a call that throws at once, when its turn has come", async () => {
    const { started, call, settle, snapshot } = bulkheaded({ limit: 1 });
    call();
    const broken = new Error("503");
    const second = call(undefined, () => {
      throw broken;
    });
    started[0]!.resolve("first");
    await settle();
    expect(second.value).toBe(broken);
    expect(snapshot()).toMatchObject({ inFlight: 0 });
  });

  it("takes back the places of a run that ends, once each, and starts nothing of it", async () => {
    const { run, started, call, settle, snapshot } = bulkheaded({ limit: 2 });
    const other = new FakeRun(new ManualClock(0), "r2");
    call(other);
    call(other);
    call(other);
    call(run);
    call(other);
    call(run);
    call(run);
    other.end();
    await settle();
    expect(started).toHaveLength(4);
    expect(snapshot()).toEqual({ limit: 2, inFlight: 2, waiting: 1 });
    started[0]!.resolve("late");
    started[1]!.reject("late");
    await settle();
    expect(snapshot()).toEqual({ limit: 2, inFlight: 2, waiting: 1 });
    started[2]!.resolve("fine");
    await settle();
    expect(snapshot()).toEqual({ limit: 2, inFlight: 2, waiting: 0 });
    expect(run.cleanupCount).toBe(2);
  });
});
