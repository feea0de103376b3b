import { ScalarType } from "@bufbuild/protobuf";
import type { SlotType } from "./shape.js";

/** How a type stands on the wire: types of one form can read each other's bytes, if the values fit. */
export type WireForm =
  | "varint"
  | "zigzag"
  | "text"
  | "message"
  | "group"
  | "fixed32"
  | "sfixed32"
  | "fixed64"
  | "sfixed64"
  | "float"
  | "double";

const {
  INT32,
  INT64,
  UINT32,
  UINT64,
  BOOL,
  SINT32,
  SINT64,
  STRING,
  BYTES,
  FIXED32,
  FIXED64,
  SFIXED32,
  SFIXED64,
  FLOAT,
  DOUBLE,
} = ScalarType;

const forms: Readonly<Record<ScalarType, WireForm>> = {
  [INT32]: "varint",
  [INT64]: "varint",
  [UINT32]: "varint",
  [UINT64]: "varint",
  [BOOL]: "varint",
  [SINT32]: "zigzag",
  [SINT64]: "zigzag",
  [STRING]: "text",
  [BYTES]: "text",
  [FIXED32]: "fixed32",
  [FIXED64]: "fixed64",
  [SFIXED32]: "sfixed32",
  [SFIXED64]: "sfixed64",
  [FLOAT]: "float",
  [DOUBLE]: "double",
};

export function wireForm(type: SlotType): WireForm {
  if (type.kind === "scalar") return forms[type.scalar];
  if (type.kind === "enum") return "varint";
  return type.delimited ? "group" : "message";
}

/** The least and the greatest number of each type whose form holds more than one type. */
const ranges: Partial<Record<ScalarType, readonly [bigint, bigint]>> = {
  [BOOL]: [0n, 1n],
  [INT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [SINT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [UINT32]: [0n, 2n ** 32n - 1n],
  [INT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [SINT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [UINT64]: [0n, 2n ** 64n - 1n],
};

/** Whether every value of one type is a value of another of the same wire form. Messages are compared field by field. */
export function fits(from: SlotType, into: SlotType): boolean {
  if (from.kind === "message" || into.kind === "message") return true;
  // Every text is bytes; bytes may be no UTF-8.
  if (wireForm(from) === "text") return !(isScalar(from, BYTES) && isScalar(into, STRING));
  if (into.kind === "enum" && !into.enum.open) return numbersOf(from)?.every((each) => hasNumber(into, each)) ?? false;
  const range = into.kind === "enum" ? ranges[INT32] : ranges[into.scalar];
  if (!range) return true;
  const within = (number: bigint) => number >= range[0] && number <= range[1];
  const numbers = numbersOf(from);
  if (numbers) return numbers.every((each) => within(BigInt(each)));
  const source = from.kind === "enum" ? ranges[INT32] : ranges[from.scalar];
  return source?.every(within) ?? true;
}

/** All numbers that a type has, where they are few: those of a closed enum and of a bool. */
function numbersOf(type: SlotType): readonly number[] | undefined {
  if (type.kind === "enum") return type.enum.open ? undefined : type.enum.values.map(({ number }) => number);
  return isScalar(type, BOOL) ? [0, 1] : undefined;
}

function hasNumber(type: Extract<SlotType, { kind: "enum" }>, number: number): boolean {
  return type.enum.values.some((each) => each.number === number);
}

function isScalar(type: SlotType, scalar: ScalarType): boolean {
  return type.kind === "scalar" && type.scalar === scalar;
}

/** Whether two types are one: messages and enums are compared elsewhere. */
export function isSameType(a: SlotType, b: SlotType): boolean {
  return a.kind === b.kind && (a.kind !== "scalar" || b.kind !== "scalar" || a.scalar === b.scalar);
}
