import type { CheckpointKey, CheckpointRecord } from "../batch.js";
import { StoreRefusedError } from "../errors.js";

/** Outcomes of one run that were committed together, as one row has them. */
export interface PackedOutputs {
  /** One entry of {@link entrySize} bytes for each: hash of the input, SHA-256 of the value, where its texts and it end. */
  readonly index: Buffer;
  /** Message, item, step version and node of each, one after the other. */
  readonly text: Buffer;
  /** The packed values, one after the other. */
  readonly values: Buffer;
}

/** An outcome on its way into the store. */
export interface Output {
  readonly checkpoint: CheckpointRecord;
  /** What is kept of the value; see packValue. */
  readonly packed: Buffer;
  readonly sha256: Buffer;
}

/** What an index says of an outcome. */
export interface IndexedOutput extends Omit<CheckpointRecord, "value"> {
  readonly sha256: Buffer;
  /** Where its packed value begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** 32 bytes of input hash, 32 of SHA-256, 4 each of where message, item, version, node and value end. */
const entrySize = 84;

const at = { sha256: 32, texts: 64, end: 80 } as const;

/** @param outputs at least one. */
export function toOutputs(outputs: readonly Output[]): PackedOutputs {
  const index = Buffer.allocUnsafe(outputs.length * entrySize);
  let text = "";
  let textEnd = 0;
  let end = 0;
  outputs.forEach(({ checkpoint, packed, sha256 }, number) => {
    const entry = number * entrySize;
    const { inputHash, outputType, itemIndex, stepVersion, nodeId } = checkpoint;
    if (inputHash.length !== 32)
      throw new StoreRefusedError(`the input hash of ${outputType} has ${inputHash.length} bytes, not 32`);
    index.set(inputHash, entry);
    index.set(sha256, entry + at.sha256);
    [outputType, itemText(itemIndex), stepVersion, nodeId].forEach((part, which) => {
      text += part;
      textEnd += Buffer.byteLength(part);
      index.writeUInt32BE(textEnd, entry + at.texts + 4 * which);
    });
    end += packed.length;
    index.writeUInt32BE(end, entry + at.end);
  });
  const [only] = outputs;
  const values =
    outputs.length === 1 && only
      ? only.packed
      : Buffer.concat(
          outputs.map(({ packed }) => packed),
          end,
        );
  return { index, text: Buffer.from(text), values };
}

/** Reads what outcomes there are, in the order in which they were written. */
export function indexedOutputs({ index, text }: Pick<PackedOutputs, "index" | "text">): readonly IndexedOutput[] {
  const outputs: IndexedOutput[] = [];
  let textStart = 0;
  let start = 0;
  for (let entry = 0; entry < index.length; entry += entrySize) {
    const next = (which: number) => {
      const textEnd = index.readUInt32BE(entry + at.texts + 4 * which);
      const part = text.toString("utf8", textStart, textEnd);
      textStart = textEnd;
      return part;
    };
    const [outputType, item, stepVersion, nodeId] = [next(0), next(1), next(2), next(3)];
    const end = index.readUInt32BE(entry + at.end);
    outputs.push({
      outputType,
      itemIndex: item === "" ? [] : item.split(".").map(Number),
      inputHash: index.subarray(entry, entry + at.sha256),
      stepVersion,
      nodeId,
      sha256: index.subarray(entry + at.sha256, entry + at.texts),
      start,
      end,
    });
    start = end;
  }
  return outputs;
}

/** The same without the outcomes of some messages; `undefined` where none is left. */
export function outputsWithout(packed: PackedOutputs, outputTypes: readonly string[]): PackedOutputs | undefined {
  const left = indexedOutputs(packed).filter(({ outputType }) => !outputTypes.includes(outputType));
  if (left.length === 0) return undefined;
  return toOutputs(
    left.map(({ sha256, start, end, ...key }) => ({
      checkpoint: { ...key, value: Buffer.alloc(0) },
      packed: packed.values.subarray(start, end),
      sha256,
    })),
  );
}

/** What names an outcome within its run, as text that can be compared. */
export function outputName({ outputType, itemIndex, inputHash }: CheckpointKey): string {
  return `${hashText(inputHash)}${itemText(itemIndex)} ${outputType}`;
}

/** A hash as text that can be compared. */
export function hashText(hash: Uint8Array): string {
  const bytes = Buffer.isBuffer(hash) ? hash : Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength);
  return bytes.toString("latin1");
}

function itemText(itemIndex: readonly number[]): string {
  return itemIndex.length === 0 ? "" : itemIndex.join(".");
}
