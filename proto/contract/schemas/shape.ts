import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";

/** A message as rules see it. The entries of a map are a message, too: a key and a value. */
export interface Shape {
  /** The message's full name; of a map's entry, the field's. */
  readonly name: string;
  /** Whether it is the entry of a map, whose field names nobody has chosen. */
  readonly entry: boolean;
  readonly slots: ReadonlyMap<number, Slot>;
  readonly byName: ReadonlyMap<string, Slot>;
  /** The numbers that extensions may take, from the first to before the last. */
  readonly extensions: readonly { readonly start: number; readonly end: number }[];
}

/** A field as rules see it. */
export interface Slot {
  readonly number: number;
  readonly name: string;
  readonly cardinality: "one" | "list" | "map";
  /** When one is written: where it is not the default; where it is set; always. A map's entry always has key and value. */
  readonly presence: "implicit" | "explicit" | "required";
  readonly type: SlotType;
  /** What a reader sees where nothing is written; absent for messages, lists and maps. */
  readonly fallback: unknown;
  /** Whether the author has chosen that. */
  readonly hasDefault: boolean;
  readonly packed: boolean;
  /** The name of the oneof that it is in. */
  readonly oneof: string | undefined;
  readonly utf8: boolean;
  /** Where it is declared; of a map's key and value, the map. */
  readonly field: DescField;
}

export type SlotType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType }
  | { readonly kind: "enum"; readonly enum: DescEnum }
  | { readonly kind: "message"; readonly shape: () => Shape; readonly name: string; readonly delimited: boolean };

const ofMessages = new WeakMap<DescMessage, Shape>();
const ofMaps = new WeakMap<DescField, Shape>();

/** The shape of a message. It is made once: a message that holds itself has a shape that holds itself. */
export function shapeOf(message: DescMessage): Shape {
  let shape = ofMessages.get(message);
  if (!shape) {
    const slots = message.fields.map(slotOf);
    shape = {
      name: message.typeName,
      entry: false,
      slots: new Map(slots.map((slot) => [slot.number, slot])),
      byName: new Map(slots.map((slot) => [slot.name, slot])),
      extensions: message.proto.extensionRange,
    };
    ofMessages.set(message, shape);
  }
  return shape;
}

type MapField = Extract<DescField, { fieldKind: "map" }>;

function entryOf(field: MapField): Shape {
  let shape = ofMaps.get(field);
  if (!shape) {
    const part = {
      cardinality: "one",
      presence: "required",
      hasDefault: false,
      packed: false,
      oneof: undefined,
    } as const;
    const utf8 = field.utf8Validation;
    const key: SlotType = { kind: "scalar", scalar: field.mapKey };
    const type = elementType(field);
    shape = {
      name: `${field.parent.typeName}.${field.name}`,
      entry: true,
      slots: new Map([
        [1, { number: 1, name: "key", type: key, fallback: zeroOf(key), utf8, field, ...part }],
        [2, { number: 2, name: "value", type, fallback: zeroOf(type), utf8, field, ...part }],
      ]),
      // What the key and value of a map are called, nobody has chosen.
      byName: new Map(),
      extensions: [],
    };
    ofMaps.set(field, shape);
  }
  return shape;
}

function slotOf(field: DescField): Slot {
  // Written out: there are as many of these as fields, and all have one form.
  const isMap = field.fieldKind === "map";
  const isOne = !isMap && field.fieldKind !== "list";
  const type = isMap ? mapType(field) : elementType(field);
  const chosen = isOne ? field.getDefaultValue() : undefined;
  return {
    number: field.number,
    name: field.name,
    cardinality: isMap ? "map" : isOne ? "one" : "list",
    presence: presenceOf(field),
    type,
    fallback: isOne ? (chosen ?? zeroOf(type)) : undefined,
    hasDefault: chosen !== undefined,
    packed: field.fieldKind === "list" && field.packed,
    oneof: field.oneof?.name,
    utf8: field.utf8Validation,
    field,
  };
}

/** A map is a list of entries, which are messages. */
function mapType(field: MapField): SlotType {
  const [key, value] = [typeText({ kind: "scalar", scalar: field.mapKey }), typeText(elementType(field))];
  return { kind: "message", shape: () => entryOf(field), name: `map<${key}, ${value}>`, delimited: false };
}

const scalars = new Map<ScalarType, SlotType>();

function scalarType(scalar: ScalarType): SlotType {
  let type = scalars.get(scalar);
  if (!type) scalars.set(scalar, (type = { kind: "scalar", scalar }));
  return type;
}

function elementType(field: DescField): SlotType {
  const { message } = field;
  if (field.enum) return { kind: "enum", enum: field.enum };
  if (!message) return scalarType(field.scalar);
  const delimited = field.fieldKind !== "map" && field.delimitedEncoding;
  return { kind: "message", shape: () => shapeOf(message), name: message.typeName, delimited };
}

function presenceOf({ presence }: DescField): Slot["presence"] {
  if (presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) return "required";
  return presence === FeatureSet_FieldPresence.IMPLICIT ? "implicit" : "explicit";
}

function zeroOf(type: SlotType): unknown {
  if (type.kind === "message") return undefined;
  if (type.kind === "enum") return type.enum.values[0]?.number ?? 0;
  if (type.scalar === ScalarType.STRING) return "";
  return type.scalar === ScalarType.BYTES ? new Uint8Array() : 0;
}

/** A type as `.proto` files write it. */
export function typeText(type: SlotType): string {
  if (type.kind === "scalar") return ScalarType[type.scalar].toLowerCase();
  return type.kind === "enum" ? type.enum.typeName : type.name;
}
