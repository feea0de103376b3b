import { describe, expect, it } from "vitest";
import { immediateDominators, start } from "./dominators.js";

describe("what every way to a node leads through", () => {
  it.each<[string, readonly (readonly number[])[], readonly number[]]>([
    ["a chain", [[], [0], [1]], [start, 0, 1]],
    ["a diamond", [[], [0], [0], [1, 2]], [start, 0, 0, 0]],
    ["a diamond with a longer side", [[], [0], [0], [2], [1, 3]], [start, 0, 0, 2, 0]],
    ["two beginnings", [[], [], [0, 1]], [start, start, start]],
    ["a shortcut", [[], [0], [0, 1], [2]], [start, 0, 0, 2]],
    ["several ways from one", [[], [0, 0]], [start, 0]],
  ])("is found in %s", (_, before, want) => {
    expect(immediateDominators(before)).toEqual(want);
  });
});
