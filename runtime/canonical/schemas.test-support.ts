import {
  create,
  createFileRegistry,
  type DescEnum,
  type DescField,
  type DescMessage,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import {
  Edition,
  FeatureSet_FieldPresence,
  FeatureSet_MessageEncoding,
  FeatureSet_RepeatedFieldEncoding,
  FeatureSetSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
  MessageOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import fc from "fast-check";

/** A field of a made-up message. Everything a schema can say of a field is an edition's feature. */
export interface FieldShape {
  readonly type: Exclude<FieldDescriptorProto_Type, FieldDescriptorProto_Type.GROUP>;
  readonly form: "implicit" | "explicit" | "required" | "packed" | "expanded" | "oneof" | "map";
  readonly delimited: boolean;
  readonly mapKey: FieldDescriptorProto_Type;
}

const { MESSAGE, ENUM, GROUP, BYTES, DOUBLE, FLOAT } = FieldDescriptorProto_Type;
const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label;

const types = Object.values(FieldDescriptorProto_Type).filter(
  (type): type is FieldShape["type"] => typeof type === "number" && type !== GROUP,
);
const keyTypes = types.filter((type) => ![MESSAGE, ENUM, BYTES, DOUBLE, FLOAT].includes(type));
const forms = ["implicit", "explicit", "required", "packed", "expanded", "oneof", "map"] as const;

export const fieldShapes: fc.Arbitrary<FieldShape> = fc.record({
  type: fc.constantFrom(...types),
  form: fc.constantFrom(...forms),
  delimited: fc.boolean(),
  mapKey: fc.constantFrom(...keyTypes),
});

/** Fields by number. */
export type Shape = ReadonlyMap<number, FieldShape>;

export const shapes: fc.Arbitrary<Shape> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fieldShapes), { maxLength: 8 })
  .map((fields) => new Map(fields));

/** Makes the message `made.v1.Made` with these fields; its fields of messages are of itself. */
export function schemaOf(shape: Shape): DescMessage {
  const made = [...shape].map(([number, field]) => fieldProto(number, field));
  const oneof = [...shape.values()].some(({ form }) => form === "oneof");
  const file = create(FileDescriptorProtoSchema, {
    name: "made.proto",
    package: "made.v1",
    syntax: "editions",
    edition: Edition.EDITION_2023,
    messageType: [
      {
        name: "Made",
        field: made.map(({ field }) => field),
        nestedType: made.flatMap(({ entry }) => entry ?? []),
        oneofDecl: oneof ? [{ name: "one" }] : [],
      },
    ],
    enumType: [
      {
        name: "Open",
        value: [
          { name: "OPEN_ZERO", number: 0 },
          { name: "OPEN_MINUS", number: -1 },
        ],
      },
    ],
  });
  const found = createFileRegistry(file, () => undefined).getMessage("made.v1.Made");
  if (found === undefined) throw new Error("the schema was not made");
  return found;
}

function fieldProto(number: number, { type, form, delimited, mapKey }: FieldShape) {
  const features = create(FeatureSetSchema, {});
  const repeated = form === "packed" || form === "expanded" || form === "map";
  if (form === "implicit" && type !== MESSAGE) features.fieldPresence = FeatureSet_FieldPresence.IMPLICIT;
  // A message that requires itself would have no end.
  if (form === "required" && type !== MESSAGE) features.fieldPresence = FeatureSet_FieldPresence.LEGACY_REQUIRED;
  if (form === "expanded") features.repeatedFieldEncoding = FeatureSet_RepeatedFieldEncoding.EXPANDED;
  if (delimited && type === MESSAGE && form !== "map") {
    features.messageEncoding = FeatureSet_MessageEncoding.DELIMITED;
  }
  const field = create(FieldDescriptorProtoSchema, {
    name: `f${number}`,
    jsonName: `f${number}`,
    number,
    label: repeated ? REPEATED : OPTIONAL,
    options: create(FieldOptionsSchema, { features }),
    ...typeOf(form === "map" ? MESSAGE : type),
    ...(form === "oneof" ? { oneofIndex: 0 } : {}),
  });
  if (form !== "map") return { field };
  const name = `F${number}Entry`;
  field.typeName = `.made.v1.Made.${name}`;
  const part = (partName: string, partNumber: number, of: FieldDescriptorProto_Type): FieldDescriptorProto =>
    create(FieldDescriptorProtoSchema, { name: partName, number: partNumber, label: OPTIONAL, ...typeOf(of) });
  const entry = {
    name,
    field: [part("key", 1, mapKey), part("value", 2, type)],
    options: create(MessageOptionsSchema, { mapEntry: true }),
  };
  return { field, entry };
}

function typeOf(type: FieldDescriptorProto_Type) {
  if (type === MESSAGE) return { type, typeName: ".made.v1.Made" };
  if (type === ENUM) return { type, typeName: ".made.v1.Open" };
  return { type };
}

/** What a message of a schema may hold, by field name; the same data fits every schema that has these fields. */
export type Values = Readonly<Record<string, unknown>>;

/** Any contents for a message: numbers at their ends, NaN, -0, texts of all planes, empty bytes. */
export function valuesOf(schema: DescMessage, depth = 2): fc.Arbitrary<Values> {
  const fields = schema.fields.filter((field) => depth > 0 || field.message === undefined);
  const entries = fields.map((field) => [field.name, valueOf(field, depth)] as const);
  const required = fields.filter(({ presence }) => presence === FeatureSet_FieldPresence.LEGACY_REQUIRED);
  return fc.record(Object.fromEntries(entries), { requiredKeys: required.map(({ name }) => name) });
}

function valueOf(field: DescField, depth: number): fc.Arbitrary<unknown> {
  switch (field.fieldKind) {
    case "scalar":
      return scalar(field.scalar);
    case "enum":
      return numberOf(field.enum);
    case "message":
      return valuesOf(field.message, depth - 1);
    case "list":
      return fc.array(elementOf(field, field.listKind, depth), { maxLength: 4 });
    case "map":
      return fc
        .uniqueArray(fc.tuple(scalar(field.mapKey), elementOf(field, field.mapKind, depth)), {
          maxLength: 5,
          selector: ([key]) => String(key),
        })
        .map((entries) => ({ entries }));
  }
}

function elementOf(field: DescField, kind: "scalar" | "enum" | "message", depth: number): fc.Arbitrary<unknown> {
  if (kind === "message" && field.message) return valuesOf(field.message, depth - 1);
  if (kind === "enum" && field.enum) return numberOf(field.enum);
  return scalar("scalar" in field && field.scalar !== undefined ? field.scalar : ScalarType.INT32);
}

function numberOf(of: DescEnum): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(...of.values.map(({ number }) => number)), fc.constant(77));
}

function scalar(type: ScalarType): fc.Arbitrary<unknown> {
  const least = -(2n ** 63n);
  switch (type) {
    case ScalarType.STRING:
      return fc.oneof(fc.string({ unit: "binary", maxLength: 4 }), fc.string({ minLength: 40, maxLength: 200 }));
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 200 });
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.DOUBLE:
      return fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN));
    case ScalarType.FLOAT:
      return fc.oneof(fc.float(), fc.constantFrom(0, -0, Number.NaN, 0.1));
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return fc.nat({ max: 2 ** 32 - 1 });
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return fc.bigInt({ min: least, max: -least - 1n });
    default:
      return fc.integer();
  }
}

/** Makes a message of contents, putting maps' entries in an order of one's own. */
export function messageOf(
  schema: DescMessage,
  values: Values,
  arrange: (entries: readonly Entry[]) => readonly Entry[] = (entries) => entries,
): Message {
  const message = create(schema);
  const target = reflect(schema, message);
  for (const field of schema.fields) {
    if (Object.hasOwn(values, field.name)) fill(target, field, values[field.name], arrange);
  }
  return message;
}

type Entry = readonly [key: unknown, value: unknown];

function fill(
  target: ReflectMessage,
  field: DescField,
  value: unknown,
  arrange: (entries: readonly Entry[]) => readonly Entry[],
): void {
  const part = (of: DescMessage | undefined, item: unknown): unknown =>
    of === undefined ? item : reflect(of, messageOf(of, item as Values, arrange));
  switch (field.fieldKind) {
    case "list": {
      const list = target.get(field);
      for (const item of value as readonly unknown[]) list.add(part(field.message, item));
      break;
    }
    case "map": {
      const map = target.get(field);
      const { entries } = value as { readonly entries: readonly Entry[] };
      for (const [key, item] of arrange(entries)) map.set(key, part(field.message, item));
      break;
    }
    default:
      target.set(field, part(field.message, value));
  }
}
