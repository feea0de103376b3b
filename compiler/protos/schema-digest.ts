import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { sha256 } from "../../proto/contract/digest.js";
import { compareText } from "../diagnostics/diagnostic.js";

/**
 * The identity of a message's schema: SHA-256 (hex) over the fields of the message and of every message and enum it
 * reaches. Comments, file names and options that change no encoding are not part of it.
 */
export function schemaDigest(message: DescMessage): string {
  const types = [...reachedFrom([message])].sort((a, b) => compareText(a.typeName, b.typeName));
  return sha256(types.map((type) => (type.kind === "enum" ? enumText(type) : messageText(type))).join("\n\n"));
}

/** Some messages, and every message and enum that they reach. */
export function reachedFrom(messages: readonly DescMessage[]): ReadonlySet<DescMessage | DescEnum> {
  const reached = new Set<DescMessage | DescEnum>(messages);
  // A set takes what is added while it is walked: the walk ends when nothing new is reached.
  for (const type of reached) {
    if (type.kind === "enum") continue;
    for (const { message: inner, enum: values } of type.fields) {
      if (inner) reached.add(inner);
      if (values) reached.add(values);
    }
  }
  return reached;
}

function messageText(message: DescMessage): string {
  const fields = message.fields.toSorted((a, b) => a.number - b.number).map(fieldText);
  return [`message ${message.typeName}`, ...fields].join("\n");
}

function fieldText(field: DescField): string {
  return [
    field.number,
    field.name,
    field.jsonName,
    field.fieldKind,
    "listKind" in field ? field.listKind : "",
    "mapKey" in field ? field.mapKey : "",
    field.message?.typeName ?? field.enum?.typeName ?? ("scalar" in field ? field.scalar : ""),
    field.presence,
    "packed" in field ? field.packed : "",
    "delimitedEncoding" in field ? field.delimitedEncoding : "",
    field.oneof?.name ?? "",
  ].join(" ");
}

function enumText(type: DescEnum): string {
  const values = type.values.toSorted((a, b) => a.number - b.number || compareText(a.name, b.name));
  return [
    `enum ${type.typeName} ${type.open ? "open" : "closed"}`,
    ...values.map((each) => `${each.number} ${each.name}`),
  ].join("\n");
}
