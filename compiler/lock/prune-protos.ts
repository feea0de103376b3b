import { create, type DescEnum, type DescFile, type DescMessage, type Message } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { reflect } from "@bufbuild/protobuf/reflect";
import {
  type DescriptorProto,
  DescriptorProto_ExtensionRangeSchema,
  DescriptorProtoSchema,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  EnumOptionsSchema,
  EnumValueDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import { compareText } from "../diagnostics/diagnostic.js";
import { reachedFrom } from "../protos/schema-digest.js";

type Types = ReadonlySet<DescMessage | DescEnum>;

/**
 * The files that declare some messages, with those, all that they reach, and nothing else: an edit to another message
 * of a file changes nothing. Comments, services, and options that change no encoding are left out.
 */
export function pruneProtos(messages: readonly DescMessage[]): readonly FileDescriptorProto[] {
  const types = reachedFrom(messages);
  const files = new Set([...types].map(({ file }) => file));
  return [...files].map((file) => pruneFile(file, types)).sort((a, b) => compareText(a.name, b.name));
}

function pruneFile(file: DescFile, types: Types): FileDescriptorProto {
  const { proto } = file;
  const own = [...types].filter((type) => type.file === file);
  const imported = new Set(own.flatMap(reachedDirectly).map((type) => type.file.proto.name));
  imported.delete(proto.name);
  return create(FileDescriptorProtoSchema, {
    ...only(FileDescriptorProtoSchema, proto, ["name", "package", "syntax", "edition"]),
    ...withOptions(proto.options && only(FileOptionsSchema, proto.options, ["features"])),
    dependency: [...imported].sort(compareText),
    messageType: byName(file.messages.flatMap((each) => pruneMessage(each, types))),
    enumType: byName(file.enums.filter((each) => types.has(each)).map(pruneEnum)),
  });
}

function reachedDirectly(type: DescMessage | DescEnum): readonly (DescMessage | DescEnum)[] {
  if (type.kind === "enum") return [];
  return type.fields.flatMap((field) => field.message ?? field.enum ?? []);
}

/** A message; one that is not reached itself has no fields, and is there for what is reached in it. */
function pruneMessage(message: DescMessage, types: Types): readonly DescriptorProto[] {
  const { proto } = message;
  const nested = message.nestedMessages.flatMap((each) => pruneMessage(each, types));
  const enums = message.nestedEnums.filter((each) => types.has(each)).map(pruneEnum);
  const bare = create(DescriptorProtoSchema, {
    name: proto.name,
    ...withOptions(
      proto.options && only(MessageOptionsSchema, proto.options, ["features", "mapEntry", "messageSetWireFormat"]),
    ),
    nestedType: byName(nested),
    enumType: byName(enums),
  });
  if (!types.has(message)) return nested.length + enums.length > 0 ? [bare] : [];
  const entries = proto.nestedType.filter(({ options }) => options?.mapEntry === true).map(pruneEntry);
  return [
    Object.assign(bare, {
      field: byNumber(proto.field.map(pruneField)),
      nestedType: byName([...nested, ...entries]),
      oneofDecl: proto.oneofDecl.map(({ name }) => ({
        $typeName: "google.protobuf.OneofDescriptorProto" as const,
        name,
      })),
      extensionRange: proto.extensionRange.map((range) =>
        only(DescriptorProto_ExtensionRangeSchema, range, ["start", "end"]),
      ),
      reservedRange: proto.reservedRange.toSorted((a, b) => a.start - b.start),
    }),
  ];
}

/** The entry of a map, which descriptors keep to themselves. */
function pruneEntry({ name, field, options }: DescriptorProto): DescriptorProto {
  return create(DescriptorProtoSchema, {
    name,
    field: field.map(pruneField),
    ...withOptions(options && only(MessageOptionsSchema, options, ["features", "mapEntry"])),
  });
}

function pruneField(proto: FieldDescriptorProto): FieldDescriptorProto {
  const kept = ["name", "number", "label", "type", "typeName", "defaultValue", "oneofIndex", "proto3Optional"];
  return create(FieldDescriptorProtoSchema, {
    ...only(FieldDescriptorProtoSchema, proto, kept),
    ...withOptions(proto.options && only(FieldOptionsSchema, proto.options, ["packed", "features"])),
  });
}

function pruneEnum({ proto }: DescEnum): EnumDescriptorProto {
  return create(EnumDescriptorProtoSchema, {
    name: proto.name,
    value: proto.value.map((value) => only(EnumValueDescriptorProtoSchema, value, ["name", "number"])),
    ...withOptions(proto.options && only(EnumOptionsSchema, proto.options, ["features", "allowAlias"])),
  });
}

/** A copy of a message with some of its fields, where they are set. */
function only<T extends Message>(schema: GenMessage<T>, message: T, names: readonly string[]): T {
  const copy = create(schema);
  const [from, into] = [reflect(schema, message), reflect(schema, copy)];
  for (const field of schema.fields) {
    if (names.includes(field.localName) && from.isSet(field)) into.set(field, from.get(field));
  }
  return copy;
}

/** Options, where there are any left. */
function withOptions<T extends Message>(options: T | undefined): { options?: T } {
  return options && Object.keys(options).some((key) => key !== "$typeName" && key !== "uninterpretedOption")
    ? { options }
    : {};
}

function byName<T extends { readonly name: string }>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => compareText(a.name, b.name));
}

function byNumber(fields: readonly FieldDescriptorProto[]): FieldDescriptorProto[] {
  return fields.toSorted((a, b) => a.number - b.number);
}
