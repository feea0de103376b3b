import { createHash, type Hash } from "node:crypto";
import type { DescMessage, Message } from "@bufbuild/protobuf";
import type { ByteWriter } from "./byte-writer.js";
import { writeCanonical } from "./canonical-message.js";
import { sha256 } from "./sha256.js";
import { withWriter } from "./with-writer.js";

/**
 * What a hash is of: its first byte, so that no two kinds of thing have the same bytes.
 *
 * All integers are varints, all texts UTF-8 behind their length in bytes.
 */
const kind = { absent: 0, message: 1, list: 2, unasked: 3, inputs: 4 } as const;

/** The hash of a value that is not there. */
export const absentHash: Uint8Array = sha256(Uint8Array.of(kind.absent));

/** The hash of a lazy value that the step has not asked for. */
export const unaskedHash: Uint8Array = sha256(Uint8Array.of(kind.unasked));

/** SHA-256 over a message in canonical form. */
export function messageHash(schema: DescMessage, message: Message): Uint8Array {
  return written((writer) => {
    writer.byte(kind.message);
    writeCanonical(writer, schema, message);
  });
}

/** A message in canonical form, and its {@link messageHash}, for little more than either. */
export function hashedBytes(
  schema: DescMessage,
  message: Message,
): { readonly bytes: Uint8Array; readonly hash: Uint8Array } {
  return withWriter((writer) => {
    writer.byte(kind.message);
    writeCanonical(writer, schema, message);
    const view = writer.view();
    return { bytes: Buffer.from(view.subarray(1)), hash: sha256(view) };
  });
}

/** SHA-256 over the hashes of a list's items, in order; `undefined` is an item that is absent. */
export function listHash(schema: DescMessage, items: Iterable<Message | undefined>): Uint8Array {
  const list = new ListHash();
  for (const item of items) list.add(item === undefined ? undefined : messageHash(schema, item));
  return list.digest();
}

/**
 * The hash of a list whose items come one by one: a stream that has ended has the hash of the list of its items. What
 * was hashed as an item need not be hashed again as a part of its list.
 */
export class ListHash {
  private readonly hash: Hash = createHash("sha256").update(Uint8Array.of(kind.list));

  /** @param item the item's {@link messageHash}; `undefined` where the item is absent. */
  add(item: Uint8Array | undefined): void {
    this.hash.update(item ?? absentHash);
  }

  /** To be called once. */
  digest(): Uint8Array {
    return this.hash.digest();
  }
}

/** A value that a step is given. */
export interface HashedInput {
  /** Full name of the message. */
  readonly message: string;
  /** Of {@link messageHash}, {@link listHash} or {@link ListHash}, or one of the constants beside them. */
  readonly hash: Uint8Array;
}

/**
 * The part of a checkpoint's key that says what an output was computed from: SHA-256 over the step's version and its
 * inputs, sorted by message name; those of one message stay in the order of the parameters.
 *
 * Neither the schema nor the step's name is part of it: a field that is added, or a step that is renamed, keeps the
 * checkpoints there are.
 */
export function inputHash(stepVersion: string, inputs: readonly HashedInput[]): Uint8Array {
  const sorted = isSorted(inputs) ? inputs : inputs.toSorted((a, b) => compare(a.message, b.message));
  return written((writer) => {
    writer.byte(kind.inputs);
    writer.text(stepVersion);
    writer.varint(sorted.length);
    for (const { message, hash: of } of sorted) {
      writer.text(message);
      writer.bytes(of);
    }
  });
}

function isSorted(inputs: readonly HashedInput[]): boolean {
  for (let at = 1; at < inputs.length; at++) {
    if ((inputs[at - 1]?.message ?? "") > (inputs[at]?.message ?? "")) return false;
  }
  return true;
}

/** Full names are ASCII, so that this is the order of their bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function written(write: (writer: ByteWriter) => void): Uint8Array {
  return withWriter((writer) => {
    write(writer);
    return sha256(writer.view());
  });
}
