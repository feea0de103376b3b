import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import type { RunSnapshot } from "../../generated/protograph/v1/snapshot_pb.js";
import { Projection } from "./projection.js";
import { fullHash } from "./snapshot-hash.js";

/** What rebuilding needs of a store. Nothing of it is called for one run by two at once. */
export interface HistoryReader {
  /** Every run there is, in any order. */
  runs(): AsyncIterable<RunRef>;
  /** The run's events in the order of `runSeq`, in pages, so that a long history is never in memory as a whole. */
  events(run: RunRef): AsyncIterable<readonly RunEvent[]>;
  /** The snapshot kept of the run, where there is one. */
  snapshot(run: RunRef): Promise<RunSnapshot | undefined>;
  /** Ids of the nodes of the run's plan; none where the plan is not known. */
  nodes(run: RunRef): Promise<readonly string[]>;
}

/** Names a run. */
export interface RunRef {
  readonly tenant: string;
  readonly runId: string;
}

/** A run whose snapshot was folded from zero. */
export interface Rebuilt {
  readonly run: RunRef;
  readonly snapshot: RunSnapshot;
  readonly events: number;
  /** Whether the kept snapshot, up to where it had come, is the one the events give; `undefined` where none was kept. */
  readonly matches: boolean | undefined;
}

/**
 * Folds the snapshots of all runs from zero, several runs at once, and compares them with those that are kept.
 *
 * @param parallelism how many runs at once: what is waited for is the store.
 */
export async function* rebuild(
  reader: HistoryReader,
  { parallelism = 8 }: { readonly parallelism?: number } = {},
): AsyncGenerator<Rebuilt, void> {
  const running = new Map<number, Promise<readonly [number, Rebuilt]>>();
  let next = 0;
  const settled = async (): Promise<Rebuilt> => {
    const [id, rebuilt] = await Promise.race(running.values());
    running.delete(id);
    return rebuilt;
  };
  try {
    for await (const run of reader.runs()) {
      const id = next++;
      running.set(
        id,
        rebuildRun(reader, run).then((rebuilt) => [id, rebuilt] as const),
      );
      if (running.size >= parallelism) yield await settled();
    }
    while (running.size > 0) yield await settled();
  } finally {
    // Who stops early, or meets an error, leaves no rejection behind.
    await Promise.allSettled(running.values());
  }
}

/** Folds one run from zero. */
async function rebuildRun(reader: HistoryReader, run: RunRef): Promise<Rebuilt> {
  const [nodes, kept] = await Promise.all([reader.nodes(run), reader.snapshot(run)]);
  const projection = new Projection(nodes);
  let events = 0;
  let matches = kept === undefined ? undefined : false;
  for await (const page of reader.events(run)) {
    for (const event of page) {
      projection.apply(event);
      events++;
      // A snapshot may be behind its events; it is judged where it stands.
      if (event.runSeq === kept?.lastRunSeq) {
        matches = fullHash(projection.snapshot()) === fullHash(kept);
      }
    }
  }
  return { run, snapshot: projection.snapshot(), events, matches };
}
