import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../source-files.js";

/** The faults that a store has to survive by itself, by their numbers. */
const owed = [
  3, 4, 5, 6, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 26, 27, 28, 29, 35, 39, 40, 42, 43, 44, 47, 48, 49, 50,
  51,
];

const rows = readFileSync(join(root, "test/faults/README.md"), "utf8")
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter(([, row]) => /^\d+$/.test(row ?? ""))
  .map(([, row = "", , file = "", test = ""]) => ({ row: Number(row), file, test }));

describe("the table of faults", () => {
  it("has every fault that a store has to survive by itself", () => {
    expect([...new Set(rows.map(({ row }) => row))]).toEqual(owed);
  });

  it.each(rows)("names for row $row a test there is: $test", ({ file, test }) => {
    const path = join(root, file);
    expect(existsSync(path)).toBe(true);
    // Nothing but the name of a test has these words behind a quotation mark.
    expect(readFileSync(path, "utf8")).toContain(`"${test}`);
  });
});
