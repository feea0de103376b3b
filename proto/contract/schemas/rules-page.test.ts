import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { extensionRule, rules } from "./rules.js";
import { rulesPage } from "./rules-page.js";

describe("the page of the rules of handoffs", () => {
  it("is the one that stands in generated/", () => {
    expect(readFileSync(new URL("../../../generated/handoff-rules.md", import.meta.url), "utf8")).toBe(rulesPage());
  });

  it("has a row for each rule, and each has a name of its own", () => {
    const ids = [...rules.map(({ id }) => id), extensionRule.id];
    const rows = [...rulesPage().matchAll(/^- \*\*.+?\*\* \(`(.+?)`\)\. ./gm)].map(([, id]) => id);
    expect([...rows].sort()).toEqual([...new Set(ids)].sort());
  });
});
