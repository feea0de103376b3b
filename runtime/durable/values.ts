import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import {
  AbsentSchema,
  type CheckpointValue,
  CheckpointValueSchema,
  type MessageList,
  MessageListSchema,
} from "../../generated/protograph/v1/checkpoint_pb.js";
import { canonicalBytes } from "../canonical/canonical-bytes.js";
import { absentHash, ListHash, messageHash } from "../canonical/hash.js";

/** Hashes of messages, for as long as somebody has the message: it is an input of several steps, and an output. */
const hashes = new WeakMap<object, Uint8Array>();

/** The canonical hash of a message, made once. */
export function hashOf(schema: DescMessage, message: Message): Uint8Array {
  let hash = hashes.get(message);
  if (hash === undefined) {
    hash = messageHash(schema, message);
    hashes.set(message, hash);
  }
  return hash;
}

/** A message, a list of values, or `undefined` for none. */
export type Value = Message | readonly Value[] | undefined;

/** The canonical hash of a value. */
export function hashOfValue(schema: DescMessage, value: Value): Uint8Array {
  if (value === undefined) return absentHash;
  if (!isList(value)) return hashOf(schema, value);
  const list = new ListHash();
  for (const item of value) list.add(item && hashOfValue(schema, item));
  return list.digest();
}

/**
 * The bytes of a checkpoint's value.
 *
 * @throws where a message is none of its schema: a field has a value of another type.
 */
export function writeValue(schema: DescMessage, value: Value, fallback = false): Uint8Array {
  const content = contentOf(schema, value);
  return canonicalBytes(CheckpointValueSchema, { $typeName: "protograph.v1.CheckpointValue", content, fallback });
}

function contentOf(schema: DescMessage, value: Value): CheckpointValue["content"] {
  if (value === undefined) return { case: "absent", value: create(AbsentSchema) };
  if (isList(value)) return { case: "list", value: toList(schema, value) };
  return { case: "message", value: toBinary(schema, value) };
}

function toList(schema: DescMessage, values: readonly Value[]): MessageList {
  const items = values.map((value) => {
    if (value === undefined) return {};
    return isList(value) ? { list: toList(schema, value) } : { message: toBinary(schema, value) };
  });
  return create(MessageListSchema, { items });
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
