import { postgresStore } from "../../postgres.js";
import { describeStoreContract } from "../store-contract.test-support.js";
import { createDatabase, runSql } from "./postgres-server.test-support.js";
import { sharedServer } from "./shared-server.test-support.js";
import { tables, tablesHarness } from "./tables-contract.test-support.js";

describeStoreContract(
  "on a Postgres server",
  async () => {
    const connectionString = await createDatabase(await sharedServer());
    const store = await postgresStore({ connectionString });
    return tablesHarness(store, (text) => runSql(connectionString, text));
  },
  tables,
);
