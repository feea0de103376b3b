import {
  create,
  createFileRegistry,
  type DescField,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import {
  isReflectList,
  isReflectMap,
  isReflectMessage,
  reflect,
  type ReflectMessage,
} from "@bufbuild/protobuf/reflect";
import {
  Edition,
  FeatureSet_EnumType,
  FeatureSet_FieldPresence,
  FeatureSet_MessageEncoding,
  FeatureSet_RepeatedFieldEncoding,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeHandoff } from "./judge-handoff.js";

/**
 * The proof of the judge: messages of random schemas are written with one and read with the other. What must arrive is
 * worked out here from the two values alone; nothing of the judge's is used for it.
 */
interface FieldPlan {
  readonly number: number;
  readonly type: "enum" | "message" | ScalarType;
  readonly label: "one" | "list" | "map";
  readonly presence: "implicit" | "explicit" | "required";
  readonly packed: boolean;
  readonly delimited: boolean;
  readonly oneof: boolean;
  readonly hasDefault: boolean;
  readonly key: ScalarType;
}

interface Schema {
  readonly fields: readonly FieldPlan[];
  readonly inner: readonly FieldPlan[];
  readonly values: readonly number[];
  readonly open: boolean;
}

const { INT32, INT64, UINT32, UINT64, BOOL, SINT32, SINT64, STRING, BYTES, FIXED32, DOUBLE } = ScalarType;
const scalar = fc.constantFrom(INT32, INT64, UINT32, UINT64, BOOL, SINT32, SINT64, STRING, BYTES, FIXED32, DOUBLE);
const key = fc.constantFrom(INT32, INT64, UINT32, BOOL, STRING);
const type = fc.oneof({ arbitrary: scalar, weight: 3 }, fc.constantFrom("enum" as const, "message" as const));

/** True once in a few: what is rare lets more pairs be compatible. */
const rarely = fc.nat(5).map((at) => at === 0);

function field(number: number): fc.Arbitrary<FieldPlan> {
  return fc.record({
    number: fc.constant(number),
    type,
    label: fc.constantFrom("one", "one", "list", "map"),
    presence: fc.constantFrom("implicit", "explicit", "explicit", "required"),
    packed: fc.boolean(),
    delimited: rarely,
    oneof: rarely,
    hasDefault: rarely,
    key,
  });
}

function fields(numbers: readonly number[]): fc.Arbitrary<readonly FieldPlan[]> {
  return fc.tuple(...numbers.map(field));
}

const schema: fc.Arbitrary<Schema> = fc.record({
  fields: fields([1, 2, 3]),
  inner: fields([1, 2]),
  values: fc.subarray([1, 2, 3], { minLength: 0 }),
  open: fc.boolean(),
});

/** The field, but for some of its properties, which are another's; or no field. */
function mutated(plan: FieldPlan): fc.Arbitrary<FieldPlan | undefined> {
  const keys = Object.keys(plan).filter((name) => name !== "number") as (keyof FieldPlan)[];
  const changed = fc
    .tuple(fc.subarray(keys, { maxLength: 2 }), field(plan.number))
    .map(([names, other]) => ({ ...plan, ...Object.fromEntries(names.map((name) => [name, other[name]])) }));
  return fc.oneof({ arbitrary: changed, weight: 8 }, fc.constant(undefined));
}

function mutatedAll(plans: readonly FieldPlan[]): fc.Arbitrary<readonly FieldPlan[]> {
  return fc.tuple(...plans.map(mutated)).map((all) => all.filter((each) => each !== undefined));
}

const pair = schema.chain((producer) =>
  fc.record({
    producer: fc.constant(producer),
    consumer: fc.record({
      fields: mutatedAll(producer.fields),
      inner: mutatedAll(producer.inner),
      values: fc.oneof(fc.constant(producer.values), fc.subarray([1, 2, 3])),
      open: fc.oneof(fc.constant(producer.open), fc.boolean()),
    }),
  }),
);

/** A message `name.Main` of a schema; an edition has every kind of presence and encoding. */
function compileSchema(name: string, { fields: own, inner, values, open }: Schema): DescMessage {
  const proto = create(FileDescriptorProtoSchema, {
    name: `${name}.proto`,
    package: name,
    syntax: "editions",
    edition: Edition.EDITION_2023,
    messageType: [toMessage(name, "Main", own, open), toMessage(name, "Inner", inner, open)],
    enumType: [
      {
        name: "Kind",
        value: [0, ...values].map((number) => ({ name: `VALUE_${number}`, number })),
        options: { features: { enumType: open ? FeatureSet_EnumType.OPEN : FeatureSet_EnumType.CLOSED } },
      },
    ],
  });
  return createFileRegistry(proto, () => undefined).getMessage(`${name}.Main`)!;
}

type MessageInit = NonNullable<MessageInitShape<typeof FileDescriptorProtoSchema>["messageType"]>[number];

function toMessage(scope: string, name: string, plans: readonly FieldPlan[], open: boolean): MessageInit {
  const inOneof = ({ oneof, label }: FieldPlan) => oneof && label === "one";
  const typeOf = ({ type: of }: FieldPlan) => ({
    type: protoType(of),
    ...(of === "enum" && { typeName: `.${scope}.Kind` }),
    ...(of === "message" && { typeName: `.${scope}.Inner` }),
  });
  return {
    name,
    oneofDecl: plans.some(inOneof) ? [{ name: "which" }] : [],
    field: plans.map((plan) => {
      const common = { name: `f${plan.number}`, number: plan.number };
      if (plan.label === "map") {
        const typeName = `.${scope}.${name}.F${plan.number}Entry`;
        return { ...common, label: Label.REPEATED, type: Type.MESSAGE, typeName };
      }
      const isList = plan.label === "list";
      const closed = plan.type === "enum" && !open;
      const canPack = isList && plan.type !== "message" && plan.type !== STRING && plan.type !== BYTES;
      // A message that requires itself has no end. protoc allows neither implicit presence of messages and closed enums, nor any other in a oneof than explicit.
      const isEndless = name === "Inner" && plan.type === "message" && plan.presence === "required";
      const isImplicit = plan.presence === "implicit" && (plan.type === "message" || closed);
      const presence = inOneof(plan) || isImplicit || isEndless ? "explicit" : plan.presence;
      const numeric = typeof plan.type === "number" && ![STRING, BYTES, BOOL].includes(plan.type);
      return {
        ...common,
        ...typeOf(plan),
        label: isList ? Label.REPEATED : Label.OPTIONAL,
        ...(inOneof(plan) && { oneofIndex: 0 }),
        // protobuf-es gives a field of a oneof no default.
        ...(plan.hasDefault &&
          numeric &&
          !isList &&
          !inOneof(plan) &&
          presence === "explicit" && { defaultValue: "7" }),
        options: {
          features: {
            ...(!isList && !inOneof(plan) && { fieldPresence: presenceFeature[presence] }),
            ...(canPack && {
              repeatedFieldEncoding: plan.packed
                ? FeatureSet_RepeatedFieldEncoding.PACKED
                : FeatureSet_RepeatedFieldEncoding.EXPANDED,
            }),
            ...(plan.type === "message" && plan.delimited && { messageEncoding: FeatureSet_MessageEncoding.DELIMITED }),
          },
        },
      };
    }),
    nestedType: plans
      .filter(({ label }) => label === "map")
      .map((plan) => ({
        name: `F${plan.number}Entry`,
        options: { mapEntry: true },
        field: [
          { name: "key", number: 1, label: Label.OPTIONAL, type: protoType(plan.key) },
          { name: "value", number: 2, label: Label.OPTIONAL, ...typeOf(plan) },
        ],
      })),
  };
}

/** The numbers of scalar types are those of the types of fields. */
function protoType(of: FieldPlan["type"]): Type {
  if (of === "enum") return Type.ENUM;
  return of === "message" ? Type.MESSAGE : Type[ScalarType[of] as keyof typeof Type];
}

const presenceFeature = {
  implicit: FeatureSet_FieldPresence.IMPLICIT,
  explicit: FeatureSet_FieldPresence.EXPLICIT,
  required: FeatureSet_FieldPresence.LEGACY_REQUIRED,
};

/** Fills a message by dice: each number of them is used once, for a choice or a value. */
function fill(message: ReflectMessage, dice: () => number, depth = 0): void {
  for (const each of message.fields) {
    const isRequired = each.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED;
    if (!isRequired && (dice() % 3 === 0 || (each.message && depth > 1))) continue;
    if (each.fieldKind === "list") {
      const list = message.get(each);
      for (let count = dice() % 3; count > 0; count--) list.add(valueOf(each, each.listKind, dice, depth));
    } else if (each.fieldKind === "map") {
      const map = message.get(each);
      for (let count = dice() % 3; count > 0; count--) {
        map.set(scalarOf(each.mapKey, dice), valueOf(each, each.mapKind, dice, depth));
      }
    } else message.set(each, valueOf(each, each.fieldKind, dice, depth));
  }
}

function valueOf(of: DescField, kind: "scalar" | "enum" | "message", dice: () => number, depth: number): unknown {
  if (of.message) {
    const inner = reflect(of.message);
    fill(inner, dice, depth + 1);
    return inner;
  }
  if (kind === "enum" && of.enum) {
    const known = of.enum.values.map(({ number }) => number);
    return pick(of.enum.open ? [...known, 99, -1] : known, dice);
  }
  return scalarOf(of.scalar!, dice);
}

function scalarOf(of: ScalarType, dice: () => number): unknown {
  if (of === BOOL) return dice() % 2 === 1;
  if (of === STRING) return pick(["", "a", "ü😀"], dice);
  if (of === BYTES) return Uint8Array.from(pick<readonly number[]>([[], [0], [255, 254]], dice));
  if (of === DOUBLE) return pick([0, 1.5, -0, Number.MAX_VALUE, Number.NEGATIVE_INFINITY], dice);
  const bits = [INT64, UINT64, SINT64].includes(of) ? 64n : 32n;
  const signed = [INT32, INT64, SINT32, SINT64].includes(of);
  const [least, most] = signed ? [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n] : [0n, 2n ** bits - 1n];
  const number = pick([0n, 1n, least, most, most / 2n, 7n], dice);
  return bits === 64n ? number : Number(number);
}

function pick<T>(all: readonly T[], dice: () => number): T {
  return all[dice() % all.length]!;
}

/** What differs between what was written and what was read, for a reader of the second. */
function differences(written: ReflectMessage, read: ReflectMessage, at = ""): readonly string[] {
  return read.fields.flatMap((into) => {
    const from = written.fields.find(({ number }) => number === into.number);
    const path = `${at}/${into.number}`;
    if (!from) return read.isSet(into) ? [`${path} came from nowhere`] : [];
    if (into.fieldKind === "list" || into.fieldKind === "map") {
      return same(items(written, from), items(read, into)) ? [] : [`${path} has other items`];
    }
    if (into.message) {
      if (written.isSet(from) !== read.isSet(into)) return [`${path} is set in one alone`];
      if (!written.isSet(from)) return [];
      return differences(written.get(from) as ReflectMessage, read.get(into), path);
    }
    if (into.presence !== FeatureSet_FieldPresence.IMPLICIT && read.isSet(into) && !written.isSet(from)) {
      return [`${path} is set, and was not`];
    }
    return same([plain(written.get(from))], [plain(read.get(into))]) ? [] : [`${path} has another value`];
  });
}

type Item = readonly unknown[];

/** The items of a list, the entries of a map in any order, or the one value that is set. */
function items(message: ReflectMessage, of: DescField): readonly unknown[] {
  const value: unknown = message.get(of);
  if (isReflectList(value)) return [...value].map(plain);
  if (isReflectMap(value)) {
    return [...value].map(([name, each]): Item => [plain(name), plain(each)]).sort(byText);
  }
  return message.isSet(of) ? [plain(value)] : [];
}

function byText(a: Item, b: Item): number {
  return text(a[0]) < text(b[0]) ? -1 : 1;
}

function same(written: readonly unknown[], read: readonly unknown[]): boolean {
  // The entries of a map may be read as messages, and come in any order.
  const isMap = written.some(Array.isArray);
  const asEntries = (all: readonly unknown[]) =>
    all.map((each) => (isReflectMessage(each) ? entryOf(each) : (each as Item))).sort(byText);
  const [from, into] = isMap ? [asEntries(written), asEntries(read)] : [written, read];
  return from.length === into.length && from.every((each, index) => isSame(each, into[index]));
}

function entryOf(message: ReflectMessage): Item {
  return [1, 2].map((number) => {
    const of = message.fields.find((each) => each.number === number);
    return of ? plain(message.get(of)) : undefined;
  });
}

function isSame(written: unknown, read: unknown): boolean {
  if (Array.isArray(written) && Array.isArray(read)) {
    return written.every((each, index) => read[index] === undefined || isSame(each, read[index]));
  }
  if (isReflectMessage(written) && isReflectMessage(read)) return differences(written, read).length === 0;
  return text(written) === text(read);
}

function plain(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}

/** Numbers by their value, whatever holds them; texts and bytes by their bytes. */
function text(value: unknown): string {
  if (typeof value === "string") return text(new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return `bytes ${[...value].join(" ")}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

describe("what the judge lets pass", () => {
  it("arrives as it was written, for every value of every schema", () => {
    const verdicts = { identical: 0, compatible: 0, incompatible: 0 };
    fc.assert(
      fc.property(pair, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), ({ producer, consumer }, numbers) => {
        const [from, into] = [compileSchema("p", producer), compileSchema("c", consumer)];
        const { verdict } = judgeHandoff(from, into);
        verdicts[verdict]++;
        if (verdict === "incompatible") return;
        let next = 0;
        const dice = () => numbers[next++ % numbers.length]! + Math.floor(next / numbers.length);
        for (let times = 0; times < 8; times++) {
          const message = create(from);
          fill(reflect(from, message), dice);
          const read = fromBinary(into, toBinary(from, message));
          expect(differences(reflect(from, message), reflect(into, read))).toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
    // Enough of each for this to have proved something.
    expect(verdicts.compatible).toBeGreaterThan(60);
    expect(verdicts.identical).toBeGreaterThan(20);
    expect(verdicts.incompatible).toBeGreaterThan(60);
  }, 120_000);
});
