import { ScalarType } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import type { ByteWriter } from "./byte-writer.js";

/** Writes a value without its tag. */
export type ValueWriter = (writer: ByteWriter, value: unknown) => void;

const int32: ValueWriter = (writer, value) => writer.signedVarint(whole(value, (value as number) | 0));
const uint32: ValueWriter = (writer, value) => writer.varint(whole(value, (value as number) >>> 0));
const int64: ValueWriter = (writer, value) => writer.longVarint(long(value, -(2n ** 63n), 2n ** 63n));
const uint64: ValueWriter = (writer, value) => writer.longVarint(long(value, 0n, 2n ** 64n));

/** How values of each scalar type are written. Enums are written as INT32. */
export const scalarWriters: Readonly<Record<ScalarType, ValueWriter>> = {
  [ScalarType.DOUBLE]: (writer, value) => writer.double(number(value)),
  [ScalarType.FLOAT]: (writer, value) => writer.float(single(value)),
  [ScalarType.INT64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.INT32]: int32,
  [ScalarType.FIXED64]: (writer, value) => writer.fixed64(long(value, 0n, 2n ** 64n)),
  [ScalarType.FIXED32]: (writer, value) => writer.fixed32(whole(value, (value as number) >>> 0)),
  [ScalarType.BOOL]: (writer, value) => writer.byte(truth(value) ? 1 : 0),
  [ScalarType.STRING]: (writer, value) => writer.text(text(value)),
  [ScalarType.BYTES]: (writer, value) => writer.bytes(bytes(value)),
  [ScalarType.UINT32]: uint32,
  [ScalarType.SFIXED32]: (writer, value) => writer.fixed32(whole(value, (value as number) | 0)),
  [ScalarType.SFIXED64]: (writer, value) => writer.fixed64(long(value, -(2n ** 63n), 2n ** 63n)),
  [ScalarType.SINT32]: (writer, value) => {
    const int = whole(value, (value as number) | 0);
    writer.varint(((int << 1) ^ (int >> 31)) >>> 0);
  },
  [ScalarType.SINT64]: (writer, value) => {
    const int = long(value, -(2n ** 63n), 2n ** 63n);
    writer.longVarint(BigInt.asUintN(64, (int << 1n) ^ (int >> 63n)));
  },
};

export function wireTypeOf(scalar: ScalarType): WireType {
  switch (scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.LengthDelimited;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.Bit64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}

/** Whether a field without presence counts as not set; -0 is a value. */
export function isZero(scalar: ScalarType, value: unknown): boolean {
  switch (scalar) {
    case ScalarType.STRING:
      return value === "";
    case ScalarType.BOOL:
      return value === false;
    case ScalarType.BYTES:
      return (value as Uint8Array).length === 0;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return Object.is(value, 0);
    default:
      return value === 0 || value === 0n || value === "0";
  }
}

function whole(value: unknown, wrapped: number): number {
  if (value !== wrapped) throw new RangeError(`${String(value)} does not fit its field`);
  return wrapped;
}

/** Fields with `jstype = JS_STRING` have text. */
function long(value: unknown, least: bigint, above: bigint): bigint {
  const int = typeof value === "bigint" ? value : BigInt(value as string | number);
  if (int < least || int >= above) throw new RangeError(`${String(value)} does not fit its field`);
  return int;
}

function number(value: unknown): number {
  return typeof value === "number" ? value : refuse(value, "a number");
}

/** The greatest number of 32 bits that is not infinite. */
const greatestSingle = 2 ** 128 - 2 ** 104;

function single(value: unknown): number {
  const of = number(value);
  if (Number.isFinite(of) && Math.abs(of) > greatestSingle) throw new RangeError(`${of} does not fit its field`);
  return of;
}

function truth(value: unknown): boolean {
  return typeof value === "boolean" ? value : refuse(value, "true or false");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : refuse(value, "a text");
}

function bytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : refuse(value, "bytes");
}

function refuse(value: unknown, what: string): never {
  throw new TypeError(`${typeof value} stands where ${what} is due`);
}
