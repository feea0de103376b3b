/*
 * A program that executes one durable run, and whose middle step has an answer of its own. Arguments: the database, its
 * ledger, and what it adds to the answer.
 *
 * It notes that the step was called, which then takes a while, and what the run has given in the end.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { postgresStore } from "protograph/postgres";
import { chain, start } from "./durable-load.js";
import { Ledger } from "./ledger.js";

const [connectionString = "", path = "", adds = ""] = process.argv.slice(2);
const ledger = new Ledger(path);
const store = await postgresStore({ connectionString });
const graph = chain(
  store,
  async ({ step }) => {
    if (step !== "Double") return undefined;
    ledger.note("called", adds);
    process.stdout.write("called\n");
    await sleep(300);
    ledger.note("answered", adds);
    return Number(adds);
  },
  { lease: "1s" },
);
const run = start(graph, 5, { runId: "contested", durability: "sync" });
ledger.note("output", String((await run).value));
await run.durable;
await store.close();
