import { describe, expect, it } from "vitest";
import { fixed } from "../../proto/contract/backoff.js";
import { toPolicies } from "../../proto/contract/options.js";
import { optionsData } from "../dsl/use.js";
import type { UseOptions } from "../dsl/options.js";
import { DeclarationError } from "../errors.js";
import { type FakeCall, FakeRun, held, Outcome } from "./fake-attempt.test-support.js";
import { toGuard } from "./guard.js";
import type { RateLimiter } from "./rate-limiter.js";

function guarded(options: UseOptions, rateLimiter?: RateLimiter) {
  const guard = toGuard({
    graph: "test.v1.G",
    step: "Flaky",
    policies: toPolicies(optionsData(options)),
    options,
    rateLimiter,
  });
  const run = new FakeRun();
  const call = (does: FakeCall, on = run) => new Outcome(() => guard?.call(on.attempt(does)));
  const snapshot = () => guard?.snapshot(run.clock.now(), run);
  return { guard, run, clock: run.clock, call, snapshot };
}

const broken = new Error("503");
const fail = () => Promise.reject(broken);

describe("the guard of a node", () => {
  it("is none where it has no policy", () => {
    expect(guarded({}).guard).toBeUndefined();
    expect(guarded({ parallelism: 3, window: 2, itemFailure: "collect" }).guard).toBeUndefined();
  });

  it("shows where each of its policies stands, and nothing of those it has not", () => {
    expect(guarded({ timeout: "1s" }).snapshot()).toEqual({});
    const all = guarded({
      breaker: { failures: 2, reset: "1s" },
      rateLimit: { limit: 1, per: "1s" },
      bulkhead: { limit: 3 },
    });
    all.call({ call: () => held().promise });
    expect(all.snapshot()).toEqual({
      breaker: { state: "CLOSED", failures: 0, retryAfterMs: 0 },
      rateLimit: { limit: 1, perMs: 1_000, limits: [{ key: "", used: 1, waiting: 0, nextMs: 1_000, refillMs: 1_000 }] },
      bulkhead: { limit: 3, inFlight: 1, waiting: 0 },
    });
  });

  it("counts a call with all its attempts as one failure of its breaker, and as one call of its rate limit", async () => {
    const { clock, call, snapshot } = guarded({
      retry: { attempts: 3, backoff: fixed("1s") },
      breaker: { failures: 2, reset: "1m" },
      rateLimit: { limit: 5, per: "1h" },
    });
    const attempts: number[] = [];
    const first = call({
      call: (attempt) => {
        attempts.push(attempt);
        return fail();
      },
    });
    await clock.advance("2s");
    expect([attempts, first.value]).toEqual([[1, 2, 3], broken]);
    expect(snapshot()).toMatchObject({ breaker: { failures: 1 }, rateLimit: { limits: [{ used: 1 }] } });
  });

  it("keeps its place in the bulkhead between attempts, and gives it back when the run ends there", async () => {
    const { clock, run, call, snapshot } = guarded({ retry: { backoff: fixed("1s") }, bulkhead: { limit: 1 } });
    call({ call: fail });
    await clock.advance("500ms");
    expect(snapshot()).toMatchObject({ bulkhead: { inFlight: 1 } });
    run.end();
    expect(snapshot()).toMatchObject({ bulkhead: { inFlight: 0 } });
  });

  it("takes no permit and no place for a call that its breaker refuses, and has its fallback answer for it", async () => {
    const { clock, run, call, snapshot } = guarded({
      breaker: { failures: 1, reset: "1m" },
      rateLimit: { limit: 9, per: "1h", algorithm: "sliding-window" },
      fallback: () => undefined,
    });
    call({ call: fail, fallback: () => "first" });
    await clock.advance(0);
    const refused = call({ call: fail, fallback: () => "second" });
    expect(refused).toMatchObject({ atOnce: true, value: "second" });
    expect(run.fallbacks).toMatchObject([broken, { code: "BREAKER_OPEN" }]);
    expect(snapshot()).toMatchObject({ rateLimit: { limits: [{ used: 1 }] } });
  });

  it("frees a place, and counts a failure, when an attempt times out that nobody ends", async () => {
    const { clock, call, snapshot } = guarded({
      timeout: "1s",
      breaker: { failures: 5, reset: "1m" },
      bulkhead: { limit: 1 },
    });
    const deaf = call({ call: () => held().promise });
    await clock.advance("1s");
    expect(deaf.value).toMatchObject({ code: "TIMEOUT" });
    expect(snapshot()).toMatchObject({ breaker: { failures: 1 }, bulkhead: { inFlight: 0 } });
  });

  it("does not give a call's time to its wait for a turn", async () => {
    const { clock, call } = guarded({ timeout: "1s", rateLimit: { limit: 1, per: "10s" } });
    call({ call: () => "first" });
    const second = call({ call: () => "second" });
    await clock.advance("10s");
    expect(second.value).toBe("second");
  });

  it("lets the probe of a breaker go that waits for its turn when its run ends", async () => {
    const { clock, call, snapshot } = guarded({
      breaker: { failures: 1, reset: "1s" },
      rateLimit: { limit: 1, per: "1h" },
    });
    call({ call: fail });
    await clock.advance("1s");
    const other = new FakeRun(clock, "r2");
    call({ call: () => "fine" }, other);
    expect(call({ call: () => "fine" }).value).toMatchObject({ code: "BREAKER_OPEN" });
    other.end();
    const probe = call({ call: () => "fine" });
    await clock.advance("1h");
    expect(probe.value).toBe("fine");
    expect(snapshot()).toMatchObject({ breaker: { state: "CLOSED" } });
  });

  it("names the attempt that failed last where the fallback fails too", async () => {
    const { clock, call } = guarded({ retry: { attempts: 2, backoff: fixed("1s") }, fallback: () => undefined });
    const outcome = call({ call: fail, fallback: fail });
    await clock.advance("1s");
    expect(outcome.value).toMatchObject({ code: "FALLBACK_FAILED", attempt: 2 });
  });

  it("has a global limit kept by the engine's limiter, and cannot be made without", () => {
    const options: UseOptions = { rateLimit: { limit: 1, per: "1s", scope: "global" } };
    expect(guarded(options, { take: () => 0 }).call({ call: () => "fine" }).value).toBe("fine");
    const make = () => guarded(options);
    expect(make).toThrow(DeclarationError);
    expect(make).toThrow("the rate limit of step Flaky of test.v1.G is global: give the engine a limits.rateLimiter");
  });
});
