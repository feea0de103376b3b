import { create, type DescMessage, fromBinary, type Message } from "@bufbuild/protobuf";
import {
  AbsentSchema,
  type CheckpointValue,
  CheckpointValueSchema,
  MessageItemSchema,
  type MessageList,
  MessageListSchema,
} from "../../generated/protograph/v1/checkpoint_pb.js";
import { canonicalBytes } from "../canonical/canonical-bytes.js";
import { absentHash, hashedBytes, ListHash, messageHash } from "../canonical/hash.js";

/** A message, a list of values, or `undefined` for none. */
export type Value = Message | readonly Value[] | undefined;

/**
 * The canonical hash of a value.
 *
 * @param ofMessage gives the hash of a message; another one only where that may be known already.
 */
export function hashOf(schema: DescMessage, value: Value, ofMessage = messageHash): Uint8Array {
  if (value === undefined) return absentHash;
  if (!isList(value)) return ofMessage(schema, value);
  const list = new ListHash();
  for (const item of value) list.add(item && hashOf(schema, item, ofMessage));
  return list.digest();
}

/** A value as a checkpoint has it. */
export interface WrittenValue {
  /** The bytes of a `CheckpointValue`. */
  readonly bytes: Uint8Array;
  /** The canonical hash of the value. */
  readonly hash: Uint8Array;
}

/**
 * Writes the value of a checkpoint, and hashes it in one go.
 *
 * @throws where a message is none of its schema: a field has a value of another type.
 */
export function writeValue(schema: DescMessage, value: Value, fallback = false): WrittenValue {
  const { content, hash } = contentOf(schema, value);
  const written: CheckpointValue = { $typeName: "protograph.v1.CheckpointValue", content, fallback };
  return { bytes: canonicalBytes(CheckpointValueSchema, written), hash };
}

interface Content {
  readonly content: CheckpointValue["content"];
  readonly hash: Uint8Array;
}

function contentOf(schema: DescMessage, value: Value): Content {
  if (value === undefined) return { content: { case: "absent", value: create(AbsentSchema) }, hash: absentHash };
  if (!isList(value)) {
    const { bytes, hash } = hashedBytes(schema, value);
    return { content: { case: "message", value: bytes }, hash };
  }
  const list = new ListHash();
  const items = value.map((item) => {
    const { content, hash } = contentOf(schema, item);
    list.add(item && hash);
    return create(MessageItemSchema, content.case === "absent" ? {} : { [content.case ?? ""]: content.value });
  });
  return { content: { case: "list", value: create(MessageListSchema, { items }) }, hash: list.digest() };
}

/** What a checkpoint's value holds. */
export function readValue(schema: DescMessage, bytes: Uint8Array): Value {
  const { content } = fromBinary(CheckpointValueSchema, bytes);
  switch (content.case) {
    case "message":
      return fromBinary(schema, content.value);
    case "list":
      return fromList(schema, content.value);
    default:
      return undefined;
  }
}

function fromList(schema: DescMessage, { items }: MessageList): readonly Value[] {
  return items.map(({ message, list }) => (list ? fromList(schema, list) : message && fromBinary(schema, message)));
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
