import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "protograph/postgres";
import { runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { chain, faultsOf, start } from "./durable-load.js";
import { holding } from "./holding.js";
import { scratch, until } from "./scratch.js";

const { start: startServer } = scratch();

/** Takes the connections of a server that are left, for who asks like this. */
async function crowd(url: string): Promise<() => Promise<void>> {
  const clients: pg.Client[] = [];
  try {
    for (;;) {
      const client = new pg.Client(url);
      client.on("error", () => undefined);
      await client.connect();
      clients.push(client);
    }
  } catch (error) {
    expect((error as { code: string }).code).toBe("53300");
  }
  return async () => {
    for (const client of clients) await client.end();
  };
}

describe("durable runs where no connection is left, of the pool or of the server", () => {
  it("keep their lease; who asks for more waits, and is then told when to ask again; and all goes on", async () => {
    const server = await startServer("crowded", { max_connections: "14", superuser_reserved_connections: "6" });
    await runSql(server.url(), "create role someone login; grant all on database postgres to someone");
    const asSomeone = server.url("postgres", "someone");
    const store = await postgresStore({ connectionString: asSomeone, poolSize: 1 });
    const peer = await postgresStore({ connectionString: server.url(), poolSize: 1 });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const meet = async ({ runId, step }: { readonly runId: string; readonly step: string }) => {
      if (runId === "held" && step === "Double") await gate;
      return undefined;
    };
    const graph = chain(store, meet, { lease: "2s" });
    const held = start(graph, 3, { runId: "held" });
    await held.durable;

    // A flush has the only connection of the pool and does not come to its end; others have those of the server.
    const letGo = await holding(server.url(), "lock table protograph.run_log in share mode");
    const flushing = start(graph, 4);
    const blocked = "select from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'protograph'";
    await until(async () => (await runSql(server.url(), blocked)).length > 0);
    const leave = await crowd(asSomeone);
    await expect(postgresStore({ connectionString: asSomeone })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });

    let isAdmitted = false;
    const waiting = start(graph, 5, { runId: "waiting" });
    void waiting.durable.then(() => (isAdmitted = true));
    const begun: (typeof flushing)[] = [];
    let refused: unknown;
    const taker = await peer.register("peer", 60_000);
    for (const began = performance.now(); refused === undefined || performance.now() - began < 8_000;) {
      // Four leases long and more, nobody can take over.
      expect(await runSql(server.url(), leases)).toEqual([{ alive: true }]);
      expect(await peer.takeUp(taker, { plans: [], limit: 10 })).toEqual([]);
      expect(isAdmitted).toBe(false);
      const run = start(graph, 6);
      const failure: unknown = await Promise.race([run.then(undefined, (error: unknown) => error), sleep(200)]);
      if (failure instanceof Error) refused ??= failure;
      else begun.push(run);
      await sleep(300);
    }
    expect(refused).toMatchObject({ code: "ADMISSION_CLOSED", retryAfterMs: 10_000 });

    await letGo();
    await leave();
    open();
    expect([await held, await flushing, await waiting]).toMatchObject([{ value: 9n }, { value: 12n }, { value: 15n }]);
    for (const run of [held, flushing, waiting, ...begun]) await run.then(() => run.durable);
    await until(async () => {
      const again = start(graph, 7);
      return again.then(
        () => true,
        () => sleep(200, false),
      );
    });
    // Nothing has changed hands meanwhile.
    expect(await runSql(server.url(), "select from protograph.runs where engine_attempt > 1")).toEqual([]);
    expect(await faultsOf(store)).toEqual([]);
    await store.close();
    await peer.close();
  });
});

const leases = `
  select lease_until > clock_timestamp() and fenced_at is null as alive from protograph.owners where name <> 'peer'`;
