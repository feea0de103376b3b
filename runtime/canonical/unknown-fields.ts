import type { UnknownField } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { ByteWriter } from "./byte-writer.js";

/** Fields by number; those of one number keep their order, for the last may win, or they are a list. */
export function byNumber(fields: readonly UnknownField[]): readonly UnknownField[] {
  return fields.toSorted((a, b) => a.no - b.no);
}

/**
 * Writes a field whose schema is not known, extensions among them, as a schema that knew it would: numbers as short as
 * they can be, groups in the order of their fields. What stands behind a length may be anything, and is left as it is.
 */
export function writeUnknownField(writer: ByteWriter, { no, wireType, data }: UnknownField): void {
  writer.varint(tagOf(no, wireType));
  switch (wireType) {
    case WireType.Varint:
      writer.longVarint(BigInt(new BinaryReader(data).uint64()));
      break;
    case WireType.StartGroup:
      for (const field of byNumber(fieldsOfGroup(data))) writeUnknownField(writer, field);
      writer.varint(tagOf(no, WireType.EndGroup));
      break;
    default:
      writer.raw(data);
  }
}

export function tagOf(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}

/** @param data what follows the tag that starts the group, its end included. */
function fieldsOfGroup(data: Uint8Array): readonly UnknownField[] {
  const reader = new BinaryReader(data);
  const fields: UnknownField[] = [];
  for (;;) {
    const [no, wireType] = reader.tag();
    if (wireType === WireType.EndGroup) return fields;
    fields.push({ no, wireType, data: reader.skip(wireType, no) });
  }
}
