import { createHash } from "node:crypto";
import { create, type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BackoffSchema, InputSchema } from "../../generated/protograph/v1/plan_pb.js";
import { absentHash, type HashedInput, inputHash, ListHash, listHash, messageHash, unaskedHash } from "./hash.js";
import { messageOf, schemaOf, shapes, valuesOf } from "./schemas.test-support.js";

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");
const sha256 = (...parts: readonly (Uint8Array | string)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

const input = (message: string) => create(InputSchema, { message });
const hashOf = (schema: DescMessage, message: Message) => hex(messageHash(schema, message));

describe("the hash of a message", () => {
  it("is SHA-256 over its kind and its canonical bytes: any language can compute it", () => {
    const message = input("movies.v1.Movie");
    expect(hashOf(InputSchema, message)).toBe(sha256(Uint8Array.of(1), toBinary(InputSchema, message)));
  });

  it("is not disturbed by one that could not be hashed, or that hashes another in between", () => {
    const before = hashOf(InputSchema, input("a"));
    expect(() =>
      messageHash(BackoffSchema, {
        $typeName: "x",
        get base(): never {
          hashOf(InputSchema, input("b"));
          throw new RangeError("no");
        },
      } as never),
    ).toThrow(RangeError);
    expect(hashOf(InputSchema, input("a"))).toBe(before);
  });

  it("does not depend on what was hashed before", () => {
    const large = input("x".repeat(3_000_000));
    expect(hashOf(InputSchema, large)).toBe(sha256(Uint8Array.of(1), toBinary(InputSchema, large)));
    expect(hashOf(InputSchema, input("a"))).toBe(sha256(Uint8Array.of(1), toBinary(InputSchema, input("a"))));
  });
});

describe("the hash of a list", () => {
  it("is SHA-256 over its kind and the hashes of its items", () => {
    const items = ["a", "b"].map(input);
    const hashes = items.map((item) => messageHash(InputSchema, item));
    expect(hex(listHash(InputSchema, items))).toBe(sha256(Uint8Array.of(2), ...hashes));
  });

  it("is that of a stream of the same items", () => {
    const stream = new ListHash();
    for (const name of ["a", "b"]) stream.add(messageHash(InputSchema, input(name)));
    expect(hex(stream.digest())).toBe(hex(listHash(InputSchema, ["a", "b"].map(input))));
  });

  it("depends on order, number and absence, and is never that of a message", () => {
    const lists = [[], ["a"], ["b"], ["a", "b"], ["b", "a"], ["a", undefined], [undefined, "a"], [undefined], ["ab"]];
    const hashes = [
      ...lists.map((items) =>
        hex(
          listHash(
            InputSchema,
            items.map((each) => (each === undefined ? each : input(each))),
          ),
        ),
      ),
      hashOf(InputSchema, input("a")),
      hashOf(InputSchema, input("")),
      hex(absentHash),
      hex(unaskedHash),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe("the hash of a step's inputs", () => {
  const named = (message: string, hash: Uint8Array = messageHash(InputSchema, input(message))): HashedInput => ({
    message,
    hash,
  });

  it("is the same in whichever order the step takes them", () => {
    const inputs = fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        inputs.chain((names) => fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length }))),
        ([names, shuffled]) => {
          const [one, other] = [names, shuffled].map((order) =>
            hex(
              inputHash(
                "1",
                order.map((name) => named(name)),
              ),
            ),
          );
          expect(other).toBe(one);
        },
      ),
    );
  });

  it("depends on every part, and on where one ends", () => {
    const a = named("a");
    const b = named("b");
    const hashes = [
      inputHash("1", []),
      inputHash("2", []),
      inputHash("", [a]),
      inputHash("1", [a]),
      inputHash("2", [a]),
      inputHash("1", [b]),
      inputHash("1", [a, b]),
      inputHash("1", [a, a]),
      inputHash("1", [named("a", b.hash)]),
      inputHash("1", [named("a", absentHash)]),
      inputHash("1", [named("a", unaskedHash)]),
      inputHash("1\u0001", []),
    ].map(hex);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("keeps the order of the parameters among inputs of one message", () => {
    const [x, y] = [named("m", absentHash), named("m", unaskedHash)];
    expect(hex(inputHash("1", [x, y]))).not.toBe(hex(inputHash("1", [y, x])));
  });

  it("has not changed: what is stored by it would be lost", () => {
    const known = inputHash("1", [
      named("movies.v1.Movie"),
      named("movies.v1.Cast", listHash(InputSchema, [input("x"), undefined])),
      named("movies.v1.Rating", absentHash),
    ]);
    expect(hex(known)).toMatchInlineSnapshot(`"bbc9dcf9e515c276d99caa2adaada56efb2e3267fd44b76a7b2f980b0a74a45c"`);
  });

  it("is made of messages of any schema", () => {
    const samples = shapes.chain((shape) => {
      const schema = schemaOf(shape);
      return fc.tuple(fc.constant(schema), valuesOf(schema));
    });
    fc.assert(
      fc.property(samples, ([schema, values]) => {
        expect(messageHash(schema, messageOf(schema, values))).toHaveLength(32);
      }),
      { numRuns: 50 },
    );
  });
});
