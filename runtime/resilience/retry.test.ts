import { create } from "@bufbuild/protobuf";
import { type BoolValue, BoolValueSchema, StringValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { exponential, fixed } from "../../proto/contract/backoff.js";
import type { StepContext } from "../dsl/step.js";
import type { RetryOptions } from "../dsl/options.js";
import type { Run, RunOptions } from "../engine/run.js";
import { DeadlineError, StepError } from "../errors.js";
import { failure, HandBuilt, step } from "../hand-built.test-support.js";
import { ManualClock } from "../testing/manual-clock.js";

class HttpError extends Error {}
class NotFound extends HttpError {}

const output = create(BoolValueSchema, { value: true });

/** A graph of one retried step on a clock that stands still. */
function retried(retry: RetryOptions, compute: (ctx: StepContext) => unknown) {
  const clock = new ManualClock();
  const warnings: unknown[] = [];
  const silent = () => undefined;
  const log = { debug: silent, info: silent, error: silent, warn: (...entry: unknown[]) => warnings.push(entry) };
  const attempts: { attempt: number; at: number }[] = [];
  const started = clock.now();
  const graph = new HandBuilt(
    {
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Flaky: step(
          [StringValueSchema],
          BoolValueSchema,
          (ctx) => {
            attempts.push({ attempt: ctx.attempt, at: clock.now() - started });
            return compute(ctx);
          },
          { retry },
        ),
      },
    },
    { clock, log },
  );
  const start = (options?: RunOptions): Run<BoolValue> =>
    graph.run(BoolValueSchema, [create(StringValueSchema)], options);
  return { clock, attempts, warnings, start };
}

const broken = () => Promise.reject(new HttpError("503"));

describe("retry", () => {
  it("tries again until an attempt succeeds, and no more", async () => {
    const { clock, attempts, start } = retried({ attempts: 5, backoff: fixed("1s") }, (ctx) =>
      ctx.attempt < 3 ? broken() : output,
    );
    const run = start();
    await clock.advance("1h");
    expect(await run).toBe(output);
    expect(attempts).toEqual([
      { attempt: 1, at: 0 },
      { attempt: 2, at: 1_000 },
      { attempt: 3, at: 2_000 },
    ]);
  });

  it("tries again once for a promise that rejects twice", async () => {
    class Twice<T> extends Promise<T> {
      override then<F = T, R = never>(
        onFulfilled?: ((value: T) => F | PromiseLike<F>) | null,
        onRejected?: ((error: unknown) => R | PromiseLike<R>) | null,
      ): Promise<F | R> {
        void super.then(onFulfilled, onRejected);
        return super.then(onFulfilled, onRejected);
      }
    }
    const { clock, attempts, start } = retried({ attempts: 5, backoff: fixed("1s") }, (ctx) =>
      ctx.attempt < 2 ? Twice.reject(new HttpError("503")) : output,
    );
    const run = start();
    await clock.advance("1h");
    expect(await run).toBe(output);
    expect(attempts).toHaveLength(2);
  });

  it("ends with the last attempt's error when none is left", async () => {
    const { clock, attempts, start } = retried({ attempts: 3, backoff: fixed("1s") }, (ctx) => {
      throw new HttpError(`no. ${ctx.attempt}`);
    });
    const run = start();
    await clock.advance("1h");
    const error = await failure(run);
    expect(error).toBeInstanceOf(StepError);
    expect(error).toMatchObject({ step: "Flaky", attempt: 3, cause: { message: "no. 3" } });
    expect(attempts).toHaveLength(3);
    expect(run.snapshot().steps.Flaky).toMatchObject({ status: "FAILED", attempts: 3 });
  });

  it("waits the base first, then longer by the factor, never more than the maximum", async () => {
    const { clock, attempts, start } = retried(
      { attempts: 6, backoff: exponential("100ms", { factor: 3, max: "1s" }) },
      broken,
    );
    const run = start();
    await clock.advance("1h");
    await failure(run);
    expect(attempts.map(({ at }) => at)).toEqual([0, 100, 400, 1_300, 2_300, 3_300]);
  });

  it("draws jitter from the seed: the same seed waits the same, another one otherwise", async () => {
    const waits = async (seed: number) => {
      const backoff = exponential("1s", { jitter: 0.5 });
      const { clock, attempts, start } = retried({ attempts: 4, backoff }, broken);
      const run = start({ seed });
      await clock.advance("1h");
      await failure(run);
      return attempts.map(({ at }) => at);
    };
    const first = await waits(1);
    expect(await waits(1)).toEqual(first);
    expect(await waits(2)).not.toEqual(first);
    const gaps = first.slice(1).map((at, index) => at - (first[index] ?? 0));
    gaps.forEach((gap, index) => {
      expect(gap).toBeGreaterThan(500 * 2 ** index);
      expect(gap).toBeLessThanOrEqual(1_000 * 2 ** index);
    });
  });

  it("leaves a synchronous success synchronous", () => {
    expect(
      retried({}, () => output)
        .start()
        .snapshot().status,
    ).toBe("COMPLETED");
  });

  it("of an attempt that timed out starts another", async () => {
    const clock = new ManualClock();
    const graph = new HandBuilt(
      {
        inputs: [StringValueSchema],
        outputs: [BoolValueSchema],
        steps: {
          Slow: step(
            [StringValueSchema],
            BoolValueSchema,
            (ctx) => (ctx.attempt === 1 ? new Promise(() => undefined) : output),
            { retry: { attempts: 2, backoff: fixed("1s") }, timeout: "2s" },
          ),
        },
      },
      { clock },
    );
    const run = graph.run(BoolValueSchema, [create(StringValueSchema)]);
    await clock.advance("3s");
    expect(await run).toBe(output);
  });
});

describe("which failures are retried", () => {
  it("those of the declared classes and their subclasses, and no others", async () => {
    const { clock, attempts, start } = retried({ attempts: 9, backoff: fixed("1s"), on: [HttpError] }, (ctx) => {
      throw ctx.attempt === 1 ? new NotFound("404") : new TypeError("a bug");
    });
    const run = start();
    await clock.advance("1h");
    expect(await failure(run)).toMatchObject({ attempt: 2, cause: { message: "a bug" } });
    expect(attempts).toHaveLength(2);
  });

  it("those the predicate picks, which sees what the step threw", async () => {
    const seen: unknown[] = [];
    const on = (error: unknown) => {
      seen.push(error);
      return error === "again";
    };
    const { clock, start } = retried({ attempts: 9, backoff: fixed("1s"), on }, (ctx) =>
      Promise.reject(ctx.attempt === 1 ? "again" : "enough"),
    );
    const run = start();
    await clock.advance("1h");
    await failure(run);
    expect(seen).toEqual(["again", "enough"]);
  });

  it("none any more, when the predicate throws: the step's error stands, and the log has the predicate's", async () => {
    const on = () => {
      throw new Error("broken predicate");
    };
    const { attempts, warnings, start } = retried({ attempts: 9, on }, broken);
    expect(await failure(start())).toMatchObject({ cause: { message: "503" } });
    expect(attempts).toHaveLength(1);
    expect(warnings).toMatchObject([[expect.any(String), { step: "Flaky", error: { message: "broken predicate" } }]]);
  });

  it("none any more, when the predicate answers with a promise, however that ends", async () => {
    const on = (() => Promise.reject(new Error("late"))) as unknown as () => boolean;
    const { attempts, warnings, start } = retried({ attempts: 9, on }, broken);
    expect(await failure(start())).toMatchObject({ cause: { message: "503" } });
    expect(attempts).toHaveLength(1);
    expect(warnings).toMatchObject([
      [
        expect.any(String),
        { error: { message: "the predicate returned a promise: it must answer at once, with a boolean" } },
      ],
    ]);
  });

  it("never a result of the wrong type", async () => {
    const { attempts, start } = retried({ attempts: 9 }, async () => create(StringValueSchema));
    expect(await failure(start())).toMatchObject({ code: "WRONG_RESULT", attempt: 1 });
    expect(attempts).toHaveLength(1);
  });

  it("never what cannot be looked at, where classes are declared: it ends the run in good order", async () => {
    const refuse = () => {
      throw new Error("do not look");
    };
    const hostile = new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse });
    const { start } = retried({ attempts: 9, on: [HttpError] }, () => Promise.reject(hostile));
    expect(await failure(start())).toBeInstanceOf(StepError);
  });
});

describe("retry and the run's end", () => {
  it("no attempt starts past the deadline: the run fails before the wait, with the step's error as the cause", async () => {
    const { clock, attempts, start } = retried({ attempts: 9, backoff: fixed("2s") }, broken);
    const run = start({ deadline: new Date(clock.now() + 3_000) });
    await clock.advance("2s");
    const error = await failure(run);
    expect(error).toBeInstanceOf(DeadlineError);
    expect((error as Error).cause).toBeInstanceOf(HttpError);
    expect((error as Error).message).toContain("attempt 3 of step Flaky");
    expect(attempts).toHaveLength(2);
  });

  it("no attempt starts at the deadline itself", async () => {
    const { clock, attempts, start } = retried({ attempts: 9, backoff: fixed("2s") }, broken);
    const run = start({ deadline: new Date(clock.now() + 2_000) });
    expect(await failure(run)).toBeInstanceOf(DeadlineError);
    expect(attempts).toHaveLength(1);
  });

  it("a cancelled run starts no other attempt, and its wait leaves no timer behind", async () => {
    const { clock, attempts, start } = retried({ attempts: 9, backoff: fixed("1s") }, broken);
    const run = start();
    await clock.advance("1s");
    expect(attempts).toHaveLength(2);
    run.cancel();
    expect(clock.sleeping).toBe(0);
    await clock.advance("1h");
    expect(attempts).toHaveLength(2);
    expect(run.snapshot().steps.Flaky).toEqual({ status: "SKIPPED", reason: "CANCELLED", attempts: 2 });
  });
});

describe("the events of a retried step", () => {
  it("tell every attempt, what failed it, and the wait", async () => {
    const { clock, start } = retried({ attempts: 3, backoff: exponential("100ms") }, (ctx) =>
      ctx.attempt < 3 ? broken() : output,
    );
    const run = start();
    await clock.advance("1h");
    const events = [];
    for await (const event of run.events) events.push(event);
    expect(events).toMatchObject([
      { type: "RunStarted" },
      { type: "StepStarted", attempt: 1 },
      { type: "StepRetried", attempt: 1, delayMs: 100, error: { message: "503" } },
      { type: "StepStarted", attempt: 2 },
      { type: "StepRetried", attempt: 2, delayMs: 200 },
      { type: "StepStarted", attempt: 3 },
      { type: "StepCompleted", attempt: 3 },
      { type: "RunCompleted" },
    ]);
  });
});
