import { describe, expect, it } from "vitest";
import { behave, isTrue, textOf } from "./behave.js";
import { expectationOf } from "./expect.js";
import type { Behaviour, Model, ModelNode, Parameter, Taking } from "./model.js";

/**
 * What is known of the reference itself, by hand: who holds a walker against it has to know that it is right.
 */

type Sketch = Partial<Omit<ModelNode, "behaviour">> & { readonly id: string; readonly behaviour?: Partial<Behaviour> };

const calm: Behaviour = { salt: 0, failing: 0, passing: false, catching: false, breaking: false, delay: 0 };

/** A graph of one input, number 0, and these nodes; the last is the output. */
function expectationFor(...sketches: readonly Sketch[]) {
  const nodes = sketches.map((sketch, number): ModelNode => ({
    message: number + 1,
    product: "ONE",
    parameters: [],
    frame: [],
    conditions: [],
    ownCondition: undefined,
    choice: undefined,
    fallback: undefined,
    options: {},
    ...sketch,
    behaviour: { ...calm, ...sketch.behaviour },
  }));
  const root = { name: "", inputs: [0], outputs: [nodes.length], when: undefined, entries: nodes.map((_, at) => at) };
  const model: Model = { inputs: 1, nodes, root };
  return { nodes, expected: expectationOf(model, nodes.length, ["in"]) };
}

const takes = (taking: Taking, value: number): Parameter => ({ value, taking });

/** A salt with which something is so. */
function saltWhere(holds: (salt: number) => boolean): number {
  for (let salt = 0; ; salt++) if (holds(salt)) return salt;
}

/** A list that has so many items. */
function list(id: string, length: number, more: Partial<Sketch> = {}): Sketch {
  const sketch = { ...more, id, product: "LIST" as const };
  const node = { ...sketch, behaviour: calm } as unknown as ModelNode;
  const given = (more.parameters ?? []).map(() => "in");
  const salt = saltWhere(
    (each) => behave({ ...node, behaviour: { ...calm, salt: each } }, given, 1).texts.length === length,
  );
  return { ...sketch, behaviour: { salt } };
}

const places = (expected: { must: ReadonlySet<string> }) => [...expected.must].sort();

describe("the reference", () => {
  it("gives what a chain of steps makes of the input", () => {
    const { expected } = expectationFor(
      { id: "A", parameters: [takes("ONE", 0)] },
      { id: "B", parameters: [takes("ONE", 1), takes("ONE", 0)] },
    );
    expect(expected.ends).toBe("COMPLETED");
    expect(expected.output).toBe(textOf("B", textOf("A", "in"), "in"));
    expect(places(expected)).toEqual(["A#", "B#"]);
  });

  it("calls a step for each item, in order, and gives a list its items", () => {
    const { expected } = expectationFor(
      list("L", 3),
      { id: "Each", parameters: [takes("ONE", 1), takes("ONE", 0)], frame: [1] },
      { id: "Sum", parameters: [takes("LIST", 2)] },
    );
    const items = [0, 1, 2].map((item) => textOf("Each", textOf("L", item), "in"));
    expect(expected.output).toBe(textOf("Sum", `[${items.join(",")}]`));
    expect(places(expected)).toEqual(["Each#0", "Each#1", "Each#2", "L#", "Sum#"]);
  });

  it("gives an item of a list as an output as a list, of an empty one none", () => {
    const each: Sketch = { id: "Each", parameters: [takes("ONE", 1)], frame: [1] };
    expect(expectationFor(list("L", 2), each).expected.output).toHaveLength(2);
    expect(expectationFor(list("L", 0), each).expected.output).toEqual([]);
  });

  it("runs nothing that nobody needs", () => {
    const { nodes, expected } = expectationFor({ id: "A" }, { id: "B" }, { id: "C", parameters: [takes("ONE", 2)] });
    expect([...expected.demanded].map(({ id }) => id).sort()).toEqual(["B", "C"]);
    expect(expected.may.has(`${nodes[0]!.id}#`)).toBe(false);
  });

  it("skips what requires what is not there, and gives nothing to who can do without", () => {
    const salt = saltWhere((each) => !isTrue({ parameters: [], salt: each }, ["in"]));
    const condition = { parameters: [takes("ONE", 0)], salt };
    const { nodes, expected } = expectationFor(
      { id: "Needed" },
      { id: "Maybe", parameters: [takes("ONE", 1)], conditions: [condition], ownCondition: condition },
      { id: "Requires", parameters: [takes("ONE", 2)] },
      { id: "Takes", parameters: [takes("OPTIONAL", 3)] },
    );
    expect(expected.output).toBe(textOf("Takes", "-"));
    expect(places(expected)).toEqual(["Takes#"]);
    expect(expected.demanded.has(nodes[0]!)).toBe(false);
    const reasons = nodes.slice(1, 3).map((node) => expected.reference.known(node, []));
    expect(reasons).toMatchObject([{ reason: "CONDITION_FALSE" }, { reason: "INPUT_ABSENT" }]);
  });

  it("fails with a step that fails, and says which it may be", () => {
    const { expected } = expectationFor(
      { id: "Bad", behaviour: { failing: 8 } },
      { id: "Worse", behaviour: { failing: 8 } },
      { id: "Never", parameters: [takes("ONE", 1), takes("ONE", 2)] },
    );
    expect(expected.ends).toBe("FAILED");
    expect([...expected.culprits].sort()).toEqual(["Bad", "Worse"]);
    expect(expected.may.has("Never#")).toBe(false);
  });

  it("tries a failing step again, and takes its fallback's answer when that fails too", () => {
    const retry = { attempts: 2 };
    const passing = expectationFor({ id: "A", behaviour: { failing: 8, passing: true }, options: { retry } });
    expect(passing.expected.output).toBe(textOf("A"));
    expect(passing.expected.may.get("A#")).toBe(2);
    const fallback = expectationFor({ id: "F", behaviour: { failing: 8, salt: 1 }, fallback: [] });
    expect(fallback.expected.output).toBe(textOf("fallback", "F"));
  });

  it("leaves failed items out where that is asked for, and tells the list's taker", () => {
    const salt = saltWhere((each) => {
      const node = { id: "Each", product: "ONE", behaviour: { ...calm, salt: each, failing: 4 } } as ModelNode;
      return behave(node, [textOf("L", 0)], 1).failed && !behave(node, [textOf("L", 1)], 1).failed;
    });
    const { expected } = expectationFor(
      list("L", 2),
      {
        id: "Each",
        parameters: [takes("ONE", 1)],
        frame: [1],
        behaviour: { salt, failing: 4 },
        options: { itemFailure: "collect" },
      },
      { id: "After", parameters: [takes("ONE", 2)], frame: [1] },
      { id: "Sum", parameters: [takes("LIST", 3)] },
    );
    expect(expected.output).toBe(textOf("Sum", `[${textOf("After", textOf("Each", textOf("L", 1)))}]`));
    expect(expected.reference.gaps.get("Sum#")).toEqual([["Each#0"]]);
    expect(places(expected)).toEqual(["After#1", "Each#0", "Each#1", "L#", "Sum#"]);
  });

  it("fails with more failed items than are tolerated", () => {
    const failing = (tolerate: number) =>
      expectationFor(
        list("L", 2),
        {
          id: "Each",
          parameters: [takes("ONE", 1)],
          frame: [1],
          behaviour: { failing: 8 },
          options: { itemFailure: { tolerate } },
        },
        { id: "Sum", parameters: [takes("LIST", 2)] },
      ).expected;
    expect(failing(0.5)).toMatchObject({ ends: "FAILED", culprits: new Set(["Each"]) });
    expect(failing(1)).toMatchObject({ ends: "COMPLETED", output: textOf("Sum", "[]") });
  });

  it("computes a lazy message only for who asks, and lets who catches live without it", () => {
    const lazy = (behaviour: Partial<Behaviour>, salt: number) =>
      expectationFor(
        { id: "Bad", behaviour },
        { id: "Asks", parameters: [takes("LAZY", 1)], behaviour: { salt, catching: true } },
      ).expected;
    const [asking, silent] = [1, 0].map((wanted) =>
      saltWhere((salt) => lazy({}, salt).may.has("Bad#") === (wanted === 1)),
    ) as [number, number];
    expect(places(lazy({}, asking))).toEqual(["Asks#", "Bad#"]);
    expect(places(lazy({}, silent))).toEqual(["Asks#"]);
    expect(lazy({ failing: 8 }, asking)).toMatchObject({ ends: "COMPLETED", output: textOf("Asks", "caught") });
  });

  it("has who reads a stream that breaks fail itself, for its own policies to answer a lazy asker", () => {
    const broken: Sketch = { id: "Breaks", product: "STREAM", behaviour: { breaking: true } };
    const asked = (reading: Partial<Sketch>, asking: Taking) => {
      const read: Sketch = { ...reading, id: "Reads", parameters: [takes("STREAM", 1), takes("ONE", 2)], frame: [2] };
      const salt = saltWhere((each) => {
        const asks = { id: "Asks", parameters: [takes("LAZY", 3)], frame: [2], behaviour: { salt: each } };
        return expectationFor(broken, list("L", 1), read, asks).expected.may.has("Reads#0");
      });
      const behaviour = { salt, catching: true };
      return expectationFor(broken, list("L", 1), read, {
        id: "Asks",
        parameters: [takes(asking, 3)],
        frame: [2],
        behaviour,
      }).expected;
    };
    const itemFailure = "collect";
    expect(asked({}, "LAZY").output).toEqual([textOf("Asks", "caught")]);
    expect(asked({ options: { itemFailure } }, "LAZY").output).toEqual([textOf("Asks", "absent")]);
    expect(asked({ fallback: [] }, "LAZY").output).toEqual([textOf("Asks", textOf("fallback", "Reads"))]);
    // Where the run wants the stream itself, nobody is asked.
    expect(asked({ options: { itemFailure } }, "ONE")).toMatchObject({ ends: "FAILED", culprits: new Set(["Breaks"]) });
  });

  it("runs the chosen branch of a choice, and what that alone needs", () => {
    const { nodes, expected } = expectationFor(
      { id: "ForA" },
      { id: "ForB" },
      { id: "C/a", parameters: [takes("ONE", 1)] },
      { id: "C/b", parameters: [takes("ONE", 2)] },
      {
        id: "C",
        choice: {
          parameters: [takes("ONE", 0)],
          salt: 0,
          branches: [
            { key: "a", value: 3 },
            { key: "b", value: 4 },
          ],
        },
      },
    );
    const key = expected.reference.chosen.get("C#");
    const [needed, branch] = key === "a" ? ["ForA", "C/a"] : ["ForB", "C/b"];
    expect(expected.output).toBe(textOf(branch, textOf(needed)));
    expect(places(expected)).toEqual([branch + "#", needed + "#"].sort());
    expect(nodes.filter((node) => expected.demanded.has(node)).map(({ id }) => id)).toHaveLength(3);
  });
});
