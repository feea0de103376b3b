import { ByteWriter } from "../canonical/byte-writer.js";
import { sha256 } from "../canonical/sha256.js";

/** What makes two events the same one. How many processes have tried is no part of it. */
export interface EventIdentity {
  readonly runId: string;
  /** Empty on events of the run. */
  readonly nodeId: string;
  readonly itemIndex: readonly number[];
  readonly logicalAttempt: number;
  readonly type: string;
  readonly occurrence: string;
  readonly planDigest: string;
}

const writer = new ByteWriter(512);

/**
 * SHA-256 over an event's identity, every field behind its length: an event that is emitted again, after a crash or by
 * another process, has the same key.
 */
export function idempotencyKey(identity: EventIdentity): Uint8Array {
  const { runId, nodeId, itemIndex, logicalAttempt, type, occurrence, planDigest } = identity;
  writer.clear();
  writer.text(runId);
  writer.text(nodeId === "" ? "RUN" : nodeId);
  writer.varint(itemIndex.length);
  for (const index of itemIndex) writer.varint(index);
  writer.varint(logicalAttempt);
  writer.text(type);
  writer.text(occurrence);
  writer.text(planDigest);
  return sha256(writer.view());
}
