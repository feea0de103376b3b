import { toBinary } from "@bufbuild/protobuf";
import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import type { RunChange } from "../store/batch.js";
import { beginning } from "../store/contract/harness.test-support.js";
import type { Owner, Store } from "../store/store.js";
import type { Submission } from "../store/submission.js";
import { Projection } from "./projection.js";

/**
 * Keeps a run with a history, as an engine would: its events, and the snapshot that is folded of them.
 *
 * @param nodes ids of the plan's nodes.
 */
export async function recordRun(
  store: Store,
  owner: Owner,
  run: Submission,
  history: readonly RunEvent[],
  nodes: readonly string[],
  change: Partial<RunChange> = {},
): Promise<void> {
  const projection = new Projection(nodes);
  for (const event of history) projection.apply(event);
  const snapshot = projection.snapshot();
  await store.flush(owner, {
    changes: [
      beginning(run, {
        events: history,
        snapshot: { lastRunSeq: Number(snapshot.lastRunSeq), value: toBinary(RunSnapshotSchema, snapshot) },
        ...change,
      }),
    ],
    sinks: [],
  });
}
