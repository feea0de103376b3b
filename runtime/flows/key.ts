import { type DescField, type DescMessage, isFieldSet, isMessage, type Message } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { KeyField } from "../../generated/protograph/v1/flow_pb.js";
import { DeclarationError } from "../errors.js";

/** A field of a key that is not set. */
export interface Missing {
  readonly path: string;
}

/** The key of a message, or, where a field of it is not set, which. */
export type KeyOf = (message: Message) => string | Missing;

/**
 * Makes what reads the key of a message: its fields, each behind its length, so that no two keys run into one another.
 *
 * A text, bytes or enum with its zero value is not set, for nobody can tell it from one that is; a number or a boolean is.
 *
 * @throws DeclarationError (`INVALID_PLAN`) where the message has no such field.
 */
export function keyReader(schema: DescMessage, fields: readonly KeyField[]): KeyOf {
  const parts = fields.map(({ path, numbers }) => ({ path, fields: fieldsOf(schema, path, numbers) }));
  return (message) => {
    let key = "";
    for (const part of parts) {
      const text = textAt(message, part.fields);
      if (text === undefined) return part;
      key += framed(text);
    }
    return key;
  };
}

/** A text behind its length: several after one another can be told apart. */
export function framed(text: string): string {
  return `${text.length}:${text}`;
}

function fieldsOf(schema: DescMessage, path: string, numbers: readonly number[]): readonly DescField[] {
  let within: DescMessage | undefined = schema;
  const fields: DescField[] = [];
  for (const number of numbers) {
    const field: DescField | undefined = within?.fields.find((each) => each.number === number);
    if (!field) throw new DeclarationError("INVALID_PLAN", `${schema.typeName} has no field ${path} to be a key`);
    fields.push(field);
    within = field.message;
  }
  return fields;
}

function textAt(message: Message, fields: readonly DescField[]): string | undefined {
  let value: unknown = message;
  for (const field of fields) {
    const within = value as Message & Readonly<Record<string, unknown>>;
    value = within[field.localName];
    const isSet =
      field.presence === FeatureSet_FieldPresence.IMPLICIT ? tells(field, value) : isFieldSet(within, field);
    if (!isSet) return undefined;
  }
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return isMessage(value) ? undefined : String(value);
}

/** Whether a value without presence can be told from none. */
function tells({ enum: of }: DescField, value: unknown): boolean {
  if (of !== undefined) return value !== 0;
  return typeof value === "string" ? value !== "" : !(value instanceof Uint8Array) || value.length > 0;
}
