import {
  create,
  createFileRegistry,
  type DescMessage,
  equals,
  fromBinary,
  type Message,
  setExtension,
  toBinary,
} from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  FeatureSet_FieldPresence,
  Edition,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  ListValueSchema,
  type Struct,
  StructSchema,
  file_google_protobuf_struct,
  file_google_protobuf_wrappers,
} from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "./byte-writer.js";
import { writeCanonical } from "./canonical-message.js";
import {
  type FieldShape,
  fieldShapes,
  messageOf,
  schemaOf,
  type Shape,
  shapes,
  valuesOf,
} from "./schemas.test-support.js";

function canonical(schema: DescMessage, message: Message): Buffer {
  const writer = new ByteWriter(16);
  writeCanonical(writer, schema, message);
  return Buffer.from(writer.view());
}

/** Schemas, and contents that fit them. */
const samples = shapes.chain((shape) => {
  const schema = schemaOf(shape);
  return fc.record({ schema: fc.constant(schema), values: valuesOf(schema), shape: fc.constant(shape) });
});

const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label;
const { STRING, INT32, MESSAGE } = FieldDescriptorProto_Type;

const many = { numRuns: 200 };

function one(type: FieldShape["type"], form: FieldShape["form"]): DescMessage {
  return schemaOf(new Map([[1, { type, form, delimited: false, mapKey: FieldDescriptorProto_Type.STRING }]]));
}

describe("the canonical form of any message of any schema", () => {
  it("is what it is again after the message was written and read", () => {
    fc.assert(
      fc.property(samples, ({ schema, values }) => {
        const message = messageOf(schema, values);
        const again = fromBinary(schema, toBinary(schema, message));
        expect(canonical(schema, again)).toEqual(canonical(schema, message));
      }),
      many,
    );
  });

  it("is protobuf, and reads as the same message", () => {
    fc.assert(
      fc.property(samples, ({ schema, values }) => {
        const message = fromBinary(schema, toBinary(schema, messageOf(schema, values)));
        const again = fromBinary(schema, canonical(schema, message));
        expect(canonical(schema, again)).toEqual(canonical(schema, message));
        if (!hasTwoForms(values)) expect(equals(schema, again, message)).toBe(true);
      }),
      many,
    );
  });

  it("does not depend on the order in which maps were filled", () => {
    fc.assert(
      fc.property(samples, fc.infiniteStream(fc.double({ noNaN: true })), ({ schema, values }, chance) => {
        const shuffled = messageOf(schema, values, (entries) =>
          entries
            .map((entry) => ({ entry, place: Number(chance.next().value) }))
            .sort((a, b) => a.place - b.place)
            .map(({ entry }) => entry),
        );
        expect(canonical(schema, shuffled)).toEqual(canonical(schema, messageOf(schema, values)));
      }),
      many,
    );
  });

  it("tells different messages apart", () => {
    const pairs = samples.chain(({ schema, values }) =>
      fc.record({ schema: fc.constant(schema), values: fc.constant(values), others: valuesOf(schema) }),
    );
    fc.assert(
      fc.property(pairs, ({ schema, values, others }) => {
        fc.pre(!hasTwoForms(values) && !hasTwoForms(others));
        const [a, b] = [values, others].map((of) => fromBinary(schema, toBinary(schema, messageOf(schema, of))));
        expect(canonical(schema, a!).equals(canonical(schema, b!))).toBe(equals(schema, a!, b!));
      }),
      many,
    );
  });

  it("is not changed by fields that the schema comes to have", () => {
    const grown = samples.chain(({ shape, values }) =>
      fc.record({ shape: fc.constant(shape), values: fc.constant(values), more: additions(shape) }),
    );
    fc.assert(
      fc.property(grown, ({ shape, values, more }) => {
        const [before, after] = [schemaOf(shape), schemaOf(new Map([...shape, ...more]))];
        const bytes = toBinary(before, messageOf(before, values));
        expect(canonical(after, fromBinary(after, bytes))).toEqual(canonical(before, fromBinary(before, bytes)));
      }),
      many,
    );
  });

  it("is the same whether or not the schema knows the fields", () => {
    const plain = fieldShapes.filter(({ form, type }) => {
      return form !== "map" && form !== "expanded" && type !== FieldDescriptorProto_Type.MESSAGE;
    });
    const wider = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 40 }), plain), { maxLength: 8 })
      .map((fields): Shape => new Map(fields))
      .chain((shape) => {
        const schema = schemaOf(shape);
        const known = fc.subarray([...shape.keys()]);
        return fc.record({ schema: fc.constant(schema), shape: fc.constant(shape), values: valuesOf(schema), known });
      });
    fc.assert(
      fc.property(wider, ({ schema, shape, values, known }) => {
        const narrow = schemaOf(new Map([...shape].filter(([number]) => known.includes(number))));
        // Of two members of a oneof the last one wins, which only a schema that has both can know.
        fc.pre([...shape.values()].filter(({ form }) => form === "oneof").length < 2);
        const bytes = toBinary(schema, messageOf(schema, values));
        expect(canonical(narrow, fromBinary(narrow, bytes))).toEqual(canonical(schema, fromBinary(schema, bytes)));
      }),
      many,
    );
  });
});

/** Fields that a later version of a schema may add. */
function additions(shape: Shape): fc.Arbitrary<Shape> {
  return fc
    .array(fc.tuple(fc.integer({ min: 41, max: 60 }), fieldShapes), { maxLength: 4 })
    .map((fields) => fields.filter(([, { form }]) => form !== "required" && form !== "oneof"))
    .map((fields) => new Map([...fields].filter(([number]) => !shape.has(number))));
}

/** Whether there is a NaN, which equals nothing, or a -0, which equals 0. */
function hasTwoForms(values: unknown): boolean {
  return JSON.stringify(values, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : Number.isNaN(value) || Object.is(value, -0) ? "two forms" : value,
  ).includes("two forms");
}

describe("values with more than one form", () => {
  const doubles = one(FieldDescriptorProto_Type.DOUBLE, "implicit");
  const set = (schema: DescMessage, f1: unknown) => canonical(schema, Object.assign(create(schema), { f1 }));

  it("NaN has one form, whatever its bits", () => {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setBigUint64(0, 0xfff8_0000_0000_0001n);
    expect(set(doubles, bits.getFloat64(0))).toEqual(set(doubles, Number.NaN));
  });

  it("-0 is not 0, which without presence is no value", () => {
    expect(set(doubles, 0)).toHaveLength(0);
    expect(set(doubles, -0)).toHaveLength(9);
  });

  it("a float is what is left of it in 32 bits", () => {
    const floats = one(FieldDescriptorProto_Type.FLOAT, "implicit");
    expect(set(floats, 0.1)).toEqual(set(floats, Math.fround(0.1)));
  });

  it("with presence, a zero is a value", () => {
    const explicit = one(FieldDescriptorProto_Type.INT32, "explicit");
    expect(explicit.fields[0]?.presence).toBe(FeatureSet_FieldPresence.EXPLICIT);
    expect(set(explicit, 0)).toHaveLength(2);
    expect(canonical(explicit, create(explicit))).toHaveLength(0);
  });

  it("64 bits are told apart beyond what numbers can hold", () => {
    const longs = one(FieldDescriptorProto_Type.INT64, "implicit");
    expect(set(longs, 2n ** 53n)).not.toEqual(set(longs, 2n ** 53n + 1n));
    expect(set(longs, "9007199254740993")).toEqual(set(longs, 2n ** 53n + 1n));
  });

  it("a number that does not fit is refused, as it could not be written either", () => {
    for (const [type, value] of [
      [FieldDescriptorProto_Type.INT32, 2 ** 31],
      [FieldDescriptorProto_Type.INT32, 1.5],
      [FieldDescriptorProto_Type.UINT32, -1],
      [FieldDescriptorProto_Type.INT64, 2n ** 63n],
      [FieldDescriptorProto_Type.UINT64, -1n],
    ] as const) {
      expect(() => set(one(type, "implicit"), value)).toThrow(RangeError);
    }
  });

  it("a map named like what every object has is an entry like others", () => {
    const map = one(FieldDescriptorProto_Type.STRING, "map");
    const f1 = JSON.parse('{ "b": "2", "__proto__": "1", "constructor": "3" }') as unknown;
    expect(set(map, f1).toString()).toMatch(/__proto__.*b.*constructor/s);
  });

  it("texts as keys stand in the order of their UTF-8 bytes", () => {
    const map = one(FieldDescriptorProto_Type.STRING, "map");
    expect(set(map, { "\u{1F600}": "", "\uFF5E": "" }).indexOf("\uFF5E")).toBeLessThan(
      set(map, { "\u{1F600}": "", "\uFF5E": "" }).indexOf("\u{1F600}"),
    );
  });

  it("lists of numbers are packed, whatever the schema says", () => {
    const [packed, expanded] = (["packed", "expanded"] as const).map((form) =>
      set(one(FieldDescriptorProto_Type.INT32, form), [1, 2, 300]),
    );
    expect(expanded).toEqual(packed);
  });
});

describe("fields that the schema does not know", () => {
  const empty = schemaOf(new Map());
  const read = (write: (writer: BinaryWriter) => BinaryWriter) =>
    canonical(empty, fromBinary(empty, write(new BinaryWriter()).finish()));

  it("are kept, in the order of their numbers", () => {
    const [straight, turned] = [
      read((writer) => writer.tag(3, WireType.Varint).int32(7).tag(9, WireType.LengthDelimited).string("x")),
      read((writer) => writer.tag(9, WireType.LengthDelimited).string("x").tag(3, WireType.Varint).int32(7)),
    ];
    expect(turned).toEqual(straight);
    expect(straight).toHaveLength(5);
  });

  it("keep their own order where they have one number", () => {
    const twice = (first: number, second: number) =>
      read((writer) => writer.tag(3, WireType.Varint).int32(first).tag(3, WireType.Varint).int32(second));
    expect(twice(1, 2)).not.toEqual(twice(2, 1));
  });

  it("have numbers as short as can be", () => {
    const short = read((writer) => writer.tag(3, WireType.Varint).raw(Uint8Array.of(0x01)));
    expect(read((writer) => writer.tag(3, WireType.Varint).raw(Uint8Array.of(0x81, 0x80, 0x00)))).toEqual(short);
    expect(read((writer) => writer.tag(3, WireType.Varint).int32(-1))).toHaveLength(11);
  });

  it("have groups sorted within, at every depth", () => {
    const group = (parts: readonly ((writer: BinaryWriter) => BinaryWriter)[]) =>
      read((writer) => {
        writer.tag(5, WireType.StartGroup).tag(6, WireType.StartGroup);
        for (const part of parts) part(writer);
        return writer.tag(6, WireType.EndGroup).tag(5, WireType.EndGroup);
      });
    const one = (writer: BinaryWriter) => writer.tag(1, WireType.Varint).int32(1);
    const two = (writer: BinaryWriter) => writer.tag(2, WireType.Bit32).fixed32(2);
    expect(group([two, one])).toEqual(group([one, two]));
    expect(group([one])).not.toEqual(group([two]));
  });
});

describe.each(["proto2", "editions"])("extensions of a %s message", (syntax) => {
  const extendable = create(FileDescriptorProtoSchema, {
    name: "extended.proto",
    package: "made.v1",
    syntax,
    ...(syntax === "editions" ? { edition: Edition.EDITION_2023 } : {}),
    messageType: [
      {
        name: "Extended",
        field: [{ name: "own", jsonName: "own", number: 50, label: OPTIONAL, type: STRING }],
        extensionRange: [{ start: 1, end: 100 }],
      },
    ],
    extension: [
      { name: "first", jsonName: "first", number: 10, label: OPTIONAL, type: STRING, extendee: ".made.v1.Extended" },
      { name: "second", jsonName: "second", number: 70, label: OPTIONAL, type: INT32, extendee: ".made.v1.Extended" },
    ],
  });
  const registry = createFileRegistry(extendable, () => undefined);
  const schema = registry.getMessage("made.v1.Extended")!;
  const [first, second] = ["first", "second"].map((name) => registry.getExtension(`made.v1.${name}`)!);
  const extended = (...parts: readonly (readonly [typeof first, unknown])[]) => {
    const message = Object.assign(create(schema), { own: "own" });
    for (const [extension, value] of parts) setExtension(message, extension!, value);
    return canonical(schema, message);
  };

  it("count, in whichever order they are set", () => {
    expect(extended([second, 7], [first, "a"])).toEqual(extended([first, "a"], [second, 7]));
    expect(extended([first, "a"])).not.toEqual(extended([first, "b"]));
    expect(extended()).not.toEqual(extended([second, 7]));
  });

  it("stand among the message's own fields, where a schema that had them would put them", () => {
    const bytes = extended([second, 7], [first, "a"]).toString("latin1");
    expect(bytes.indexOf("a")).toBeLessThan(bytes.indexOf("own"));
  });
});

describe("messages that are held as something else", () => {
  const file = create(FileDescriptorProtoSchema, {
    name: "held.proto",
    package: "made.v1",
    syntax: "proto3",
    dependency: ["google/protobuf/struct.proto", "google/protobuf/wrappers.proto"],
    messageType: [
      {
        name: "Held",
        field: [
          {
            name: "json",
            jsonName: "json",
            number: 1,
            label: OPTIONAL,
            type: MESSAGE,
            typeName: ".google.protobuf.Struct",
          },
          {
            name: "text",
            jsonName: "text",
            number: 2,
            label: OPTIONAL,
            type: MESSAGE,
            typeName: ".google.protobuf.StringValue",
          },
          {
            name: "many",
            jsonName: "many",
            number: 3,
            label: REPEATED,
            type: MESSAGE,
            typeName: ".google.protobuf.Struct",
          },
          {
            name: "long",
            jsonName: "long",
            number: 4,
            label: OPTIONAL,
            type: MESSAGE,
            typeName: ".google.protobuf.Int64Value",
          },
        ],
      },
    ],
  });
  const known = [file_google_protobuf_struct, file_google_protobuf_wrappers];
  const schema = createFileRegistry(file, (name) => known.find((each) => each.proto.name === name)).getMessage(
    "made.v1.Held",
  )!;
  const held = (parts: Readonly<Record<string, unknown>>) => Object.assign(create(schema), parts);

  it("are written as the messages they are", () => {
    const message = held({ json: { a: 1, b: [true, null] }, text: "", many: [{ c: "x" }], long: 2n ** 60n });
    const again = fromBinary(schema, canonical(schema, message));
    expect(equals(schema, again, message)).toBe(true);
    expect(canonical(schema, again)).toEqual(canonical(schema, message));
  });

  it("sort the keys of JSON, at every depth", () => {
    const turned = held({ json: { b: { d: 1, c: 2 }, a: 0 } });
    expect(canonical(schema, turned)).toEqual(canonical(schema, held({ json: { a: 0, b: { c: 2, d: 1 } } })));
  });

  it("also where they are no field", () => {
    const struct = (fields: Struct["fields"]) => canonical(StructSchema, create(StructSchema, { fields }));
    const value = (numberValue: number) => ({ kind: { case: "numberValue", value: numberValue } }) as never;
    expect(struct({ b: value(2), a: value(1) })).toEqual(struct({ a: value(1), b: value(2) }));
    expect(canonical(ListValueSchema, create(ListValueSchema))).toHaveLength(0);
  });
});

describe("long contents", () => {
  it("have lengths of every size", () => {
    const schema = one(FieldDescriptorProto_Type.STRING, "implicit");
    for (const length of [0, 1, 47, 48, 49, 127, 128, 129, 16_383, 16_384, 16_385, 2_097_151, 2_097_152]) {
      for (const letter of ["a", "ä", "語"]) {
        const message = Object.assign(create(schema), { f1: letter.repeat(length) });
        expect(canonical(schema, message).equals(toBinary(schema, message))).toBe(true);
      }
    }
  });
});
