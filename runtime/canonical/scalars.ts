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
  [ScalarType.DOUBLE]: (writer, value) => writer.double(value as number),
  [ScalarType.FLOAT]: (writer, value) => writer.float(value as number),
  [ScalarType.INT64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.INT32]: int32,
  [ScalarType.FIXED64]: (writer, value) => writer.fixed64(long(value, 0n, 2n ** 64n)),
  [ScalarType.FIXED32]: (writer, value) => writer.fixed32(whole(value, (value as number) >>> 0)),
  [ScalarType.BOOL]: (writer, value) => writer.byte(value === true ? 1 : 0),
  [ScalarType.STRING]: (writer, value) => writer.text(value as string),
  [ScalarType.BYTES]: (writer, value) => writer.bytes(value as Uint8Array),
  [ScalarType.UINT32]: uint32,
  [ScalarType.SFIXED32]: (writer, value) => writer.fixed32(whole(value, (value as number) | 0)),
  [ScalarType.SFIXED64]: (writer, value) => writer.fixed64(long(value, -(2n ** 63n), 2n ** 63n)),
  [ScalarType.SINT32]: (writer, value) => {
    const number = whole(value, (value as number) | 0);
    writer.varint(((number << 1) ^ (number >> 31)) >>> 0);
  },
  [ScalarType.SINT64]: (writer, value) => {
    const number = long(value, -(2n ** 63n), 2n ** 63n);
    writer.longVarint(BigInt.asUintN(64, (number << 1n) ^ (number >> 63n)));
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
  const number = typeof value === "bigint" ? value : BigInt(value as string | number);
  if (number < least || number >= above) throw new RangeError(`${String(value)} does not fit its field`);
  return number;
}
