import { fromBinary } from "@bufbuild/protobuf";
import { RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import type { Store } from "../store/store.js";
import type { RunKey } from "../store/submission.js";
import { OutputExpiredError, RunFailedError } from "./errors.js";
import { keyText, outputKey } from "./keys.js";
import { type Messages, schemaOf } from "./request.js";
import { hashOf, readValue, type Value } from "./values.js";

/** What a run has come to, as the store has it; none where it has not ended. */
export async function outcomeOf(
  store: Store,
  key: RunKey,
  messages: Messages,
): Promise<{ readonly output: Value } | { readonly error: Error } | undefined> {
  const record = await store.run(key);
  if (record?.endedAt === undefined) return undefined;
  const stored = await store.snapshot(key);
  const snapshot = stored && fromBinary(RunSnapshotSchema, stored.value);
  if (record.state === "FAILED" || record.state === "CANCELLED") {
    return { error: new RunFailedError(key.runId, snapshot?.failure, record.state) };
  }
  const { output } = record;
  const schema = schemaOf(messages, output);
  const whole = keyText(outputKey(output));
  for (const checkpoint of await store.checkpoints(key)) {
    if (checkpoint.outputType !== output || checkpoint.itemIndex.length > 0) continue;
    const value = readValue(schema, checkpoint.value);
    if (keyText(checkpoint) === whole) return { output: value };
    if (snapshot && Buffer.compare(hashOf(schema, value), snapshot.outputHash) === 0) return { output: value };
  }
  return { error: new OutputExpiredError(key.runId, output) };
}
