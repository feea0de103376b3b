import { describe, expect, it } from "vitest";
import { cutTo, tableLines } from "./table.js";

const columns = [{ title: "RUN", shrinks: true }, { title: "STATE" }, { title: "GRAPH", shrinks: true }];

describe("a table", () => {
  it("is as wide as it needs to be", () => {
    expect(
      tableLines(
        columns,
        [
          ["film-42", "PARKED", "Tagging"],
          ["日本", "", "T"],
        ],
        80,
      ),
    ).toEqual(["RUN      STATE   GRAPH", "film-42  PARKED  Tagging", "日本             T"]);
  });

  it("cuts the widest of what may be cut, where it is too narrow", () => {
    const rows = [["0123456789", "COMPLETED", "movies.v1.MovieTagging"]];
    const [, line] = tableLines(columns, rows, 40);
    expect(line).toBe("0123456789  COMPLETED  movies.v1.MovieT…");
    expect(tableLines(columns, rows, 10)[1]).toBe("0123456…  COMPLETED  movies.…");
  });

  it("keeps its columns, whatever is in its cells", () => {
    expect(tableLines(columns, [["a\nb\u001b[0m", "x", "y"]], 80)[1]).toBe("a b\ufffd[0m  x      y");
  });
});

describe("a text that is cut", () => {
  it.each([
    ["short", 5, "short"],
    ["longer", 5, "long…"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
  ])("%j to %i cells is %j", (text, width, cut) => {
    expect(cutTo(text, width)).toBe(cut);
  });
});
