import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Case, corpusRoot, isDirect, readCases, rules } from "./corpus.js";
import { homes, otherDiagnostics } from "./homes.js";
import { match, precision, recall } from "./match.js";
import { faultLines } from "./score-page.js";

const cases = readCases();

describe("the corpus", () => {
  it("labels lines that are there, by rules that there are", () => {
    const places = cases.flatMap(({ findings }) =>
      findings.flatMap((each) => [each, ...(each.sink ? [each.sink] : []), ...(each.or ?? [])]),
    );
    const wrong = places.filter(({ file, line, rule }) => {
      const text = readFileSync(join(corpusRoot, file), "utf8").split("\n")[line - 1];
      return !rules.some((each) => each === rule) || text === undefined || text.trim() === "";
    });
    expect(wrong).toEqual([]);
  });

  it("labels each line once for each rule, and says why", () => {
    for (const { file, why, findings } of cases) {
      expect(why, file).toMatch(/\w+ \w+.*\.$/);
      const keys = findings.map(({ line, rule }) => `${line} ${rule}`);
      expect(new Set(keys).size, file).toBe(keys.length);
    }
  });

  it("gives every transitive finding its sink, which is a direct one", () => {
    const paths = cases
      .flatMap(({ findings }) => findings)
      .filter(({ rule }) => rule === "no-transitive-nondeterminism");
    expect(paths.filter(({ sink }) => sink === undefined || !isDirect(sink))).toEqual([]);
  });

  it("is sound in all but determinism", () => {
    expect(otherDiagnostics()).toEqual([]);
  });
});

describe.each(homes.filter(({ isBuilt }) => isBuilt))("$name", ({ name, find, sees }) => {
  it("finds 97 of 100 faults of the corpus, and of 100 findings 97 are right", async () => {
    const held = match(cases, await find(cases), sees);
    const faults = faultLines({ home: name, match: held }).join("\n");
    expect(precision(held), faults).toBeGreaterThanOrEqual(0.97);
    expect(recall(held), faults).toBeGreaterThanOrEqual(0.97);
  }, 180_000);
});

describe("matching", () => {
  const at = (line: number, rule = "no-wall-clock") => ({ file: "a.ts", line, rule, trace: [] });
  const one = (...findings: Case["findings"]): readonly Case[] => [{ file: "a.ts", set: "open", why: "", findings }];

  it("goes by file, line and rule", () => {
    const { hits, misses, falseAlarms } = match(one(at(1), at(2)), [at(1), at(2, "no-ambient-io")], isDirect);
    expect([hits.length, misses.length, falseAlarms.length]).toEqual([1, 1, 1]);
  });

  it("takes a second choice, but not both", () => {
    const cases = one({ ...at(1), or: [at(2)] });
    expect(recall(match(cases, [at(2)], isDirect))).toBe(1);
    expect(precision(match(cases, [at(1), at(2)], isDirect))).toBe(0.5);
  });

  it("asks the plugin for what one file shows", () => {
    const path = at(1, "no-transitive-nondeterminism");
    expect(match(one(path), [], isDirect).misses).toEqual([]);
    expect(match(one({ ...path, or: [at(9)] }), [], isDirect).misses).toHaveLength(1);
    expect(match(one(path), [], () => true).misses).toHaveLength(1);
  });
});
