import type { DescMessage, FileRegistry } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, it } from "vitest";
import { compileProtos, protoFile } from "./compile-protos.test-support.js";
import { handoffCases } from "./handoff-cases.test-support.js";
import { judgeHandoff, judgeVersions } from "./judge-handoff.js";
import { extensionRule, rules } from "./rules.js";

let registry: FileRegistry;

beforeAll(() => {
  registry = compileProtos(
    Object.fromEntries(
      handoffCases.flatMap(({ producer, consumer }, index) => [
        [`p${index}.proto`, protoFile(`p${index}.Producer`, producer)],
        [`c${index}.proto`, protoFile(`c${index}.Consumer`, consumer)],
      ]),
    ),
  );
});

function sides(index: number): readonly [DescMessage, DescMessage] {
  return [registry.getMessage(`p${index}.Producer`)!, registry.getMessage(`c${index}.Consumer`)!];
}

function casesOf(about: string): readonly [DescMessage, DescMessage] {
  return sides(handoffCases.findIndex((each) => each.about === about));
}

/** The rules, in the order of their table. */
function inOrder(ids: readonly string[]): readonly string[] {
  return [...rules.map(({ id }) => id), extensionRule.id].filter((id) => ids.includes(id));
}

describe("the judge of handoffs", () => {
  it("has more than two hundred cases to answer", () => {
    expect(handoffCases.length).toBeGreaterThan(400);
  });

  it.each(handoffCases.map((each, index) => ({ ...each, index })))(
    "$about: $verdict",
    ({ index, verdict, rules: ids }) => {
      const { verdict: said, losses, reasons } = judgeHandoff(...sides(index));
      expect(said).toBe(verdict);
      expect(inOrder([...losses, ...reasons].map(({ rule }) => rule))).toEqual(inOrder(ids));
      expect(reasons.length > 0).toBe(verdict === "incompatible");
    },
  );

  it.each(handoffCases.map((each, index) => ({ ...each, index })))("$about: identical to itself", ({ index }) => {
    for (const side of sides(index)) {
      expect(judgeHandoff(side, side)).toEqual({ verdict: "identical", losses: [], reasons: [] });
    }
  });

  it("uses every rule of the table in some case", () => {
    const used = new Set(handoffCases.flatMap((each) => each.rules));
    const weighty = rules.filter(({ weight }) => weight !== "alike").map(({ id }) => id);
    expect(weighty.filter((id) => !used.has(id))).toEqual([]);
  });

  it("says where, by number and by name, and what, of both sides", () => {
    const [producer, consumer] = casesOf("a map of narrower messages");
    const { reasons } = judgeHandoff(producer, consumer);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({
      rule: "narrowing",
      path: [1, 2, 1],
      names: ["m", "value", "n"],
      producer: { name: "n", parent: { typeName: `${producer.typeName}.L` } },
      consumer: { name: "n", parent: { typeName: `${consumer.typeName}.L` } },
    });
    expect(reasons[0]!.message).toBe(
      `${producer.typeName}.L.n is int64, and ${consumer.typeName}.L.n is int32: not every value fits`,
    );
  });

  it("names the producer's field where the consumer has none", () => {
    const { losses } = judgeHandoff(...casesOf("a nested field less"));
    expect(losses).toMatchObject([{ rule: "dropped", path: [1, 2], names: ["l", "count"] }]);
    expect(losses[0]).not.toHaveProperty("consumer");
  });

  it("finds every reason, and what is lost besides", () => {
    const { reasons, losses } = judgeHandoff(...casesOf("a default to implicit"));
    expect([reasons.map(({ rule }) => rule), losses.map(({ rule }) => rule)]).toEqual([
      ["other-default"],
      ["presence-lost"],
    ]);
  });

  it("lets names change between versions of one message, but not change places", () => {
    const verdicts = ["renamed", "a renamed value", "names swapped", "swapped values", "renumbered"].map(
      (about) => judgeVersions(...casesOf(about), "written").verdict,
    );
    expect(verdicts).toEqual(["compatible", "compatible", "incompatible", "incompatible", "incompatible"]);
  });
});
