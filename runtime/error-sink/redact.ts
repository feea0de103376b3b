import { clone, type DescField, type DescMessage, getOption, hasOption, type Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { sensitive } from "../../generated/protograph/v1/options_pb.js";

/** A message without what nobody may see. */
export interface Redacted {
  readonly message: Message;
  /** Names of the fields that were taken out, each with those around it: `customer.email`. */
  readonly fields: readonly string[];
}

/**
 * Copies a message without its sensitive fields, at every depth: those marked `(protograph.v1.sensitive)` or `debug_redact`,
 * and what cannot be looked into to know: an `Any`, and fields that the schema does not have.
 */
export function redact(schema: DescMessage, message: Message): Redacted {
  const copy = clone(schema, message);
  const fields = new Set<string>();
  clear(reflect(schema, copy), "", fields);
  return { message: copy, fields: [...fields] };
}

function clear(message: ReflectMessage, around: string, cleared: Set<string>): void {
  message.setUnknown([]);
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    const name = `${around}${field.name}`;
    if (isSensitive(field)) {
      message.clear(field);
      cleared.add(name);
    } else if (field.fieldKind === "message") clear(message.get(field), `${name}.`, cleared);
    else if (field.fieldKind === "list" && field.listKind === "message") {
      for (const item of message.get(field)) clear(item as ReflectMessage, `${name}.`, cleared);
    } else if (field.fieldKind === "map" && field.mapKind === "message") {
      for (const value of message.get(field).values()) clear(value as ReflectMessage, `${name}.`, cleared);
    }
  }
}

function isSensitive(field: DescField): boolean {
  if (field.message?.typeName === "google.protobuf.Any") return true;
  if (field.proto.options?.debugRedact === true) return true;
  return hasOption(field, sensitive) && getOption(field, sensitive);
}
