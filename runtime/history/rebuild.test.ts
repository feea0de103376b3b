import { describe, expect, it } from "vitest";
import type { RunSnapshot } from "../../generated/protograph/v1/snapshot_pb.js";
import { eventOf, events } from "./events.test-support.js";
import { advance, project } from "./projection.js";
import { type HistoryReader, rebuild, type Rebuilt, type RunRef } from "./rebuild.js";

const history = events("RunStarted", "StepStarted", "StepCompleted", "RunCompleted");
const runs = Array.from({ length: 20 }, (_, index): RunRef => ({ tenant: "acme", runId: `run-${index}` }));

interface Options {
  readonly snapshot?: (run: RunRef) => RunSnapshot | undefined;
  readonly fail?: string;
}

/** A store that has the same history for every run, in pages of two, and counts who reads at once. */
class Reader implements HistoryReader {
  atOnce = 0;
  mostAtOnce = 0;
  read = 0;

  constructor(private readonly options: Options = {}) {}

  async *runs(): AsyncIterable<RunRef> {
    yield* runs;
  }

  async *events({ runId }: RunRef) {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    this.read++;
    for (const page of [history.slice(0, 2), history.slice(2)]) {
      await new Promise((resolve) => setImmediate(resolve));
      if (runId === this.options.fail) throw new Error("the store is gone");
      yield page.map((event) => Object.assign({}, event, { runId }));
    }
    this.atOnce--;
  }

  async snapshot(run: RunRef) {
    return this.options.snapshot?.(run);
  }

  async nodes() {
    return ["A"];
  }
}

async function all(reader: HistoryReader, parallelism?: number): Promise<readonly Rebuilt[]> {
  const rebuilt: Rebuilt[] = [];
  for await (const each of rebuild(reader, parallelism === undefined ? {} : { parallelism })) rebuilt.push(each);
  return rebuilt;
}

const snapshotAt = ({ runId }: RunRef, length: number) =>
  project(
    ["A"],
    history.slice(0, length).map((event) => Object.assign({}, event, { runId })),
  );

describe("rebuilding", () => {
  it("folds every run from zero, several at once and never more", async () => {
    const reader = new Reader();
    const rebuilt = await all(reader, 4);
    expect(rebuilt.map(({ run }) => run.runId).sort()).toEqual(runs.map(({ runId }) => runId).sort());
    for (const { run, snapshot, events: count, matches } of rebuilt) {
      expect({ snapshot, count, matches }).toEqual({ snapshot: snapshotAt(run, 4), count: 4, matches: undefined });
    }
    expect(reader.mostAtOnce).toBe(4);
  });

  it("finds kept snapshots that are what the events give, also those that are behind", async () => {
    const rebuilt = await all(new Reader({ snapshot: (run) => snapshotAt(run, 1 + (runs.indexOf(run) % 4)) }));
    expect(rebuilt.map(({ matches }) => matches)).toEqual(runs.map(() => true));
  });

  it("finds kept snapshots that are not", async () => {
    const wrong = (run: RunRef) => {
      const snapshot = snapshotAt(run, 3);
      if (run.runId === "run-3") snapshot.nodes[0]!.logicalAttempt = 9;
      // A place that no event has.
      if (run.runId === "run-5") return advance(snapshot, [eventOf({ type: "RunPaused" }, 77)]);
      return snapshot;
    };
    const rebuilt = await all(new Reader({ snapshot: wrong }));
    const found = rebuilt.filter(({ matches }) => matches === false).map(({ run }) => run.runId);
    expect(found.sort()).toEqual(["run-3", "run-5"]);
  });

  it("fails with its store, and reads no further", async () => {
    const reader = new Reader({ fail: "run-2" });
    await expect(all(reader, 2)).rejects.toThrow("the store is gone");
    expect(reader.read).toBeLessThan(6);
  });

  it("stops where nobody asks for more", async () => {
    const reader = new Reader();
    for await (const _ of rebuild(reader, { parallelism: 2 })) break;
    expect(reader.read).toBeLessThan(5);
  });
});
