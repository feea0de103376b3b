import { hash } from "node:crypto";
import { NodeState, type RunSnapshot, RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import { ByteWriter } from "../canonical/byte-writer.js";
import { messageHash } from "../canonical/hash.js";

/**
 * SHA-256 (hex) over what a run has come to: the plan, how it ended, and for every node how it ended, with which output
 * or for which reason not.
 *
 * There are no ids, times or attempts in it: a run that was paused, that failed and was retried, or whose outputs came
 * from checkpoints, has the hash of one that went undisturbed, on every engine.
 */
export function goldenHash({ planDigest, state, nodes }: RunSnapshot): string {
  const writer = new ByteWriter();
  writer.text(planDigest);
  writer.varint(state);
  writer.varint(nodes.length);
  for (const node of nodes) {
    writer.text(node.id);
    writer.varint(node.state === NodeState.RESTORED ? NodeState.SUCCEEDED : node.state);
    writer.bytes(node.outputHash);
    writer.varint(node.skipReason);
  }
  return hash("sha256", writer.view(), "hex");
}

/** SHA-256 (hex) over all of a snapshot: what is rebuilt must have the hash of what was kept. */
export function fullHash(snapshot: RunSnapshot): string {
  return Buffer.from(messageHash(RunSnapshotSchema, snapshot)).toString("hex");
}
