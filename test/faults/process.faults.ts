import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { migratePostgres, postgresStore, type Store } from "protograph/postgres";
import {
  checkpoint,
  event,
  going,
  history,
  samePlan,
  submission,
} from "../../runtime/store/contract/harness.test-support.js";
import {
  createDatabase,
  type PostgresServer,
  runSql,
} from "../../runtime/store/postgres/postgres-server.test-support.js";
import { holding } from "./holding.js";
import { Ledger } from "./ledger.js";
import { Program } from "./program.js";
import { scratch, until } from "./scratch.js";

const { folder, start } = scratch();
const writer = new URL("writer.ts", import.meta.url);

let server: PostgresServer;
let store: Store;

beforeAll(async () => {
  server = await start("server");
  store = await postgresStore({ connectionString: server.url() });
  return () => store.close();
});

const blocked = "select pid from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'protograph'";

async function runsOf(batch: number): Promise<number> {
  const rows = await runSql(
    server.url(),
    `select r.run_id from protograph.runs r
     join protograph.events e using (tenant, run_id)
     where r.run_id like 'batch${batch}-%' group by r.run_id having count(*) = 2`,
  );
  return rows.length;
}

describe("a process that is killed in the middle of a flush", () => {
  it.each([
    ["whose connection lives on: all of the batch is there", "go on", 10],
    ["whose connection ends with it: nothing of the batch is there", "end", 0],
  ] as const)("%s", async (_, then, expected) => {
    const path = join(folder, `batches-${then.replace(" ", "-")}`);
    await runSql(server.url(), "delete from protograph.runs; delete from protograph.run_log");
    const program = new Program(writer, ["batches", server.url(), path]);
    await program.until(/durable 2\n/);
    const letGo = await holding(server.url(), "lock table protograph.run_log in share mode");
    await until(async () => (await runSql(server.url(), blocked)).length > 0);
    program.send("SIGKILL");
    expect(await program.ended).toMatchObject({ signal: "SIGKILL" });
    if (then === "end") await runSql(server.url(), `select pg_terminate_backend(pid) from (${blocked}) as b`);
    await letGo();
    await until(async () => (await runSql(server.url(), blocked)).length === 0);

    const lines = Ledger.read(path);
    const sent = lines.filter(([what]) => what === "sent").length;
    const durable = lines.filter(([what]) => what === "durable").length;
    expect(sent).toBe(durable + 1);
    for (let batch = 0; batch < durable; batch++) expect(await runsOf(batch)).toBe(10);
    // The server may still be at work on what it was sent.
    if (expected > 0) await until(async () => (await runsOf(durable)) > 0);
    expect(await runsOf(durable)).toBe(expected);
  });
});

describe("a process that is killed while it migrates", () => {
  it("leaves all of a step or nothing, and the next one makes it", async () => {
    const connectionString = await createDatabase(server.url());
    await runSql(
      connectionString,
      `create function linger() returns event_trigger language plpgsql as $$ begin
         if exists (select from pg_class where relname = 'parts' and relnamespace::regnamespace::text = 'protograph')
         then perform pg_sleep(60); end if; end $$;
       create event trigger linger on ddl_command_end execute function linger()`,
    );
    const command = new URL("../../compiler/cli/main.ts", import.meta.url);
    const program = new Program(command, ["migrate", "--database", connectionString]);
    const lingering = "select pid from pg_stat_activity where wait_event = 'PgSleep'";
    await until(async () => (await runSql(connectionString, lingering)).length > 0);
    program.send("SIGKILL");
    expect(await program.ended).toMatchObject({ signal: "SIGKILL" });
    await runSql(connectionString, `select pg_terminate_backend(pid) from (${lingering}) as l`);
    await until(async () => (await runSql(connectionString, lingering)).length === 0);
    expect(await runSql(connectionString, "select from pg_namespace where nspname = 'protograph'")).toEqual([]);
    await runSql(connectionString, "drop event trigger linger");
    expect(await migratePostgres({ connectionString })).toMatchObject({ from: 0 });
    await (await postgresStore({ connectionString })).close();
  });
});

describe("a process that comes too late", () => {
  it("having been stopped beyond its lease, writes no row of a run that a peer has finished", async () => {
    const path = join(folder, "hold");
    const program = new Program(writer, ["hold", server.url(), path, "1000"]);
    await program.until(/begun/);
    program.send("SIGSTOP");
    await until(() => readFileSync(`/proc/${program.pid}/stat`, "utf8").includes(" T "));
    const [run, peer] = await takeOver(path);
    const change = going(run, {
      engineAttempt: run.engineAttempt,
      events: [event(run.lastRunSeq + 1, "of the peer")],
      state: { state: "COMPLETED" },
    });
    await store.flush(peer, { changes: [change], sinks: [] });
    const before = await history(store, run);
    program.send("SIGCONT");
    await program.ended;
    expect(Ledger.read(path).at(-1)).toEqual(["refused", "FENCED"]);
    expect(await history(store, run)).toEqual(before);
    expect(before.at(-1)).toBe(`${run.lastRunSeq + 1} of the peer`);
    expect(await store.run(run)).toMatchObject({ state: "COMPLETED", owner: peer.token });
  });

  it("having blocked its event loop for twice its lease, writes nothing of what it came to", async () => {
    const path = join(folder, "block");
    const program = new Program(writer, ["block", server.url(), path, "1000"]);
    await program.until(/begun/);
    const [run, peer] = await takeOver(path);
    const outcome = checkpoint("x.A", "of the peer");
    const change = going(run, { engineAttempt: run.engineAttempt, checkpoints: [outcome] });
    await store.flush(peer, { changes: [change], sinks: [] });
    new Ledger(`${path}.peer`).note("taken");
    await program.ended;
    const lines = Ledger.read(path);
    expect(lines).toContainEqual(["blocked", "2000"]);
    expect(lines.at(-1)).toEqual(["refused", "FENCED"]);
    expect(await store.checkpoints(run)).toEqual([outcome]);
    expect(await store.run(run)).toMatchObject({ state: "RUNNING", owner: peer.token });
  });
});

/** Takes up the run of a program as soon as its lease has run out. */
async function takeOver(path: string) {
  const runId = Ledger.read(path).find(([what]) => what === "run")?.[1] ?? "";
  const peer = await store.register("peer", 60_000);
  for (;;) {
    const key = { tenant: "t", runId };
    const [taken] = await store.takeUp(peer, { plans: [samePlan(submission())], run: key, limit: 1 });
    if (taken) return [taken, peer] as const;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
