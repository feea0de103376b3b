import { setTimeout } from "node:timers/promises";
import type { Harness } from "../contract/harness.test-support.js";
import type { Store } from "../store.js";

/** A store in tables, which a test may reach around the port. */
export interface TablesHarness extends Harness {
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
