import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NodeState, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import { statePage } from "./state-page.js";
import { nodeTransitions, runTransitions } from "./transitions.js";

type Numbered = Readonly<Record<number, string>>;

function movesOf(table: Readonly<Record<number, Readonly<Record<string, number>>>>, names: Numbered) {
  return Object.entries(table).flatMap(([from, moves]) => {
    const state = from === "0" ? "[*]" : names[Number(from)];
    return Object.entries(moves).map(([event, to]) => `${state} ${event} ${names[to]}`);
  });
}

describe("the page of states", () => {
  it("is the one that stands in generated/", () => {
    expect(readFileSync(new URL("../../generated/states.md", import.meta.url), "utf8")).toBe(statePage());
  });

  it("shows every transition, and no other", () => {
    const drawn = [...statePage().matchAll(/^ {2}(\S+) --> (\S+): (.+)$/gm)].flatMap(([, from, to, events]) =>
      (events ?? "").split(", ").map((event) => `${from} ${event} ${to}`),
    );
    const all = [...movesOf(runTransitions, RunState), ...movesOf(nodeTransitions, NodeState)];
    expect([...drawn].sort()).toEqual([...all].sort());
    expect(drawn.length).toBeGreaterThan(25);
  });

  it("shows where runs and nodes start and end", () => {
    for (const arrow of ["[*] --> QUEUED: ", "[*] --> PENDING", "COMPLETED --> [*]", "CANCELLED --> [*]"]) {
      expect(statePage()).toContain(`  ${arrow}`);
    }
  });
});
