import { rmSync } from "node:fs";
import { afterAll } from "vitest";
import { postgresStore } from "../../postgres.js";
import { describeStoreContract } from "../store-contract.test-support.js";
import { PostgresServer, runSql, serverFolder } from "./postgres-server.test-support.js";
import { tables } from "./tables-contract.test-support.js";
import { tablesHarness } from "./tables-harness.test-support.js";

const folder = serverFolder();
let server: PostgresServer | undefined;

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

describeStoreContract(
  "on a Postgres server",
  async () => {
    // Not the shared one: what other tests leave open there would hold events back.
    server = await PostgresServer.start(folder, { shared_buffers: "64MB" });
    const connectionString = server.url();
    const store = await postgresStore({ connectionString });
    return tablesHarness(store, (text) => runSql(connectionString, text));
  },
  tables,
);
