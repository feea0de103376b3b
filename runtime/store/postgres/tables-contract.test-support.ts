import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { beginning, checkpoint, submission, type Suite } from "../contract/harness.test-support.js";
import type { TablesHarness } from "./tables-harness.test-support.js";

/** What stores in tables do beside: large values are in several rows. */
export const tables: Suite<TablesHarness> = (harness) => {
  it("a value that was damaged is noticed", async () => {
    const { store, sql } = harness();
    const owner = await store.register("p", 60_000);
    const [small, large] = [submission(), submission()];
    const changes = [
      beginning(small, { checkpoints: [checkpoint("x.A", "small")] }),
      beginning(large, { checkpoints: [checkpoint("x.A", Buffer.alloc(2_500_000, "large"))] }),
    ];
    await store.flush(owner, { changes, sinks: [] });
    await sql(
      `update protograph.run_log set outputs = overlay(outputs placing 'x'::bytea from 3) where run_id = '${small.runId}'`,
    );
    await sql(`delete from protograph.parts where run_id = '${large.runId}' and number = 1`);
    await expect(store.checkpoints(small)).rejects.toMatchObject({ code: "CORRUPT_VALUE" });
    await expect(store.checkpoints(large)).rejects.toMatchObject({ code: "CORRUPT_VALUE" });
  });

  it("a value of 50 MB comes back as it was", async () => {
    const { store } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission();
    const value = randomBytes(50_000_000);
    await store.flush(owner, { changes: [beginning(run, { checkpoints: [checkpoint("x.A", value)] })], sinks: [] });
    const [kept] = await store.checkpoints(run);
    expect(Buffer.compare(kept?.value ?? Buffer.alloc(0), value)).toBe(0);
  }, 120_000);

  it("a sweep leaves no part of a value behind", async () => {
    const { store, sql, age } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission();
    const checkpoints = [checkpoint("x.A", Buffer.alloc(2_000_000, "large"))];
    await store.flush(owner, { changes: [beginning(run, { state: { state: "COMPLETED" }, checkpoints })], sinks: [] });
    const parts = () => sql(`select from protograph.parts where run_id = '${run.runId}'`);
    expect(await parts()).not.toEqual([]);
    await age(run, 7_200_000);
    await store.sweep({ endedMs: 3_600_000, abandonedMs: Infinity, historyMs: Infinity });
    expect(await parts()).toEqual([]);
  });
};
