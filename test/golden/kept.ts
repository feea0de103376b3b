import { setTimeout } from "node:timers/promises";
import { postgresStore } from "protograph/postgres";
import type { Harness } from "../../runtime/store/contract/harness.test-support.js";
import { memoryHarness } from "../../runtime/store/memory/memory-harness.test-support.js";
import { pgliteHarness } from "../../runtime/store/postgres/pglite-harness.test-support.js";
import { createDatabase, runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { tablesHarness } from "../../runtime/store/postgres/tables-harness.test-support.js";

/** Where the durable engine keeps the runs of golden plans, and ways around the port. */
export type Kept = Pick<Harness, "store" | "expire" | "wake">;

export function keptInMemory(): Kept {
  return memoryHarness({ now: () => Date.now(), advance: (ms) => setTimeout(ms) });
}

export function keptOnPglite(): Promise<Kept> {
  return pgliteHarness();
}

/** @param serverUrl where it makes a database of its own. */
export async function keptOnPostgres(serverUrl: string): Promise<Kept> {
  const connectionString = await createDatabase(serverUrl);
  return tablesHarness(await postgresStore({ connectionString }), (text) => runSql(connectionString, text));
}
