import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { sha256 } from "../../canonical/sha256.js";
import { CorruptValueError } from "../errors.js";

const deflated = promisify(deflate);
const inflated = promisify(inflate);

/** The first byte of packed bytes: what the others are. */
const codec = { plain: 0, deflated: 1, inParts: 2 } as const;

/** What is larger is kept in parts of this size, so that no statement and no row is larger. */
const partSize = 1024 * 1024;

/** What is smaller is not worth the time to compress. */
const compressFrom = 4096;

/** A part of a large value. */
export interface Part {
  /** All parts of one value have the same. */
  readonly upload: string;
  readonly number: number;
  /** Packed. */
  readonly bytes: Buffer;
}

/** Whether a value is kept as it is. */
export function isSmall(value: Uint8Array): boolean {
  return value.length < compressFrom;
}

/** Makes of a small value what its column holds: as {@link packValue} does, at once. */
export function packSmall(value: Uint8Array): Buffer {
  return prefixed(codec.plain, value);
}

/**
 * Makes of a value what its column holds: the value, or where its parts are.
 *
 * Of a value over 1 MiB, the parts are handed over one after the other, each when the last is stored: no second copy of
 * the value is made. Nobody sees parts before something refers to them.
 */
export async function packValue(value: Uint8Array, storePart: (part: Part) => Promise<void>): Promise<Buffer> {
  if (value.length <= partSize) return packPart(value);
  const upload = randomUUID();
  let number = 0;
  for (let start = 0; start < value.length; start += partSize) {
    await storePart({ upload, number: number++, bytes: await packPart(value.subarray(start, start + partSize)) });
  }
  const bytes = Buffer.alloc(1 + 16 + 4 + 8);
  bytes[0] = codec.inParts;
  bytes.write(upload.replaceAll("-", ""), 1, "hex");
  bytes.writeUInt32BE(number, 17);
  bytes.writeBigUInt64BE(BigInt(value.length), 21);
  return bytes;
}

/**
 * Makes the value of what its column holds.
 *
 * @param what names the value in errors.
 * @param loadParts gives the bytes of parts of an upload, from one number to before another, in order.
 * @throws CorruptValueError
 */
export async function unpackValue(
  packed: Buffer,
  sha256: Uint8Array | undefined,
  what: string,
  loadParts: (upload: string, from: number, to: number) => Promise<readonly Buffer[]>,
): Promise<Buffer> {
  let value: Buffer;
  if (packed[0] === codec.inParts) {
    const upload = packed.toString("hex", 1, 17).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    const count = packed.readUInt32BE(17);
    value = Buffer.allocUnsafe(Number(packed.readBigUInt64BE(21)));
    const atOnce = 4;
    for (let from = 0; from < count; from += atOnce) {
      const parts = await loadParts(upload, from, Math.min(count, from + atOnce));
      if (parts.length !== Math.min(count - from, atOnce)) throw new CorruptValueError(what);
      for (const [offset, part] of parts.entries()) {
        const bytes = await unpackPart(part, what);
        if (bytes.copy(value, (from + offset) * partSize) !== bytes.length) throw new CorruptValueError(what);
      }
    }
  } else value = await unpackPart(packed, what);
  if (sha256 && !hashOf(value).equals(sha256)) throw new CorruptValueError(what);
  return value;
}

/** SHA-256 of a value: what it is compared by, and checked by when it is read. */
export function hashOf(value: Uint8Array): Buffer {
  return sha256(value);
}

async function packPart(value: Uint8Array): Promise<Buffer> {
  if (!isSmall(value)) {
    const small = await deflated(value, { level: 1 });
    if (small.length < value.length * 0.9) return prefixed(codec.deflated, small);
  }
  return prefixed(codec.plain, value);
}

async function unpackPart(packed: Buffer, what: string): Promise<Buffer> {
  const rest = packed.subarray(1);
  if (packed[0] === codec.plain) return rest;
  if (packed[0] !== codec.deflated) throw new CorruptValueError(what);
  // No part is larger than this, whatever its bytes say.
  return inflated(rest, { maxOutputLength: partSize }).catch((cause: unknown) => {
    throw new CorruptValueError(what, { cause });
  });
}

function prefixed(first: number, rest: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + rest.length);
  bytes[0] = first;
  bytes.set(rest, 1);
  return bytes;
}
