import type { DescField, DescMessage, Message, UnknownField } from "@bufbuild/protobuf";
import { isReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { FeatureSet_FieldPresence, isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { ScalarType } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import type { ByteWriter } from "./byte-writer.js";
import { sortKeys } from "./map-keys.js";
import { isZero, scalarWriters, type ValueWriter, wireTypeOf } from "./scalars.js";
import { byNumber, tagOf, writeUnknownField } from "./unknown-fields.js";

/** A message's own properties, which its descriptor names. */
type Fields = Readonly<Record<string, unknown>>;

interface FieldWriter {
  readonly number: number;
  /** Writes the field if it is set. */
  readonly write: (writer: ByteWriter, message: Fields) => void;
}

/** By descriptor: looking at one costs more than writing the message. */
const writers = new WeakMap<DescMessage, readonly FieldWriter[]>();

/**
 * Writes a message in canonical form: equal messages give equal bytes, and a message gives the bytes that it gives
 * after it was written with `toBinary` and read again.
 *
 * They are bytes of the wire format: fields by number, those unknown to the schema among the known; entries of maps by
 * key; lists of numbers packed; every NaN the same. A field without presence that has its zero value is not there.
 *
 * @throws RangeError where a number does not fit its field, and TypeError where a field has a value of another type.
 */
export function writeCanonical(writer: ByteWriter, schema: DescMessage, message: Message): void {
  const fields = writersOf(schema);
  const unknown = message.$unknown;
  const values = message as unknown as Fields;
  if (unknown === undefined || unknown.length === 0) {
    for (const field of fields) field.write(writer, values);
  } else {
    writeMerged(writer, fields, values, byNumber(unknown));
  }
}

function writeMerged(
  writer: ByteWriter,
  fields: readonly FieldWriter[],
  message: Fields,
  unknown: readonly UnknownField[],
): void {
  let next = 0;
  const writeUpTo = (number: number) => {
    for (let field = unknown[next]; field !== undefined && field.no < number; field = unknown[++next]) {
      writeUnknownField(writer, field);
    }
  };
  for (const field of fields) {
    writeUpTo(field.number);
    field.write(writer, message);
  }
  writeUpTo(Number.POSITIVE_INFINITY);
}

function writersOf(schema: DescMessage): readonly FieldWriter[] {
  let made = writers.get(schema);
  if (made === undefined) {
    made = schema.fields
      .toSorted((a, b) => a.number - b.number)
      .map((field) => ({ number: field.number, write: writerOf(field) }));
    writers.set(schema, made);
  }
  return made;
}

function writerOf(field: DescField): FieldWriter["write"] {
  if (heldOtherwise(field)) return reflective(field);
  const { localName } = field;
  switch (field.fieldKind) {
    case "list": {
      const write = listWriter(field);
      return (writer, message) => write(writer, message[localName] as readonly unknown[]);
    }
    case "map": {
      const write = mapWriter(field);
      return (writer, message) => write(writer, message[localName] as Fields);
    }
    default:
      return singular(field, elementWriter(field));
  }
}

/** Writes one value with its tag. */
type ElementWriter = ValueWriter;

function singular(field: DescField & { fieldKind: "scalar" | "enum" | "message" }, write: ElementWriter) {
  const { localName, oneof, presence } = field;
  if (oneof !== undefined) {
    return (writer: ByteWriter, message: Fields): void => {
      const chosen = message[oneof.localName] as { readonly case?: string; readonly value?: unknown };
      if (chosen.case === localName) write(writer, chosen.value);
    };
  }
  if (presence !== FeatureSet_FieldPresence.IMPLICIT) {
    // A field that is not set may have its default on the prototype.
    return (writer: ByteWriter, message: Fields): void => {
      const value = message[localName];
      if (value !== undefined && Object.hasOwn(message, localName)) write(writer, value);
    };
  }
  const scalar = field.fieldKind === "scalar" ? field.scalar : ScalarType.INT32;
  return (writer: ByteWriter, message: Fields): void => {
    const value = message[localName];
    if (!isZero(scalar, value)) write(writer, value);
  };
}

function elementWriter(field: DescField & { fieldKind: "scalar" | "enum" | "message" }): ElementWriter {
  if (field.fieldKind === "message") return messageWriter(field.number, field.message, field.delimitedEncoding);
  return scalarWriter(field.number, field.fieldKind === "scalar" ? field.scalar : ScalarType.INT32);
}

function scalarWriter(number: number, scalar: ScalarType): ElementWriter {
  const tag = tagOf(number, wireTypeOf(scalar));
  const write = scalarWriters[scalar];
  return (writer, value) => {
    writer.varint(tag);
    write(writer, value);
  };
}

function messageWriter(number: number, schema: DescMessage, delimited: boolean): ElementWriter {
  if (delimited) {
    return (writer, value) => {
      writer.varint(tagOf(number, WireType.StartGroup));
      writeCanonical(writer, schema, value as Message);
      writer.varint(tagOf(number, WireType.EndGroup));
    };
  }
  const tag = tagOf(number, WireType.LengthDelimited);
  return (writer, value) => {
    writer.varint(tag);
    const start = writer.open();
    writeCanonical(writer, schema, value as Message);
    writer.close(start);
  };
}

function listWriter(field: DescField & { fieldKind: "list" }) {
  const { number } = field;
  if (field.listKind === "message") {
    const write = messageWriter(number, field.message, field.delimitedEncoding);
    return (writer: ByteWriter, list: readonly unknown[]): void => {
      for (const item of list) write(writer, item);
    };
  }
  const scalar = field.listKind === "scalar" ? field.scalar : ScalarType.INT32;
  if (wireTypeOf(scalar) === WireType.LengthDelimited) {
    const write = scalarWriter(number, scalar);
    return (writer: ByteWriter, list: readonly unknown[]): void => {
      for (const item of list) write(writer, item);
    };
  }
  const write = scalarWriters[scalar];
  return (writer: ByteWriter, list: readonly unknown[]): void => {
    if (list.length === 0) return;
    writer.varint(tagOf(number, WireType.LengthDelimited));
    const start = writer.open();
    for (const item of list) write(writer, item);
    writer.close(start);
  };
}

function mapWriter(field: DescField & { fieldKind: "map" }) {
  const tag = tagOf(field.number, WireType.LengthDelimited);
  const { read, sort } = sortKeys(field.mapKey);
  const writeKey = scalarWriter(1, field.mapKey);
  const writeValue =
    field.mapKind === "message"
      ? messageWriter(2, field.message, false)
      : scalarWriter(2, field.mapKind === "scalar" ? field.scalar : ScalarType.INT32);
  return (writer: ByteWriter, map: Fields): void => {
    for (const key of sort(Object.keys(map))) {
      writer.varint(tag);
      const start = writer.open();
      writeKey(writer, read(key));
      writeValue(writer, map[key]);
      writer.close(start);
    }
  };
}

/** Wrappers are held as the value they wrap, and Struct as JSON; only reflection gives them back as messages. */
function heldOtherwise(field: DescField): boolean {
  if (field.message === undefined) return false;
  if (field.message.typeName === "google.protobuf.Struct") return field.parent.typeName !== "google.protobuf.Value";
  return field.fieldKind === "message" && isWrapperDesc(field.message) && field.oneof === undefined;
}

function reflective(field: DescField): FieldWriter["write"] {
  const { parent } = field;
  const unwrap = (value: unknown): unknown => (isReflectMessage(value) ? value.message : value);
  switch (field.fieldKind) {
    case "list": {
      const write = listWriter(field);
      return (writer, message) => {
        write(writer, [...reflect(parent, message as unknown as Message, false).get(field)].map(unwrap));
      };
    }
    case "map": {
      const write = mapWriter(field);
      return (writer, message) => {
        const entries = [...reflect(parent, message as unknown as Message, false).get(field)];
        write(writer, Object.fromEntries(entries.map(([key, value]) => [String(key), unwrap(value)])));
      };
    }
    default: {
      const write = elementWriter(field);
      return (writer, message) => {
        const reflected = reflect(parent, message as unknown as Message, false);
        if (reflected.isSet(field)) write(writer, unwrap(reflected.get(field)));
      };
    }
  }
}
