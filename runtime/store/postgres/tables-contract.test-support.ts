import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { beginning, checkpoint, type Harness, submission, type Suite } from "../contract/harness.test-support.js";
import type { Store } from "../store.js";

/** A store in tables, which a test may reach around the port. */
interface TablesHarness extends Harness {
  /** Runs SQL as who may do anything. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
}

export function tablesHarness(store: Store, sql: TablesHarness["sql"]): TablesHarness {
  return {
    store,
    sql,
    async expire({ token }, agoMs) {
      const until = `clock_timestamp() - interval '${agoMs} ms'`;
      await sql(`update protograph.owners set lease_until = ${until} where token = ${token}`);
    },
    async age({ runId }, ms) {
      await sql(`update protograph.runs set ended_at = ended_at - interval '${ms} ms' where run_id = '${runId}'`);
    },
    async wake({ runId }) {
      await sql(`update protograph.runs set wake_at = clock_timestamp() where run_id = '${runId}'`);
    },
    async hurry(sink) {
      await sql(`update protograph.outbox_streams set due_at = clock_timestamp() where sink = '${sink}'`);
    },
    elapse: (ms) => setTimeout(ms),
  };
}

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
