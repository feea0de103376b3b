import type { DescMessage } from "@bufbuild/protobuf";
import { BoolValueSchema, StringValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { DeclarationError } from "../errors.js";
import type { GraphDeclaration } from "./declaration.js";
import { branch, flow, handoff, observe, route, tap } from "./flow.js";
import type { FlowDeclaration } from "./flow-declaration.js";

const graphOf = (name: string, input: DescMessage, output: DescMessage): GraphDeclaration => ({
  kind: "graph",
  name,
  version: "1",
  inputs: [input],
  outputs: [output],
  steps: [() => 1],
});
const ask = graphOf("test.v1.Ask", StringValueSchema, BoolValueSchema);
const tell = graphOf("test.v1.Tell", BoolValueSchema, StringValueSchema);

/** A declaration that TypeScript does not look at, as one of JavaScript's is. */
const untyped = { flow, handoff, route, branch, observe, tap } as unknown as Readonly<
  Record<"flow" | "handoff" | "route" | "branch" | "observe" | "tap", (...args: readonly unknown[]) => FlowDeclaration>
>;
const parts = { name: "test.v1.Talking", graphs: [ask, tell], handoffs: [] };

describe("a flow's declaration", () => {
  it("is the parts, with a version", () => {
    expect(untyped.flow(parts)).toEqual({
      ...parts,
      kind: "flow",
      version: "1",
      inputs: undefined,
      outputs: undefined,
      unhappy: {},
    });
  });

  it.each([
    [{ name: "two words" }, '"two words" cannot name a flow'],
    [{ graphs: [] }, "test.v1.Talking: graphs is empty"],
    [{ graphs: [ask, undefined] }, "test.v1.Talking: graphs[1] is undefined: break the circle of imports"],
    [{ handoffs: [undefined] }, "test.v1.Talking: handoffs[0] is undefined: break the circle of imports"],
  ])("is refused with words where it has %j", (changed, words) => {
    expect(() => untyped.flow({ ...parts, ...changed })).toThrow(DeclarationError);
    expect(() => untyped.flow({ ...parts, ...changed })).toThrow(words);
    expect(() => untyped.flow({ ...parts, ...changed })).toThrow(expect.objectContaining({ code: "INVALID_FLOW" }));
  });
});

describe("the options of a handoff", () => {
  const handing = (options: unknown) => untyped.handoff(ask, BoolValueSchema, tell, BoolValueSchema, options);

  it("are kept as they are", () => {
    const options = { key: ["value"], window: 1, onDuplicate: "refuse", itemFailure: { tolerate: 0.5 } };
    expect(handing(options)).toMatchObject({ kind: "handoff", options });
  });

  it.each([
    [{}, "key: key is the path to a field"],
    [{ key: [] }, "key: key names at least one field"],
    [{ key: "value", window: 0 }, "window: window is at least 1"],
    [{ key: "value", window: Infinity }, "window: window is a whole number"],
    [{ key: "value", window: 1.5 }, "window: window is a whole number"],
    [{ key: "value", onDuplicate: "last" }, 'onDuplicate: write "first" or "refuse"'],
    [{ key: "value", overflow: "drop" }, 'overflow: write "wait" or "refuse"'],
    [{ key: "value", map: 1 }, "map: 1"],
    [{ key: "value", capacity: 1 }, "Unrecognized key"],
  ])("are refused with words where they are %j", (options, words) => {
    expect(() => handing(options)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
    expect(() => handing(options)).toThrow("handoff(test.v1.Ask, google.protobuf.BoolValue, test.v1.Tell");
    expect(() => handing(options)).toThrow(words);
  });
});

describe("what else a flow is made of", () => {
  it("says what is not there yet", () => {
    const circle = "is undefined: break the circle of imports between this file and its own";
    expect(() => untyped.handoff(undefined, BoolValueSchema, tell, BoolValueSchema, { key: "value" })).toThrow(
      `handoff: from ${circle}`,
    );
    expect(() => untyped.route(ask, BoolValueSchema, "is", { yes: tell, no: undefined })).toThrow(`no ${circle}`);
  });

  it("takes a tap only where it is said to be weak", () => {
    expect(() =>
      untyped.tap(
        ask,
        () => 1,
        () => undefined,
        {},
      ),
    ).toThrow("write weak: true");
    expect(
      untyped.tap(
        ask,
        () => 1,
        () => undefined,
        { weak: true },
      ),
    ).toMatchObject({ kind: "tap" });
  });

  it("has defaults for what is left out", () => {
    expect(untyped.branch(tell, BoolValueSchema)).toMatchObject({ kind: "branch", options: {} });
    expect(untyped.observe(ask, BoolValueSchema, () => undefined)).toMatchObject({ kind: "observe", options: {} });
  });
});
