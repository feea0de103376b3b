import { describe, expect, it } from "vitest";
import type { Reject } from "../../generated/protograph/v1/reject_pb.js";
import { ParcelSchema, PlaceSchema } from "../../test/messages/generated/pipes/v1/pipes_pb.js";
import { consoleLog, type Log } from "../engine/log.js";
import { DeclarationError, StepError } from "../errors.js";
import { handBuiltParts, step } from "../hand-built.test-support.js";
import { RefusedDeliveryError } from "../outbox/sink.js";
import { ManualClock } from "../testing/manual-clock.js";
import { ErrorReporter, type ReporterOptions } from "./error-reporter.js";
import type { ErrorSink } from "./error-sink.js";
import { rejectOf } from "./reject-of.js";

const { plan } = handBuiltParts({
  inputs: [ParcelSchema],
  outputs: [PlaceSchema],
  steps: { Weigh: step([ParcelSchema], PlaceSchema, () => undefined) },
});

/** A record of a cause of its own, unless another has the same name. */
function reject(name: string, atMs = 0): Reject {
  const error = StepError.of({ step: name, attempt: 1, runId: name }, { name });
  return rejectOf({ error, plan, runId: name, atMs });
}

function reporterTo(take: ErrorSink["take"], options: ReporterOptions = {}) {
  const clock = new ManualClock();
  const logged: unknown[] = [];
  const log: Log = { ...consoleLog("silent"), error: (message, fields) => logged.push([message, fields]) };
  const reporter = new ErrorReporter({ name: "there", take }, { clock, log, ...options });
  const report = (...names: readonly string[]) => names.forEach((name) => reporter.report(reject(name)));
  return { reporter, clock, logged, report };
}

describe("an error sink", () => {
  it("is given each error, one after the other", async () => {
    let busy = 0;
    const taken: string[] = [];
    const { reporter, report } = reporterTo(async ({ runId }) => {
      expect(++busy).toBe(1);
      await Promise.resolve();
      busy--;
      taken.push(runId);
    });
    report("a", "b");
    await reporter.drained();
    report("c");
    await reporter.drained();
    expect(taken).toEqual(["a", "b", "c"]);
    expect(reporter.counts()).toEqual({ taken: 3, merged: 0, lost: 0, waiting: 0 });
  });

  it("is given errors of one cause that wait as one, with the first and last time and how many", async () => {
    const taken: Reject[] = [];
    const { reporter } = reporterTo((each) => void taken.push(each));
    for (const atMs of [1_000, 2_000, 3_000]) reporter.report(reject("a", atMs));
    await reporter.drained();
    expect(taken).toMatchObject([{ count: 3n, firstAt: { seconds: 1n }, lastAt: { seconds: 3n } }]);
    expect(reporter.counts()).toMatchObject({ taken: 1, merged: 2 });
  });

  it("is given the same record again after it has failed, later each time", async () => {
    const ids: string[] = [];
    const { reporter, clock, report } = reporterTo(({ rejectId }) => {
      if (ids.push(rejectId) < 4) throw new Error("down");
    });
    report("a");
    await clock.advance(249);
    expect(ids).toHaveLength(1);
    await clock.advance(1);
    expect(ids).toHaveLength(2);
    await clock.advance("2s");
    expect(new Set(ids).size).toBe(1);
    expect(reporter.counts()).toMatchObject({ taken: 1, lost: 0 });
  });

  it.each<[string, ErrorSink["take"]]>([
    ["is down", () => Promise.reject(new Error("down"))],
    [
      "throws",
      () => {
        throw new Error("down");
      },
    ],
    ["is deaf", () => new Promise(() => undefined)],
  ])("that %s keeps nobody, and what it has not taken is counted and said", async (_, take) => {
    const { reporter, clock, logged, report } = reporterTo(take, { capacity: 2 });
    report("a", "b", "c", "d");
    expect(reporter.counts()).toEqual({ taken: 0, merged: 0, lost: 2, waiting: 2 });
    await clock.advance("1h");
    await reporter.drained();
    expect(reporter.counts()).toEqual({ taken: 0, merged: 0, lost: 4, waiting: 0 });
    expect(clock.sleeping).toBe(0);
    expect(logged).toMatchObject([
      ["errors are lost, because their sink has not taken them", { runId: "c", lost: 1, sink: "there" }],
      ["errors are lost, because their sink has not taken them", { runId: "a", lost: 4, sink: "there" }],
    ]);
  });

  it("hears with the next record how many were lost before it", async () => {
    let down = true;
    const taken: Reject[] = [];
    const { reporter, report, clock } = reporterTo(
      (each) => {
        if (down) throw new Error("down");
        taken.push(each);
      },
      { attempts: 1 },
    );
    report("a", "b");
    await reporter.drained();
    down = false;
    report("c", "d");
    await reporter.drained();
    expect(taken.map(({ runId, lost }) => [runId, lost])).toEqual([
      ["c", 2n],
      ["d", 0n],
    ]);
    expect(clock.sleeping).toBe(0);
  });

  it("loses only what it refuses", async () => {
    const { reporter, report } = reporterTo(({ runId }) => {
      if (runId === "a") throw new RefusedDeliveryError("never");
    });
    report("a", "b");
    await reporter.drained();
    expect(reporter.counts()).toEqual({ taken: 1, merged: 0, lost: 1, waiting: 0 });
  });

  it("never makes a report throw, also where the log throws", () => {
    const log = consoleLog("silent");
    log.error = () => {
      throw new Error("no log");
    };
    const { report } = reporterTo(() => undefined, { capacity: 1, log });
    expect(() => report("a", "b", "c")).not.toThrow();
  });

  it.each(["capacity", "attempts", "timeoutMs", "backoffMs"] as const)("has a finite %s of at least 1", (name) => {
    for (const value of [0, -1, NaN, Infinity]) {
      expect(() => reporterTo(() => undefined, { [name]: value })).toThrow(DeclarationError);
    }
  });
});
