import { describe, expect, it } from "vitest";
import { runFuzz } from "./run-fuzz.js";

describe("random graphs", () => {
  it("come to what the language says they do", { timeout: 120_000 }, async () => {
    const seed = Date.now() % 2 ** 31;
    const { tally, fault } = await runFuzz({ graphs: 500, seed, limitMs: 60_000 });
    expect(fault).toBeUndefined();
    expect(tally.graphs).toBe(500);
    // A fuzz that is never certain finds nothing.
    expect(tally.either).toBeLessThan(tally.runs / 10);
    expect(tally.completed).toBeGreaterThan(tally.runs / 2);
    expect(tally.failed).toBeGreaterThan(0);
  });
});
