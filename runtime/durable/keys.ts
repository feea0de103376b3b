import type { Message } from "@bufbuild/protobuf";
import { absentHash, type HashedInput, inputHash, unaskedHash } from "../canonical/hash.js";
import type { MemoryNode } from "../engine/callee.js";
import { sha256 } from "../canonical/sha256.js";
import { absent, type Scope } from "../engine/scope.js";
import type { Callee } from "../engine/callee.js";
import type { CheckpointKey } from "../store/batch.js";
import type { Source } from "../plan/layout.js";
import { type Messages, schemaOf } from "./request.js";
import { hashOf, hashOfValue, type Value } from "./values.js";

/** The output type that times are kept under, which `ctx.sleep` waits for. */
const timerType = "protograph.v1.Timer";

/**
 * The inputs of a call, hashed.
 *
 * A lazy message and a stream are not there yet when a step is called: what is kept of such a step says nothing of them,
 * and so is forgotten when its run goes on with another plan.
 *
 * @param slots the messages, where the program is plain.
 */
export function inputsOf(
  messages: Messages,
  node: MemoryNode,
  scope: Scope<Callee> | undefined,
  slots: readonly unknown[],
): readonly HashedInput[] {
  if (scope === undefined) return node.parameters.map((slot) => hashed(messages, slots[slot] as Message));
  return (node.place?.sources ?? []).map((source) => hashedSource(messages, scope, source));
}

function hashed(messages: Messages, message: Message): HashedInput {
  const { $typeName } = message;
  return { message: $typeName, hash: hashOf(schemaOf(messages, $typeName), message) };
}

function hashedSource(messages: Messages, scope: Scope<Callee>, source: Source<Callee>): HashedInput {
  const { message } = source.cell;
  if (source.form === "lazy" || source.form === "stream") return { message, hash: unaskedHash };
  const value = scope.read(source);
  if (value === absent) return { message, hash: absentHash };
  return { message, hash: hashOfValue(schemaOf(messages, message), value as Value) };
}

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
