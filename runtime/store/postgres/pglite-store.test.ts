import { PGlite } from "@electric-sql/pglite";
import { describeStoreContract } from "../store-contract.test-support.js";
import { openStore } from "./open-store.js";
import { pgliteDatabase } from "./pglite-database.js";
import { tables, tablesHarness } from "./tables-contract.test-support.js";

describeStoreContract(
  "on PGlite",
  async () => {
    const pglite = await PGlite.create();
    const database = pgliteDatabase(pglite, () => undefined);
    const store = await openStore(database, { migrate: true });
    return tablesHarness(store, async (text) => {
      return (await pglite.exec(text)).at(-1)?.rows as readonly Record<string, unknown>[];
    });
  },
  tables,
);
