import type { CheckpointKey, CheckpointRecord } from "../batch.js";
import type { RunKey } from "../submission.js";
import type { Query } from "./database.js";
import { indexedOutputs, outputName } from "./packed-outputs.js";
import type { OutputsRow } from "./rows.js";
import { checkpoints } from "./sql/runs.js";
import { unpack } from "./values.js";

/**
 * The outcomes of a run, by one query and, for values over 1 MiB, one more for each few parts of them. Of a key, the
 * first that was written counts.
 *
 * @param query sees the rows of the run's tenant.
 */
export async function loadCheckpoints(
  query: Query,
  { tenant, runId }: RunKey,
  wanted: (key: CheckpointKey) => boolean = () => true,
): Promise<readonly CheckpointRecord[]> {
  const rows = await query<OutputsRow>(checkpoints, [tenant, runId]);
  const loaded = new Map<string, CheckpointRecord>();
  for (const { outputs_index: index, outputs_text: text, outputs } of rows) {
    for (const { sha256, start, end, ...key } of indexedOutputs({ index, text })) {
      const name = outputName(key);
      if (loaded.has(name) || !wanted(key)) continue;
      const what = `checkpoint ${key.outputType}`;
      const value = await unpack(query, { tenant, runId }, outputs.subarray(start, end), sha256, what);
      loaded.set(name, { ...key, value });
    }
  }
  return [...loaded.values()];
}
