import { type HashedInput, inputHash } from "../canonical/hash.js";
import type { MemoryNode } from "../engine/callee.js";
import { sha256 } from "../canonical/sha256.js";
import type { Scope } from "../engine/scope.js";
import type { Callee } from "../engine/callee.js";
import type { CheckpointKey } from "../store/batch.js";

/** The output type that times are kept under, which `ctx.sleep` waits for. */
const timerType = "protograph.v1.Timer";

/**
 * The key of what a node returns for a call.
 *
 * The version that is hashed has the graphs in it that the node lies in, and the branch that it is: two graphs in one
 * may have steps of the same message, and so have the branches of a choice.
 */
export function keyOf(
  node: MemoryNode,
  scope: Scope<Callee> | undefined,
  inputs: readonly HashedInput[],
): CheckpointKey {
  return {
    outputType: node.message,
    itemIndex: scope?.itemIndex() ?? [],
    inputHash: inputHash(node.callee.keyVersion, inputs),
  };
}

/** The key of a time that a step sleeps until. */
export function timerKey(name: readonly string[], attempt: number, ordinal: number): CheckpointKey {
  return named(timerType, [...name, String(attempt), String(ordinal)]);
}

/** The key of a run's output, where no node has returned it as it is. */
export function outputKey(message: string): CheckpointKey {
  return named(message, ["output"]);
}

function named(outputType: string, parts: readonly string[]): CheckpointKey {
  return { outputType, itemIndex: [], inputHash: sha256(JSON.stringify(parts)) };
}

/** A key as text that can be compared. */
export function keyText({ outputType, itemIndex, inputHash: bytes }: CheckpointKey): string {
  return `${outputType} ${itemIndex.join(".")} ${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")}`;
}
