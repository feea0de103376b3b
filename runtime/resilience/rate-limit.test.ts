import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPolicies } from "../../proto/contract/options.js";
import type { RateLimitOptions } from "../dsl/options.js";
import { ManualClock } from "../testing/manual-clock.js";
import { type FakeCall, FakeRun, Outcome } from "./fake-attempt.test-support.js";
import { KeyedLimits } from "./keyed-limits.js";
import { newPermits } from "./permits.js";
import { RateLimitState, withRateLimit } from "./rate-limit.js";
import type { RateLimiter, SharedLimit } from "./rate-limiter.js";
import { Turns } from "./turns.js";

/** A step with a rate limit, on a clock that stands still; it notes when it is called, and by which call. */
function limited(options: RateLimitOptions, rateLimiter?: RateLimiter) {
  const { rateLimit } = toPolicies({ rateLimit: options });
  const shared = rateLimiter && { rateLimiter, graph: "test.v1.G", step: "Flaky" };
  const state = new RateLimitState(rateLimit!, shared);
  const clock = new ManualClock(0);
  const run = new FakeRun(clock);
  const started: [call: number, at: number][] = [];
  let count = 0;
  const guarded = withRateLimit(state, (attempt) => attempt.call());
  const call = (on: FakeRun = run, does: FakeCall = {}) => {
    const number = ++count;
    const noted = (attempt: number) => {
      started.push([number, clock.now()]);
      return does.call === undefined ? number : does.call(attempt);
    };
    return new Outcome(() => guarded(on.attempt({ ...does, call: noted })));
  };
  const keyed = (key: unknown, on: FakeRun = run) => call(on, { key: () => key });
  const snapshot = (of?: FakeRun) => state.snapshot(clock.now(), of).limits;
  return { clock, run, started, call, keyed, snapshot };
}

const times = (count: number, act: () => unknown) => Array.from({ length: count }, act);

describe("a token bucket", () => {
  it("lets a full bucket through at once, and then one call at a time as it refills", async () => {
    const { clock, started, call } = limited({ limit: 2, per: "1s" });
    const calls = times(6, call) as Outcome[];
    expect(calls.map(({ atOnce }) => atOnce)).toEqual([true, true, false, false, false, false]);
    await clock.advance("1h");
    expect(started).toEqual([
      [1, 0],
      [2, 0],
      [3, 500],
      [4, 1_000],
      [5, 1_500],
      [6, 2_000],
    ]);
    expect(calls.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("loses nothing to rounding where the period does not divide", async () => {
    const { clock, started, call } = limited({ limit: 7, per: "1s" });
    times(7 * 101, call);
    await clock.advance("99999ms");
    expect(started).toHaveLength(7 * 101 - 1);
    await clock.advance("1ms");
    expect(started).toHaveLength(7 * 101);
    const waits = started.slice(6).map(([, at], index) => at - Math.ceil((index * 1_000) / 7));
    expect(waits.every((late) => late === 0)).toBe(true);
  });

  it("does not fill up beyond its limit", async () => {
    const { clock, started, call } = limited({ limit: 2, per: "1s" });
    await clock.advance("1h");
    times(3, call);
    expect(started).toHaveLength(2);
  });
});

describe("a sliding window", () => {
  it("lets the limit through at once, and the next calls a period after those", async () => {
    const { clock, started, call } = limited({ limit: 2, per: "1s", algorithm: "sliding-window" });
    call();
    await clock.advance("300ms");
    times(4, call);
    await clock.advance("1h");
    expect(started.map(([, at]) => at)).toEqual([0, 300, 1_000, 1_300, 2_000]);
  });
});

describe("any limit", () => {
  it("is kept exactly, in order of arrival, and lets no permit go unused", async () => {
    const arrivals = fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 40 });
    const algorithms = fc.constantFrom("token-bucket" as const, "sliding-window" as const);
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 5 }), algorithms, async (gaps, limit, algorithm) => {
        const { clock, started, call } = limited({ limit, per: "1s", algorithm });
        for (const gap of gaps) {
          await clock.advance(gap);
          call();
        }
        await clock.advance("1h");
        expect(started.map(([number]) => number)).toEqual(gaps.map((_, index) => index + 1));
        let arrived = 0;
        const want: number[] = [];
        for (const [index, gap] of gaps.entries()) {
          arrived += gap;
          const before = Math.max(arrived, want.at(-1) ?? 0);
          want.push(algorithm === "sliding-window" ? slid(want, before, limit) : refilled(want, before, limit));
          expect(started[index]?.[1]).toBe(want[index]);
        }
      }),
      { numRuns: 60 },
    );
  });

  /** The first time at which fewer than the limit have started in the second before. */
  function slid(starts: readonly number[], from: number, limit: number): number {
    for (let at = from; ; at++) if (starts.filter((start) => start > at - 1_000).length < limit) return at;
  }

  /** The first time at which a bucket that was full at first has a token, by counting every millisecond. */
  function refilled(starts: readonly number[], from: number, limit: number): number {
    let drops = limit * 1_000;
    const left = [...starts];
    for (let at = 0; ; at++) {
      if (at > 0) drops = Math.min(limit * 1_000, drops + limit);
      for (; left[0] === at; left.shift()) drops -= 1_000;
      if (at >= from && drops >= 1_000) return at;
    }
  }

  it("fails no call, and passes on what a call throws", async () => {
    const { clock, call } = limited({ limit: 1, per: "1s" });
    const broken = new Error("503");
    const throwing = {
      call: () => {
        throw broken;
      },
    };
    const [first, second] = [call(undefined, throwing), call(undefined, throwing)];
    expect(first).toMatchObject({ atOnce: true, value: broken });
    await clock.advance("1s");
    expect(second.value).toBe(broken);
  });

  it("has one timer, however many wait", () => {
    const { clock, call } = limited({ limit: 1, per: "1s" });
    times(500, call);
    expect(clock.sleeping).toBe(1);
  });

  it("does not wait longer where the clock is set back", async () => {
    const { clock, started, call } = limited({ limit: 1, per: "1s", algorithm: "sliding-window" });
    await clock.advance("1h");
    call();
    const now = clock.now.bind(clock);
    clock.now = () => now() - 3_600_000;
    call();
    await clock.advance("1s");
    expect(started).toHaveLength(2);
  });
});

describe("calls that wait, of a run that ends", () => {
  it("do not start, take no permit, and leave no timer and nothing to do", async () => {
    const { clock, run, started, call, snapshot } = limited({ limit: 1, per: "1s" });
    const other = new FakeRun(clock, "r2");
    call(other);
    times(100, () => call(other));
    call(run);
    times(100, () => call(other));
    expect(clock.sleeping).toBe(1);
    other.end();
    expect(snapshot()).toMatchObject([{ waiting: 1 }]);
    expect(clock.sleeping).toBe(1);
    await clock.advance("1s");
    expect(started).toEqual([
      [1, 0],
      [102, 1_000],
    ]);
    expect(run.cleanupCount).toBe(0);
    run.end();
    expect(clock.sleeping).toBe(0);
  });
});

describe("who shares a limit", () => {
  it("are all runs of a graph, where nothing else is said", async () => {
    const { clock, started, call } = limited({ limit: 1, per: "1s" });
    call(new FakeRun(clock, "r1"));
    call(new FakeRun(clock, "r2"));
    expect(started).toHaveLength(1);
  });

  it("are the calls of one run, where that is its scope", () => {
    const { clock, started, call, snapshot } = limited({ limit: 1, per: "1s", scope: "run" });
    const [first, second] = [new FakeRun(clock, "r1"), new FakeRun(clock, "r2")];
    call(first);
    call(second);
    call(second);
    expect(started).toHaveLength(2);
    expect([snapshot(first), snapshot(second), snapshot()]).toMatchObject([[{ waiting: 0 }], [{ waiting: 1 }], []]);
  });

  it("are the calls with one key, where it has a key", async () => {
    const { clock, started, keyed } = limited({ limit: 1, per: "1s", key: () => "" });
    ["a", "b", "a", "b", "c"].forEach((key) => keyed(key));
    expect(started.map(([number]) => number)).toEqual([1, 2, 5]);
    await clock.advance("1s");
    expect(started.map(([number]) => number)).toEqual([1, 2, 5, 3, 4]);
  });

  it.each([
    ["undefined", () => undefined],
    ["number", () => 7],
    ["a promise", async () => Promise.reject(new Error("late"))],
  ])("is no matter of a key that is %s", (words, key: () => unknown) => {
    const { call } = limited({ limit: 1, per: "1s", key: () => "" });
    expect(call(undefined, { key }).value).toEqual(
      new TypeError(`the key of the rate limit of step Flaky is ${words}: it must be a text, at once`),
    );
  });
});

describe("the keys of a limit", () => {
  it("are forgotten when nothing of their limit is used, and not before", async () => {
    const { clock, keyed, snapshot } = limited({ limit: 2, per: "1s", key: () => "" });
    for (let key = 0; key < 1_000; key++) {
      keyed(`key ${key}`);
      await clock.advance(1);
    }
    expect(snapshot()).toHaveLength(499);
    await clock.advance("500ms");
    expect(snapshot()).toEqual([]);
  });

  it("are forgotten by calls with other keys, without anybody looking", () => {
    const { rateLimit } = toPolicies({ rateLimit: { limit: 1, per: "1s" } });
    const limits = new KeyedLimits(1_000, (_key, time) => {
      const permits = newPermits(rateLimit!);
      return { permits, turns: new Turns((attempt) => permits.take(time.at(attempt.clockNow()))) };
    });
    const clock = new ManualClock(0);
    const run = new FakeRun(clock);
    let most = 0;
    for (let ms = 0; ms < 20_000; ms += 10) {
      clock.now = () => ms;
      void limits.turnsOf(`key ${ms}`, ms).enter(run.attempt({}));
      most = Math.max(most, limits.size);
    }
    expect(most).toBeGreaterThanOrEqual(100);
    expect(most).toBeLessThanOrEqual(201);
  });
});

describe("what can be read of a limit", () => {
  it("is how much of a bucket is used, who waits, and when it is full again", async () => {
    const { clock, call, snapshot } = limited({ limit: 4, per: "1s" });
    expect(snapshot()).toEqual([]);
    times(6, call);
    expect(snapshot()).toEqual([{ key: "", used: 4, waiting: 2, nextMs: 250, refillMs: 1_000 }]);
    await clock.advance("500ms");
    expect(snapshot()).toEqual([{ key: "", used: 4, waiting: 0, nextMs: 250, refillMs: 1_000 }]);
    await clock.advance("600ms");
    expect(snapshot()).toEqual([{ key: "", used: 2, waiting: 0, nextMs: 0, refillMs: 400 }]);
    await clock.advance("400ms");
    expect(snapshot()).toEqual([]);
  });

  it("is how much of a window is used, and when it is empty again", async () => {
    const { clock, call, snapshot } = limited({ limit: 2, per: "1s", algorithm: "sliding-window" });
    call();
    await clock.advance("400ms");
    times(2, call);
    expect(snapshot()).toEqual([{ key: "", used: 2, waiting: 1, nextMs: 600, refillMs: 1_000 }]);
  });
});

describe("a global limit", () => {
  /** A limiter whose answers the test gives, in order. */
  function limiter(...answers: (number | Promise<number> | Error)[]) {
    const asked: SharedLimit[] = [];
    const take = (limit: SharedLimit) => {
      asked.push(limit);
      const answer = answers.shift() ?? 0;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return { asked, take };
  }

  it("is asked of the limiter, with all it has to know", () => {
    const port = limiter();
    const options: RateLimitOptions = {
      limit: 3,
      per: "2s",
      scope: "global",
      algorithm: "sliding-window",
      key: () => "",
    };
    const { keyed } = limited(options, port);
    expect(keyed("acme")).toMatchObject({ atOnce: true, value: 1 });
    expect(port.asked).toEqual([
      { graph: "test.v1.G", step: "Flaky", key: "acme", limit: 3, perMs: 2_000, algorithm: "sliding-window" },
    ]);
  });

  it("waits as long as the limiter says and asks again, for the first in line only", async () => {
    const port = limiter(Promise.resolve(300), Promise.resolve(200), Promise.resolve(0), Promise.resolve(0));
    const { clock, started, call, snapshot } = limited({ limit: 1, per: "1s", scope: "global" }, port);
    call();
    call();
    await clock.advance("299ms");
    expect(port.asked).toHaveLength(1);
    expect(snapshot()).toEqual([{ key: "", waiting: 2 }]);
    await clock.advance("201ms");
    expect(started).toEqual([
      [1, 500],
      [2, 500],
    ]);
    expect(port.asked).toHaveLength(4);
  });

  it("gives a permit to the next in line, where the run it was asked for has ended", async () => {
    let answer: (ms: number) => void = () => undefined;
    const port = limiter(new Promise<number>((resolve) => (answer = resolve)));
    const { clock, run, started, call } = limited({ limit: 1, per: "1s", scope: "global" }, port);
    const other = new FakeRun(clock, "r2");
    call(other);
    call(run);
    other.end();
    answer(0);
    await clock.advance(0);
    expect(started).toEqual([[2, 0]]);
    expect(port.asked).toHaveLength(1);
  });

  it("fails the call that asked where the limiter fails, and no other", async () => {
    const down = new Error("down");
    const port = limiter(down, Promise.reject(down), 0);
    const { clock, call } = limited({ limit: 1, per: "1s", scope: "global" }, port);
    expect(call()).toMatchObject({ atOnce: true, value: down });
    const [second, third] = [call(), call()];
    await clock.advance(0);
    expect([second.value, third.value]).toEqual([down, 3]);
  });

  it("fails the call where the limiter answers what is no time", async () => {
    const { clock, call } = limited({ limit: 1, per: "1s", scope: "global" }, limiter(Number.NaN, Promise.resolve(-1)));
    const [first, second] = [call(), call()];
    await clock.advance(0);
    expect(first.value).toEqual(
      new TypeError("the rate limiter answered NaN: it must answer with milliseconds, 0 or more"),
    );
    expect(second.value).toBeInstanceOf(TypeError);
  });
});
