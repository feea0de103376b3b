import { expect, it } from "vitest";
import { inheritedNames } from "../../proto/contract/names.js";
import { CompiledGraph } from "./compiled-graph.js";

it("a generated class has no method for an output that hides one it inherits", () => {
  const members = Object.getOwnPropertyNames(CompiledGraph.prototype);
  expect(members.filter((name) => !inheritedNames.has(name))).toEqual([]);
});
