import { ScalarType } from "@bufbuild/protobuf";
import { enumsOf, isSameEnum, renamedValue, renumberedValue, unknownNames } from "./enum-names.js";
import { type Meeting, nameOf, ofBoth, type Rule } from "./rule.js";
import { type Slot, typeText } from "./shape.js";
import { fits, isSameType, wireForm } from "./value-sets.js";

/**
 * What there can be between a field that is written and the field that reads it: the one table of what makes a handoff
 * identical (no rule finds anything), compatible or incompatible. Rules are about one number of two messages at a time;
 * messages inside messages meet in the same way.
 */
export const rules: readonly Rule[] = [
  {
    id: "renumbered",
    weight: "incompatible",
    title: "A field has another number in the other message",
    because: "Bytes carry numbers and no names: the consumer would read something else, or nothing.",
    find: renumbered,
  },
  {
    id: "renamed",
    weight: "incompatible",
    title: "A number has another name in the other message",
    because:
      "Bytes would be read, but names are all that says what a value means: another name is taken for another meaning. " +
      "The key and value of a map have no names of their own, and fit a list of entries whatever those are called. " +
      "Between two versions of one message, as `diff` compares them, it is the same field by another name.",
    find: ofBoth((producer, consumer, { from, into, namesMatter }) => {
      if (!namesMatter || producer.name === consumer.name || from.entry || into.entry) return undefined;
      return `number ${producer.number} is ${producer.name} in ${from.name} and ${consumer.name} in ${into.name}`;
    }),
  },
  {
    id: "name-changed",
    weight: "alike",
    title: "A field has another name in another version of its message",
    because: "Bytes carry numbers and no names.",
    find: ofBoth((producer, consumer, { from, into, namesMatter }) =>
      !namesMatter && producer.name !== consumer.name
        ? `number ${producer.number} is ${producer.name} in ${from.name} and ${consumer.name} in ${into.name}`
        : undefined,
    ),
  },
  {
    id: "required-missing",
    weight: "incompatible",
    title: "The consumer requires a field that the producer does not have",
    because: "A message without a required field is not decoded.",
    find: ({ from, into, producer, consumer }) =>
      !producer && consumer?.presence === "required"
        ? `${nameOf(into, consumer)} is required, and ${from.name} has no field ${consumer.number}`
        : undefined,
  },
  {
    id: "required-unset",
    weight: "incompatible",
    title: "The consumer requires a field that the producer may leave out",
    because: "A message without a required field is not decoded.",
    find: ofBoth((producer, consumer, { from, into }) =>
      areSingle(producer, consumer) && consumer.presence === "required" && producer.presence !== "required"
        ? `${nameOf(into, consumer)} is required, and ${nameOf(from, producer)} is not`
        : undefined,
    ),
  },
  {
    id: "other-encoding",
    weight: "incompatible",
    title: "The two types stand differently in bytes",
    because:
      "The consumer would read other values, fail, or pass over the field. The types of one encoding are: int32, int64, " +
      "uint32, uint64, bool and enums; sint32 and sint64; string and bytes; messages; groups (message_encoding = " +
      "DELIMITED); and each of fixed32, sfixed32, fixed64, sfixed64, float and double alone. The bytes of a message are " +
      "not the message: a message and a bytes field do not meet.",
    find: ofBoth((producer, consumer, { from, into }) =>
      isSameEncoding(producer, consumer)
        ? undefined
        : `${typed(nameOf(from, producer), producer)}, and ${typed(nameOf(into, consumer), consumer)}: they are encoded differently`,
    ),
  },
  {
    id: "narrowing",
    weight: "incompatible",
    title: "Not every value that can be written is one of the consumer's type",
    because:
      "int64 to int32, int32 to uint32 (which has no -1), any number to bool, bytes to string, an open enum or a number to " +
      "a closed enum, a closed enum to one that lacks a number: what does not fit arrives as something else, or not at all.",
    find: ofBoth((producer, consumer, { from, into }) =>
      isSameEncoding(producer, consumer) && !fits(producer.type, consumer.type)
        ? `${typed(nameOf(from, producer), producer)}, and ${typed(nameOf(into, consumer), consumer)}: not every value fits`
        : undefined,
    ),
  },
  {
    id: "widening",
    weight: "alike",
    title: "The consumer's type has every value of the producer's, and more",
    because:
      "int32 to int64, uint32 to int64 or uint64, sint32 to sint64, bool to a number (0 and 1), enums to int32 and int64 and " +
      "back to an open enum, string to bytes (its UTF-8): the bytes of each value are the same in both types.",
    find: ofBoth((producer, consumer, { from }) =>
      isSameEncoding(producer, consumer) &&
      fits(producer.type, consumer.type) &&
      !isSameType(producer.type, consumer.type) &&
      producer.type.kind !== "message"
        ? `${typed(nameOf(from, producer), producer)}, and is read as ${typeText(consumer.type)}`
        : undefined,
    ),
  },
  {
    id: "list-to-one",
    weight: "incompatible",
    title: "A list or map is read as one value",
    because: "Only the last item would arrive, or all of them merged.",
    find: ofBoth((producer, consumer, { from, into }) =>
      producer.cardinality !== "one" && consumer.cardinality === "one"
        ? `${nameOf(from, producer)} is a ${producer.cardinality}, and ${nameOf(into, consumer)} is one`
        : undefined,
    ),
  },
  {
    id: "implicit-to-list",
    weight: "incompatible",
    title: "A field without presence is read as a list",
    because: "Its default is not written: [0] would arrive as [].",
    find: ofBoth((producer, consumer, { from, into }) =>
      producer.cardinality === "one" && producer.presence === "implicit" && consumer.cardinality === "list"
        ? `${nameOf(from, producer)} is not written where it is ${shown(producer.fallback)}, and ${nameOf(into, consumer)} is a list`
        : undefined,
    ),
  },
  {
    id: "one-to-list",
    weight: "alike",
    title: "A field with presence is read as a list",
    because: "What is set arrives as a list of one item, what is not set as an empty list.",
    find: ofBoth((producer, consumer, { from }) =>
      producer.cardinality === "one" && producer.presence !== "implicit" && consumer.cardinality === "list"
        ? `${nameOf(from, producer)} arrives as a list of one item or none`
        : undefined,
    ),
  },
  {
    id: "fills-map",
    weight: "incompatible",
    title: "Something other than a map is read as a map",
    because: "A list may hold a key twice, and has an order: a map keeps neither.",
    find: ofBoth((producer, consumer, { from, into }) =>
      producer.cardinality !== "map" && consumer.cardinality === "map"
        ? `${nameOf(into, consumer)} is a map, and ${nameOf(from, producer)} is not`
        : undefined,
    ),
  },
  {
    id: "map-to-list",
    weight: "alike",
    title: "A map is read as the list of its entries",
    because: "In bytes a map is a list of messages, with the key at 1 and the value at 2; all have both.",
    find: ofBoth((producer, consumer, { from }) =>
      producer.cardinality === "map" && consumer.cardinality === "list"
        ? `${nameOf(from, producer)} arrives as the list of its entries, in any order`
        : undefined,
    ),
  },
  {
    id: "other-default",
    weight: "incompatible",
    title: "What is not written is read as another value",
    because:
      "Where a field may be left out, both must see the same in its place: the default that is declared, or else zero, or the " +
      "first value of a closed enum. Nothing in a list stands for a declared default.",
    find: ofBoth((producer, consumer, { from, into }) => {
      if (producer.cardinality !== "one" || producer.presence === "required" || consumer.cardinality === "map") return;
      if (producer.type.kind === "message" || !isSameEncoding(producer, consumer)) return;
      const isList = consumer.cardinality === "list";
      if (isList ? !producer.hasDefault : isSameValue(producer.fallback, consumer.fallback)) return;
      const instead = isList ? "an empty list" : shown(consumer.fallback);
      return `where nothing is written, ${nameOf(from, producer)} is ${shown(producer.fallback)} and ${nameOf(into, consumer)} is ${instead}`;
    }),
  },
  {
    id: "presence-lost",
    weight: "loss",
    title: "The consumer cannot tell unset from the default",
    because:
      "A field with presence, or one of a oneof, is read by a field without: the value arrives, whether it was set does not.",
    find: ofBoth((producer, consumer, { from, into }) =>
      areSingle(producer, consumer) &&
      isSameEncoding(producer, consumer) &&
      producer.presence === "explicit" &&
      consumer.presence === "implicit"
        ? `${nameOf(into, consumer)} does not tell whether ${nameOf(from, producer)} is set`
        : undefined,
    ),
  },
  {
    id: "presence-gained",
    weight: "alike",
    title: "Presence differs, and nothing is lost by it",
    because:
      "A default that is not written arrives as unset, and is read as the same default. What is required is always set.",
    find: ofBoth((producer, consumer, { from, into }) =>
      areSingle(producer, consumer) &&
      !from.entry &&
      !into.entry &&
      producer.presence !== consumer.presence &&
      (producer.presence !== "explicit" || consumer.presence === "required")
        ? `${nameOf(from, producer)} has ${producer.presence} presence, and ${nameOf(into, consumer)} ${consumer.presence}`
        : undefined,
    ),
  },
  {
    id: "oneof-shared",
    weight: "incompatible",
    title: "Fields that can be set together are read as a oneof",
    because: "Only the last of them would arrive. They must be of one oneof in the producer, too, or alone.",
    find: ofBoth((producer, consumer, meeting) => {
      const { from, into } = meeting;
      const beside = setTogether(producer, consumer, meeting);
      return beside && consumer.oneof !== undefined
        ? `${nameOf(from, producer)} and ${nameOf(from, beside)} can both be set, and oneof ${consumer.oneof} of ${into.name} holds one of them`
        : undefined;
    }),
  },
  {
    id: "oneof-moved",
    weight: "alike",
    title: "A field is in a oneof in one message only, or in one of another name",
    because:
      "Oneofs do not stand in bytes: what is set arrives, as long as only one field of the consumer's oneof can be.",
    find: ofBoth((producer, consumer, { from, into }) =>
      producer.oneof === consumer.oneof
        ? undefined
        : `${inOneof(nameOf(from, producer), producer)}, and ${inOneof(nameOf(into, consumer), consumer)}`,
    ),
  },
  {
    id: "enum-renumbered",
    weight: "incompatible",
    title: "A name of an enum stands for another number",
    because:
      "Bytes carry the number: swapped names arrive swapped. Names are compared without the prefix of their enum.",
    find: ofBoth((producer, consumer) => {
      const enums = enumsOf(producer, consumer);
      return enums && renumberedValue(...enums);
    }),
  },
  {
    id: "enum-renamed",
    weight: "incompatible",
    title: "A number of an enum has another name",
    because: "As with fields, another name is taken for another meaning, but for two versions of one message.",
    find: ofBoth((producer, consumer, { namesMatter }) => {
      const enums = namesMatter ? enumsOf(producer, consumer) : undefined;
      return enums && renamedValue(...enums);
    }),
  },
  {
    id: "enum-unnamed",
    weight: "loss",
    title: "An open enum does not name every number that is written",
    because: "The number arrives as it is; the consumer has no name for it.",
    find: ofBoth((producer, consumer) => {
      if (consumer.type.kind !== "enum" || !consumer.type.enum.open) return undefined;
      const into = consumer.type.enum;
      if (producer.type.kind === "scalar" && isSameEncoding(producer, consumer) && fits(producer.type, consumer.type)) {
        return `${typeText(producer.type)} has numbers that ${into.typeName} has no name for`;
      }
      const unknown = producer.type.kind === "enum" ? unknownNames(producer.type.enum, into) : [];
      return unknown.length > 0 ? `${into.typeName} has no name for ${unknown.join(", ")}` : undefined;
    }),
  },
  {
    id: "enum-differs",
    weight: "alike",
    title: "The enums differ in what is never written, or in aliases",
    because: "The consumer knows more numbers, more names for one, or is open where the producer is closed.",
    find: ofBoth((producer, consumer) => {
      const enums = enumsOf(producer, consumer);
      return enums && !isSameEnum(...enums) ? `${enums[0].typeName} and ${enums[1].typeName} differ` : undefined;
    }),
  },
  {
    id: "packing",
    weight: "alike",
    title: "One list is packed, the other is not",
    because: "A reader of a list takes both, whatever it would write itself (repeated_field_encoding).",
    find: ofBoth((producer, consumer, { from, into }) =>
      producer.cardinality === "list" && consumer.cardinality === "list" && producer.packed !== consumer.packed
        ? `${nameOf(producer.packed ? from : into, producer.packed ? producer : consumer)} is packed, the other is not`
        : undefined,
    ),
  },
  {
    id: "utf8",
    weight: "alike",
    title: "One text is checked to be UTF-8, the other is not",
    because:
      "A step's text is a JavaScript string, which is written as valid UTF-8 whatever it holds (utf8_validation).",
    find: ofBoth((producer, consumer, { from, into }) =>
      producer.utf8 !== consumer.utf8 && isText(producer) && isText(consumer)
        ? `${nameOf(producer.utf8 ? from : into, producer.utf8 ? producer : consumer)} is checked, the other is not`
        : undefined,
    ),
  },
  {
    id: "dropped",
    weight: "loss",
    title: "The consumer has no such field",
    because:
      "It does not see the value. The bytes are kept as an unknown field, and are passed on where the message is.",
    find: ({ from, into, producer, consumer }) =>
      producer && !consumer && !(into.byName.has(producer.name) && !from.entry)
        ? `${into.name} has no field for ${nameOf(from, producer)} (number ${producer.number})`
        : undefined,
  },
  {
    id: "added",
    weight: "alike",
    title: "The producer has no such field",
    because: "The consumer reads its default.",
    find: ({ from, into, producer, consumer }) =>
      consumer && !producer && consumer.presence !== "required" && !isExtensionNumber(from.extensions, consumer.number)
        ? `${nameOf(into, consumer)} is always its default: ${from.name} has no field ${consumer.number}`
        : undefined,
  },
  {
    id: "extension-number",
    weight: "incompatible",
    title: "A field's number may be an extension's in the producer",
    because: "Whoever extends the producer's message may write any type there.",
    find: ({ from, into, producer, consumer }) =>
      consumer && !producer && isExtensionNumber(from.extensions, consumer.number)
        ? `${nameOf(into, consumer)} has a number that ${from.name} leaves to extensions`
        : undefined,
  },
];

/** What holds between whole messages, and not between two fields. */
export const extensionRule = {
  id: "extensions",
  weight: "loss",
  title: "The producer's message can be extended, and the consumer's cannot",
  because: "An extension is of one message, by its name: those of the producer arrive as unknown fields.",
} as const satisfies Omit<Rule, "find">;

function renumbered({ from, into, consumer }: Meeting): string | undefined {
  const other = consumer && !into.entry ? from.byName.get(consumer.name) : undefined;
  if (!consumer || !other || other.number === consumer.number) return undefined;
  return `${consumer.name} is number ${other.number} in ${from.name} and number ${consumer.number} in ${into.name}`;
}

/** A field of the consumer's oneof, before this one, that may be written beside it. */
function setTogether(producer: Slot, consumer: Slot, { from, into }: Meeting): Slot | undefined {
  if (consumer.oneof === undefined) return undefined;
  return [...into.slots.values()]
    .filter(({ oneof, number }) => oneof === consumer.oneof && number < consumer.number)
    .flatMap(({ number }) => from.slots.get(number) ?? [])
    .find(({ oneof }) => oneof === undefined || oneof !== producer.oneof);
}

function areSingle(producer: Slot, consumer: Slot): boolean {
  return producer.cardinality === "one" && consumer.cardinality === "one";
}

function isSameEncoding(producer: Slot, consumer: Slot): boolean {
  return wireForm(producer.type) === wireForm(consumer.type);
}

function isText({ type }: Slot): boolean {
  return type.kind === "scalar" && type.scalar === ScalarType.STRING;
}

function isExtensionNumber(ranges: readonly { start: number; end: number }[], number: number): boolean {
  return ranges.some(({ start, end }) => number >= start && number < end);
}

function typed(name: string, { type, cardinality }: Slot): string {
  return `${name} is ${cardinality === "list" ? "repeated " : ""}${typeText(type)}`;
}

function inOneof(name: string, { oneof }: Slot): string {
  return oneof === undefined ? `${name} is in no oneof` : `${name} is in oneof ${oneof}`;
}

function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || key(a) === key(b);
}

/** A default as text that is the same for the same bytes: true is 1, and a text is its UTF-8. */
function key(value: unknown): string {
  if (typeof value === "string") return key(new TextEncoder().encode(value));
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return value instanceof Uint8Array ? `bytes of length ${value.length}` : String(value);
}
