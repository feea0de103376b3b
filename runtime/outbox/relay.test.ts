import { describe, expect, it, onTestFinished } from "vitest";
import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { FailureClass } from "../../generated/protograph/v1/failure_pb.js";
import { consoleLog } from "../engine/log.js";
import { DeclarationError } from "../errors.js";
import { eventOf, type Sketch } from "../history/events.test-support.js";
import { ManualClock } from "../testing/manual-clock.js";
import { callbackSink } from "./callback-sink.js";
import { MemoryOutbox } from "./memory-outbox.js";
import { OutboxRelay, type RelayOptions } from "./relay.js";
import { RefusedDeliveryError } from "./sink.js";

const quiet = consoleLog("silent");

/** Event 1 of run a is "a1". */
function event(name: string): RunEvent {
  const sketch: Sketch = { type: "RunStarted", attempt: Number(name.slice(1)), origin: { runId: name.charAt(0) } };
  const made = eventOf(sketch, Number(name.slice(1)));
  made.eventId = name;
  return made;
}

/** A relay over an outbox in memory, on a clock that the test moves. */
function relayOf(
  take: (name: string, signal: AbortSignal) => unknown,
  options: Partial<RelayOptions> = {},
  clock = new ManualClock(),
) {
  const outbox = new MemoryOutbox(clock);
  const sink = callbackSink("one", ({ eventId }, signal) => take(eventId, signal));
  const relay = new OutboxRelay({ outbox, sink, clock, log: quiet, ...options });
  const commit = (...names: readonly string[]) =>
    outbox.commit(
      ["one"],
      names.map((name) => event(name)),
    );
  onTestFinished(async () => {
    const stopped = relay.stop();
    // What is still going on ends by its timeout at the latest.
    await clock.advance("1h");
    await stopped;
  });
  return { relay, outbox, clock, commit };
}

describe("a relay", () => {
  it("delivers what is committed, every run in its order, within a poll", async () => {
    const taken: string[] = [];
    const { relay, clock, commit } = relayOf((name) => taken.push(name));
    commit("a1", "b1", "a2");
    relay.start();
    await clock.advance(0);
    expect(taken.toSorted()).toEqual(["a1", "a2", "b1"]);
    expect(taken.indexOf("a1")).toBeLessThan(taken.indexOf("a2"));
    commit("a3");
    await clock.advance(99);
    expect(taken).toHaveLength(3);
    await clock.advance(1);
    expect(taken.at(-1)).toBe("a3");
    expect(relay.counts()).toEqual({ delivered: 4, failed: 0, parked: 0 });
  });

  it("looks at once when it is woken, also while it is at work", async () => {
    const taken: string[] = [];
    const { relay, clock, commit } = relayOf((name) => {
      taken.push(name);
      if (name !== "a1") return;
      commit("a2");
      relay.wake();
    });
    relay.start();
    await clock.advance(0);
    commit("a1");
    relay.wake();
    await clock.advance(0);
    expect(taken).toEqual(["a1", "a2"]);
  });

  it("does not wait between full batches of 100", async () => {
    let taken = 0;
    const { relay, clock, commit } = relayOf(() => taken++);
    commit(...Array.from({ length: 250 }, (_, index) => `a${index + 1}`));
    relay.start();
    await clock.advance(0);
    expect(taken).toBe(250);
  });

  it("gives a sink the events of several runs at once, of one run never", async () => {
    const going = new Set<string>();
    let most = 0;
    const { relay, clock, commit } = relayOf(
      async (name) => {
        const run = name.charAt(0);
        expect(going.has(run)).toBe(false);
        going.add(run);
        most = Math.max(most, going.size);
        await clock.sleep(10);
        going.delete(run);
      },
      { parallelism: 3 },
    );
    commit(..."abcdef".split("").flatMap((run) => [`${run}1`, `${run}2`]));
    relay.start();
    await clock.advance("1s");
    expect(most).toBe(3);
    expect(relay.counts().delivered).toBe(12);
  });

  it("tries again with waits that double up to 30 s, and holds back nothing but the run", async () => {
    const tries: number[] = [];
    const taken: string[] = [];
    const clock = new ManualClock(0);
    const { relay, commit } = relayOf(
      (name) => {
        if (name !== "a1") return taken.push(name);
        tries.push(clock.now());
        throw new Error("503");
      },
      { backoffMs: 1_000 },
      clock,
    );
    commit("a1", "a2", "b1");
    relay.start();
    await clock.advance("3m");
    const waits = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
    expect(waits.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(taken).toEqual(["b1"]);
  });

  it("delivers what failed once it can, with the same event id, and then what is behind it", async () => {
    const taken: string[] = [];
    let down = true;
    const { relay, clock, commit } = relayOf((name) => {
      taken.push(name);
      if (down) throw new Error("503");
    });
    commit("a1", "a2");
    relay.start();
    await clock.advance("1s");
    down = false;
    await clock.advance("2s");
    expect(new Set(taken.slice(0, -1))).toEqual(new Set(["a1"]));
    expect(taken.at(-1)).toBe("a2");
  });

  it("parks what was tried often enough; others go on; redriven, it is delivered", async () => {
    const taken: string[] = [];
    let poisonous = true;
    const { relay, outbox, clock, commit } = relayOf(
      (name) => {
        if (name === "a1" && poisonous) throw new Error("poison");
        taken.push(name);
      },
      { attempts: 3, backoffMs: 100 },
    );
    commit("a1", "a2", "b1");
    relay.start();
    await clock.advance("10s");
    commit("b2");
    await clock.advance("1s");
    expect(taken).toEqual(["b1", "b2"]);
    const [parked] = await outbox.parked("one");
    expect(parked).toMatchObject({ failures: 3, failure: { message: "poison", class: FailureClass.BUG } });
    expect(relay.counts()).toEqual({ delivered: 2, failed: 2, parked: 1 });
    poisonous = false;
    expect(await outbox.redrive("one")).toBe(1);
    await clock.advance("1s");
    expect(taken).toEqual(["b1", "b2", "a1", "a2"]);
  });

  it("parks at once what the sink refuses for good", async () => {
    const { relay, outbox, clock, commit } = relayOf(() => {
      throw new RefusedDeliveryError("gone");
    });
    commit("a1");
    relay.start();
    await clock.advance(0);
    expect(await outbox.parked("one")).toMatchObject([{ failures: 1, failure: { code: "DELIVERY_REFUSED" } }]);
  });

  it("gives up on a sink that is deaf, after its timeout, and tells it", async () => {
    const signals: AbortSignal[] = [];
    const { relay, clock, commit } = relayOf(
      (name, signal) => {
        signals.push(signal);
        return name === "a1" ? new Promise(() => {}) : undefined;
      },
      { timeoutMs: 5_000 },
    );
    commit("a1", "b1");
    relay.start();
    await clock.advance(4_999);
    expect(relay.counts().failed).toBe(0);
    await clock.advance(1);
    expect(relay.counts()).toMatchObject({ failed: 1, delivered: 1 });
    expect(signals[0]?.reason).toMatchObject({ code: "DELIVERY_TIMEOUT" });
  });

  it("begins nothing that its claim may not outlast, and leaves it to the next claim", async () => {
    const clock = new ManualClock(0);
    const begun: number[] = [];
    const { relay, commit } = relayOf(
      async () => {
        begun.push(clock.now());
        await clock.sleep(4_000);
      },
      { timeoutMs: 5_000, leaseMs: 12_000 },
      clock,
    );
    commit("a1", "a2", "a3", "a4");
    relay.start();
    await clock.advance("1m");
    // The third would begin at 8 s and may take until 13 s: it is claimed anew instead.
    expect(begun).toEqual([0, 4_000, 8_100, 12_100]);
    expect(relay.counts().delivered).toBe(4);
  });

  it("delivers again, never less, where a relay dies between the delivery and its mark", async () => {
    const clock = new ManualClock();
    const taken: string[] = [];
    const { relay, outbox, commit } = relayOf((name) => taken.push(name), {}, clock);
    commit("a1", "a2");
    const dead = await outbox.claim("one", { limit: 100, leaseMs: 30_000 });
    expect(dead.events).toHaveLength(2);
    relay.start();
    await clock.advance("29s");
    expect(taken).toEqual([]);
    await clock.advance("2s");
    expect(taken).toEqual(["a1", "a2"]);
  });

  it("outlives a store that is gone, asks it at most 2 s later, and repeats what it could not mark", async () => {
    const clock = new ManualClock();
    const taken: string[] = [];
    const { relay, outbox, commit } = relayOf((name) => taken.push(name), { leaseMs: 20_000 }, clock);
    const settle = outbox.settle.bind(outbox);
    const claim = outbox.claim.bind(outbox);
    const gone = () => Promise.reject(new Error("connection terminated"));
    outbox.settle = gone;
    commit("a1");
    relay.start();
    await clock.advance(0);
    outbox.claim = gone;
    await clock.advance("1m");
    expect(taken).toEqual(["a1"]);
    Object.assign(outbox, { settle, claim });
    await clock.advance("2s");
    expect(taken).toEqual(["a1", "a1"]);
    await clock.advance("1m");
    expect(taken).toHaveLength(2);
  });

  it("outlives a log that throws", async () => {
    const throwing = () => {
      throw new Error("the disk is full");
    };
    const log = { debug: throwing, info: throwing, warn: throwing, error: throwing };
    const taken: string[] = [];
    const { relay, clock, commit } = relayOf(
      (name) => {
        if (taken.push(name) < 3) throw new Error("no");
      },
      { log },
    );
    commit("a1");
    relay.start();
    await clock.advance("5s");
    expect(taken).toHaveLength(3);
    expect(relay.counts().delivered).toBe(1);
  });

  it("stops: what goes on is finished and marked, the rest is free for others", async () => {
    const clock = new ManualClock();
    const taken: string[] = [];
    const { relay, outbox, commit } = relayOf(
      async (name) => {
        await clock.sleep(50);
        taken.push(name);
      },
      {},
      clock,
    );
    commit("a1", "a2");
    relay.start();
    await clock.advance(10);
    const stopped = relay.stop();
    await clock.advance(50);
    await stopped;
    expect(taken).toEqual(["a1"]);
    const { events } = await outbox.claim("one", { limit: 10, leaseMs: 1_000 });
    expect(events.map(({ event: { eventId } }) => eventId)).toEqual(["a2"]);
  });

  it("shares a sink with others: nothing is delivered twice", async () => {
    const clock = new ManualClock();
    const outbox = new MemoryOutbox(clock);
    const taken: string[] = [];
    const relays = [1, 2, 3].map(() => {
      const sink = callbackSink("one", async ({ eventId }) => {
        await clock.sleep(7);
        taken.push(eventId);
      });
      return new OutboxRelay({ outbox, sink, clock, log: quiet, batch: 5 });
    });
    const names = "abcdefgh".split("").flatMap((run) => [1, 2, 3, 4].map((seq) => `${run}${seq}`));
    outbox.commit(
      ["one"],
      names.map((name) => event(name)),
    );
    for (const relay of relays) relay.start();
    await clock.advance("5s");
    expect(taken).toHaveLength(32);
    expect(new Set(taken).size).toBe(32);
    for (const run of "abcdefgh") {
      expect(taken.filter((name) => name.startsWith(run))).toEqual([1, 2, 3, 4].map((seq) => `${run}${seq}`));
    }
    await Promise.all(relays.map((relay) => relay.stop()));
  });

  it.each([[{ batch: 0 }], [{ attempts: Number.NaN }], [{ pollMs: -1 }], [{ timeoutMs: 10_000, leaseMs: 10_000 }]])(
    "refuses to be made of %o",
    (options) => {
      expect(() => relayOf(() => undefined, options)).toThrow(DeclarationError);
    },
  );
});
