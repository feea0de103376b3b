import { describe, expect, it } from "vitest";
import { lengthText } from "./times.js";

describe("a length of time", () => {
  it.each([
    [-5, "0ms"],
    [0, "0ms"],
    [999, "999ms"],
    [1_000, "1.0s"],
    [9_949, "9.9s"],
    [9_950, "10s"],
    [99_499, "99s"],
    [99_500, "2m"],
    [5_940_000, "99m"],
    [5_970_000, "2h"],
    [172_800_000, "2d"],
  ])("of %i ms is %s", (ms, text) => {
    expect(lengthText(ms)).toBe(text);
  });
});
