import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { openStore } from "./open-store.js";
import { pgliteDatabase } from "./pglite-database.js";
import { tablesHarness, type TablesHarness } from "./tables-harness.test-support.js";

/** @param folder as `pgliteStore` makes it; without it everything is in memory. */
export async function pgliteHarness(folder?: string): Promise<TablesHarness> {
  const pglite = await PGlite.create(folder === undefined ? {} : { dataDir: join(folder, "postgres") });
  const store = await openStore(
    pgliteDatabase(pglite, () => undefined),
    { migrate: true },
  );
  return tablesHarness(store, async (text) => {
    return (await pglite.exec(text)).at(-1)?.rows as readonly Record<string, unknown>[];
  });
}
