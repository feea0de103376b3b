import { describe, expect, it } from "vitest";
import { readCases } from "./corpus.js";
import { runCase } from "./run-case.js";

const cases = new Map(readCases().map((each) => [each.file, each]));

async function changedBy(file: string): Promise<readonly string[]> {
  const found = cases.get(file);
  if (!found) throw new Error(`no case ${file}`);
  const { differences } = await runCase(found);
  return [...new Set(differences.map(({ variation }) => variation))].sort();
}

describe("running says what labels say", () => {
  it.each([
    "billing/steps/sum-charges-in-order.ts",
    "health/steps/normalise-copy.ts",
    "iot/steps/count-readings.ts",
    "logistics/steps/measure-once.ts",
    "search/steps/match-words.ts",
    "shops/steps/trim-copy.ts",
  ])("of %s, which is sound", async (file) => {
    expect(cases.get(file)?.findings).toEqual([]);
    expect(await changedBy(file)).toEqual([]);
  });

  it.each([
    ["billing/steps/sum-charges.ts", "completion-order"],
    ["billing/steps/number-invoices.ts", "repetition"],
    ["finance/steps/simulate-risk.ts", "random"],
    ["health/steps/interpret-lipids.ts", "environment"],
    ["health/steps/name-findings.ts", "locale"],
    ["health/steps/schedule-visit.ts", "zone"],
    ["iot/steps/stamp-reading.ts", "clock"],
    ["shops/steps/rebate-basket.ts", "inputs"],
  ])("of %s, whose output depends on %s", async (file, variation) => {
    expect(cases.get(file)?.findings).not.toEqual([]);
    expect(await changedBy(file)).toContain(variation);
  });
});
