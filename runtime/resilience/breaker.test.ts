import { describe, expect, it } from "vitest";
import { toPolicies } from "../../proto/contract/options.js";
import type { BreakerOptions } from "../dsl/options.js";
import { BreakerOpenError, BulkheadError, CancelledError, DeadlineError } from "../errors.js";
import { ManualClock } from "../testing/manual-clock.js";
import { BreakerState, withBreaker } from "./breaker.js";
import { FakeRun, held, Outcome } from "./fake-attempt.test-support.js";

const broken = new Error("503");

/** A step behind a breaker, on a clock that stands still. */
function broker(options: BreakerOptions) {
  const { breaker } = toPolicies({ breaker: options });
  const state = new BreakerState(breaker!);
  const clock = new ManualClock(0);
  const run = new FakeRun(clock);
  let calls = 0;
  const guarded = withBreaker(state, (attempt) => attempt.call());
  const call = (does: () => unknown, on: FakeRun = run) => {
    const counted = () => {
      calls++;
      return does();
    };
    return new Outcome(() => guarded(on.attempt({ call: counted })));
  };
  const fail = () => call(() => Promise.reject(broken));
  const failNow = () =>
    call(() => {
      throw broken;
    });
  const succeed = () => call(() => "fine");
  const snapshot = () => state.snapshot(clock.now());
  return { clock, run, call, fail, failNow, succeed, snapshot, calls: () => calls };
}

const open = (retryAfterMs: number): unknown =>
  expect.objectContaining({ code: "BREAKER_OPEN", step: "Flaky", attempt: 1, runId: "r1", retryAfterMs });

describe("a breaker of failures in a row", () => {
  it("opens at exactly the configured failure, and fails at once from then on", async () => {
    const { clock, fail, succeed, snapshot, calls } = broker({ failures: 3, reset: "10s" });
    for (let failures = 1; failures <= 2; failures++) {
      fail();
      await clock.advance(0);
      expect(snapshot()).toEqual({ state: "CLOSED", failures, retryAfterMs: 0 });
    }
    fail();
    await clock.advance(0);
    expect(snapshot()).toEqual({ state: "OPEN", failures: 0, retryAfterMs: 10_000 });
    await clock.advance("4s");
    const refused = succeed();
    expect(refused).toMatchObject({ atOnce: true, value: open(6_000) });
    expect(refused.value).toBeInstanceOf(BreakerOpenError);
    expect(calls()).toBe(3);
  });

  it("counts anew after a success", () => {
    const { failNow, succeed, snapshot } = broker({ failures: 2, reset: "10s" });
    failNow();
    succeed();
    failNow();
    expect(snapshot()).toMatchObject({ state: "CLOSED", failures: 1 });
    failNow();
    expect(snapshot()).toMatchObject({ state: "OPEN" });
  });

  it("leaves what is synchronous synchronous, and passes results and errors on as they are", async () => {
    const { clock, call, failNow, succeed } = broker({ failures: 9, reset: "10s" });
    expect(succeed()).toMatchObject({ atOnce: true, value: "fine" });
    expect(failNow()).toMatchObject({ atOnce: true, value: broken });
    const later = call(() => Promise.resolve("later"));
    await clock.advance(0);
    expect(later.value).toBe("later");
  });
});

describe("a breaker of failures within a time", () => {
  it("opens when that many are less than the time ago, whatever succeeds between them", async () => {
    const { clock, failNow, succeed, snapshot } = broker({ failures: 3, over: "10s", reset: "1s" });
    failNow();
    await clock.advance("4s");
    failNow();
    succeed();
    await clock.advance("6s");
    failNow();
    expect(snapshot()).toMatchObject({ state: "CLOSED", failures: 2 });
    await clock.advance("3999ms");
    failNow();
    expect(snapshot()).toMatchObject({ state: "OPEN" });
  });
});

describe("a breaker of a share of the calls", () => {
  it("says nothing below the minimum, and opens at the share", () => {
    const { failNow, succeed, snapshot } = broker({ failures: 0.5, over: "10s", minimum: 4, reset: "1s" });
    failNow();
    failNow();
    succeed();
    expect(snapshot().state).toBe("CLOSED");
    succeed();
    expect(snapshot().state).toBe("OPEN");
  });

  it("stays closed below the share", () => {
    const { failNow, succeed, snapshot } = broker({ failures: 0.1, over: "10s", minimum: 10, reset: "1s" });
    for (let call = 0; call < 27; call++) succeed();
    failNow();
    failNow();
    expect(snapshot().state).toBe("CLOSED");
    failNow();
    expect(snapshot().state).toBe("OPEN");
  });

  it("forgets what is as long ago as the time", async () => {
    const { clock, failNow, succeed, snapshot } = broker({ failures: 0.5, over: "10s", minimum: 2, reset: "1s" });
    failNow();
    await clock.advance("10s");
    succeed();
    succeed();
    succeed();
    failNow();
    expect(snapshot()).toMatchObject({ state: "CLOSED", failures: 1 });
    await clock.advance("9999ms");
    failNow();
    failNow();
    expect(snapshot().state).toBe("OPEN");
  });

  it("looks back over thirty seconds and at five calls where nothing else is said", async () => {
    const { clock, failNow, snapshot } = broker({ failures: 0.5, reset: "1s" });
    failNow();
    await clock.advance("30s");
    for (let call = 0; call < 4; call++) failNow();
    expect(snapshot().state).toBe("CLOSED");
    failNow();
    expect(snapshot().state).toBe("OPEN");
  });
});

describe("an open breaker after its time", () => {
  /** Ten seconds after its only failure. */
  async function halfOpen() {
    const parts = broker({ failures: 1, reset: "10s" });
    parts.failNow();
    await parts.clock.advance("9999ms");
    expect(parts.snapshot()).toEqual({ state: "OPEN", failures: 0, retryAfterMs: 1 });
    await parts.clock.advance("1ms");
    expect(parts.snapshot()).toEqual({ state: "HALF_OPEN", failures: 0, retryAfterMs: 0 });
    return parts;
  }

  it("lets exactly one of many calls through; its success closes the breaker", async () => {
    const { clock, call, succeed, snapshot, calls } = await halfOpen();
    const { promise, resolve } = held();
    const probe = call(() => promise);
    const others = Array.from({ length: 100 }, succeed);
    expect(others.map(({ value }) => value)).toEqual(others.map(() => open(0)));
    expect(calls()).toBe(2);
    resolve("fine");
    await clock.advance(0);
    expect(probe.value).toBe("fine");
    expect(snapshot()).toEqual({ state: "CLOSED", failures: 0, retryAfterMs: 0 });
    expect(succeed().value).toBe("fine");
  });

  it("opens again for the whole time where that call fails", async () => {
    const { clock, call, succeed, snapshot } = await halfOpen();
    const { promise, reject } = held();
    call(() => promise);
    await clock.advance("3s");
    reject(broken);
    await clock.advance(0);
    expect(snapshot()).toEqual({ state: "OPEN", failures: 0, retryAfterMs: 10_000 });
    expect(succeed().value).toEqual(open(10_000));
    await clock.advance("10s");
    expect(succeed().value).toBe("fine");
    expect(snapshot().state).toBe("CLOSED");
  });

  it("lets another call through where the first one's run ends without a result, and hears that one no more", async () => {
    const { clock, run, call, succeed, snapshot } = await halfOpen();
    const { promise, reject } = held();
    const other = new FakeRun(clock, "r2");
    call(() => promise, other);
    expect(succeed().value).toEqual(open(0));
    other.end();
    const next = held();
    call(() => next.promise);
    reject(broken);
    await clock.advance(0);
    expect(snapshot().state).toBe("HALF_OPEN");
    expect(succeed().value).toEqual(open(0));
    next.resolve("fine");
    await clock.advance(0);
    expect(snapshot().state).toBe("CLOSED");
    expect(run.cleanupCount).toBe(0);
  });

  it.each([
    ["is cancelled", new CancelledError("r1", undefined)],
    ["has no time for another attempt", new DeadlineError("r1", new Date(0), "late")],
    ["has no place", new BulkheadError({ step: "Flaky", attempt: 1, runId: "r1" }, 1, 0)],
  ])("lets another call through where the first one %s", async (_what, error) => {
    const { clock, call, succeed } = await halfOpen();
    call(() => Promise.reject(error));
    await clock.advance(0);
    expect(succeed().value).toBe("fine");
  });

  it("hears nothing of calls that began before it opened", async () => {
    const { clock, call, failNow, succeed, snapshot } = broker({ failures: 1, reset: "10s" });
    const [first, second] = [held(), held()];
    call(() => first.promise);
    call(() => second.promise);
    failNow();
    first.resolve("late");
    await clock.advance("10s");
    expect(snapshot().state).toBe("HALF_OPEN");
    expect(succeed().value).toBe("fine");
    second.reject(broken);
    await clock.advance(0);
    expect(snapshot()).toMatchObject({ state: "CLOSED", failures: 0 });
  });
});

describe("what says nothing of a step", () => {
  it.each([
    ["the cancellation of its run", new CancelledError("r1", undefined)],
    ["the deadline of its run", new DeadlineError("r1", new Date(0), "late")],
    ["its own full bulkhead", new BulkheadError({ step: "Flaky", attempt: 1, runId: "r1" }, 1, 0)],
  ])("counts for nothing: %s", async (_what, error) => {
    const { clock, call, snapshot } = broker({ failures: 1, reset: "10s" });
    call(() => Promise.reject(error));
    await clock.advance(0);
    expect(snapshot()).toMatchObject({ state: "CLOSED", failures: 0 });
  });

  it("is not the end of another run it has waited for", () => {
    const { call, snapshot } = broker({ failures: 1, reset: "10s" });
    call(() => {
      throw new CancelledError("inner", undefined);
    });
    expect(snapshot().state).toBe("OPEN");
  });

  it("is whatever comes after the end of its run", async () => {
    const { clock, call, fail, snapshot } = broker({ failures: 2, reset: "10s" });
    const [first, second] = [held(), held()];
    const over = new FakeRun(clock, "r2");
    call(() => first.promise, over);
    call(() => second.promise, over);
    fail();
    await clock.advance(0);
    over.end();
    first.reject(broken);
    second.resolve("fine");
    await clock.advance(0);
    expect(snapshot()).toMatchObject({ state: "CLOSED", failures: 1 });
  });
});

describe("a breaker on a clock that is set back", () => {
  it("opens no later for that", async () => {
    const { clock, failNow, succeed, snapshot } = broker({ failures: 1, reset: "10s" });
    await clock.advance("1h");
    failNow();
    const now = clock.now();
    clock.now = () => now - 3_600_000;
    expect(snapshot()).toMatchObject({ state: "OPEN", retryAfterMs: 10_000 });
    clock.now = () => now - 3_590_000;
    expect(succeed().value).toBe("fine");
  });
});
