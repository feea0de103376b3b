import { create, createFileRegistry, type DescMessage, type Message } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import type { MessageSchema } from "protograph";

/** How many messages there are: no graph has more values. */
export const messageCount = 64;

const names = Array.from({ length: messageCount }, (_, number) => `M${String(number).padStart(2, "0")}`);

const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: "fuzz/v1/fuzz.proto",
    package: "fuzz.v1",
    syntax: "proto3",
    messageType: names.map((name) => ({
      name,
      field: [
        {
          name: "text",
          jsonName: "text",
          number: 1,
          type: FieldDescriptorProto_Type.STRING,
          label: FieldDescriptorProto_Label.OPTIONAL,
        },
      ],
    })),
  }),
  () => undefined,
);

/** The message with a number; each has one field, a text. */
export function schema(number: number): MessageSchema {
  const found = registry.getMessage(`fuzz.v1.${names[number] ?? ""}`);
  if (found === undefined) throw new Error(`there is no message ${number}`);
  return found as MessageSchema;
}

export function message(number: number, text: string): Message {
  return create(schema(number) as DescMessage, { text });
}

export function textIn(value: unknown): string {
  return (value as { readonly text: string }).text;
}
