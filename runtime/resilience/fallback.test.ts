import { describe, expect, it } from "vitest";
import { BreakerOpenError, CancelledError, DeadlineError, FallbackError, StepError } from "../errors.js";
import { withFallback } from "./fallback.js";
import { type FakeCall, FakeRun, Outcome } from "./fake-attempt.test-support.js";

const broken = new Error("503");

function fallen(does: FakeCall) {
  const run = new FakeRun();
  const outcome = new Outcome(() => withFallback((attempt) => attempt.call())(run.attempt(does)));
  return { run, outcome, settle: () => run.clock.advance(0) };
}

const throwing = (error: unknown) => () => {
  throw error;
};

describe("a fallback", () => {
  it("answers for a step that throws, synchronously where it can, and is noted with the failure", () => {
    const { run, outcome } = fallen({ call: throwing(broken), fallback: () => "instead" });
    expect(outcome).toMatchObject({ atOnce: true, value: "instead" });
    expect(run.fallbacks).toEqual([broken]);
  });

  it("answers for a step that rejects, also with a promise", async () => {
    const { outcome, settle } = fallen({
      call: () => Promise.reject(broken),
      fallback: () => ({ then: (resolve: (value: string) => void) => resolve("instead") }),
    });
    await settle();
    expect(outcome.value).toBe("instead");
  });

  it("is not asked where the step has a result", async () => {
    const now = fallen({ call: () => "fine", fallback: throwing(broken) });
    expect(now.outcome).toMatchObject({ atOnce: true, value: "fine" });
    const later = fallen({ call: () => Promise.resolve("fine"), fallback: throwing(broken) });
    await later.settle();
    expect([later.outcome.value, later.run.fallbacks]).toEqual(["fine", []]);
  });

  it("answers for an open breaker, and for the end of a run that the step has waited for", () => {
    const open = new BreakerOpenError({ step: "Flaky", attempt: 1, runId: "r1" }, 5);
    for (const error of [
      open,
      new CancelledError("inner", undefined),
      new DeadlineError("inner", new Date(0), "late"),
    ]) {
      expect(fallen({ call: throwing(error), fallback: () => "instead" }).outcome.value).toBe("instead");
    }
  });

  it.each([
    ["the cancellation", new CancelledError("r1", undefined)],
    ["the deadline", new DeadlineError("r1", new Date(0), "late")],
  ])("never answers for %s of its run", (_what, error) => {
    const { run, outcome } = fallen({ call: throwing(error), fallback: () => "instead" });
    expect(outcome.value).toBe(error);
    expect(run.fallbacks).toEqual([]);
  });

  it("is not asked when its run has ended", async () => {
    const { run, outcome, settle } = fallen({ call: () => Promise.reject(broken), fallback: () => "instead" });
    run.end();
    await settle();
    expect([outcome.value, run.fallbacks]).toEqual([broken, []]);
  });

  it.each<[string, () => unknown]>([
    ["throws", throwing(new RangeError("no default"))],
    ["rejects", () => Promise.reject(new RangeError("no default"))],
  ])("that %s too fails the step, with both errors to be found", async (_what, fallback) => {
    const { outcome, settle } = fallen({ call: throwing(broken), fallback });
    await settle();
    expect(outcome.value).toBeInstanceOf(FallbackError);
    expect(outcome.value).toBeInstanceOf(StepError);
    expect(outcome.value).toMatchObject({
      code: "FALLBACK_FAILED",
      step: "Flaky",
      runId: "r1",
      failure: broken,
      cause: { message: "no default" },
      message: "step Flaky failed: 503; so did its fallback: no default (attempt 1 of run r1)",
    });
    expect((outcome.value as Error).stack).toContain("fallback.test");
  });

  it("that ends with its run has not failed", () => {
    const cancelled = new CancelledError("r1", undefined);
    expect(fallen({ call: throwing(broken), fallback: throwing(cancelled) }).outcome.value).toBe(cancelled);
  });
});
