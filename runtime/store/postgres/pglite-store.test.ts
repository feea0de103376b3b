import { PGlite } from "@electric-sql/pglite";
import { describeStoreContract } from "../store-contract.test-support.js";
import { openStore } from "./open-store.js";
import { pgliteDatabase } from "./pglite-database.js";

describeStoreContract("on PGlite", async () => {
  const pglite = await PGlite.create();
  const store = await openStore(
    pgliteDatabase(pglite, () => undefined),
    { migrate: true },
  );
  return {
    store,
    sql: async (text) => (await pglite.exec(text)).at(-1)?.rows as readonly Record<string, unknown>[],
  };
});
