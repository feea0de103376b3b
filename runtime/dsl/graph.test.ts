import { BoolValueSchema, StringValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { DeclarationError } from "../errors.js";
import { graph } from "./graph.js";
import type { GraphDeclaration } from "./declaration.js";
import type { StepClass } from "./step.js";
import { use } from "./use.js";

const parts = { name: "test.v1.Declared", inputs: [StringValueSchema], outputs: [BoolValueSchema], steps: [() => 1] };
const declare = (changed: object) => (graph as (parts: object) => GraphDeclaration)({ ...parts, ...changed });

/** What a step's class is while the module that holds it is still waiting for this one. */
const notYet = undefined as unknown as StepClass;

describe("a declaration", () => {
  it("is the parts, with a version", () => {
    expect(declare({})).toEqual({ ...parts, kind: "graph", version: "1" });
  });

  it.each([
    [{ name: "two words" }, '"two words" cannot name a graph'],
    [{ outputs: [] }, "test.v1.Declared: outputs is empty"],
    [{ steps: [] }, "test.v1.Declared: steps is empty"],
    [{ steps: [() => 1, notYet] }, "test.v1.Declared: steps[1] is undefined: break the circle of imports"],
    [{ inputs: [undefined] }, "test.v1.Declared: inputs[0] is undefined: break the circle of imports"],
  ])("is refused with words where it has %j", (changed, words) => {
    expect(() => declare(changed)).toThrow(DeclarationError);
    expect(() => declare(changed)).toThrow(words);
    expect(() => declare(changed)).toThrow(expect.objectContaining({ code: "INVALID_GRAPH" }));
  });

  it("may have no inputs", () => {
    expect(declare({ inputs: [] }).inputs).toEqual([]);
  });

  it("is refused where a used step is not there yet", () => {
    expect(() => use(notYet, {})).toThrow("use(undefined, …): break the circle of imports");
  });
});
