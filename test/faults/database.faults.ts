import { createHash, randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "protograph/postgres";
import { beginning, checkpoint, submission } from "../../runtime/store/contract/harness.test-support.js";
import { openQueue } from "../../runtime/store/postgres/open-queue.test-support.js";
import { runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { holding } from "./holding.js";
import { mayMount, scratch, until } from "./scratch.js";
import { Writing } from "./writing.js";

const { folder, start, mount } = scratch();
const nothingLost = { lost: [], halves: [], double: 0 };
const ledger = (name: string) => join(folder, `${name}.ledger`);

describe("a database", () => {
  it("that ends every connection once a second, idle ones included, ends no process and loses nothing", async () => {
    const server = await start("terminating");
    const { queue, close } = await openQueue({ connectionString: server.url(), leaseMs: 60_000 });
    const writing = new Writing(queue, ledger("terminating"));
    let ended = 0;
    for (let second = 0; second < 5; second++) {
      await writing.more(5);
      const rows = await runSql(
        server.url(),
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'protograph'",
      );
      ended += rows.length;
      await sleep(1_000);
    }
    await writing.more(5);
    await writing.end();
    expect(ended).toBeGreaterThanOrEqual(5);
    expect(await writing.verdict(server.url())).toEqual(nothingLost);
    await close();
  });

  it("that is killed at any moment, with all of its processes, has all that was acknowledged within 5 s of being back", async () => {
    const server = await start("killed", { recovery_init_sync_method: "syncfs" });
    const { queue, close } = await openQueue({ connectionString: server.url(), leaseMs: 60_000 });
    const writing = new Writing(queue, ledger("killed"), 16);
    for (let round = 0; round < 4; round++) {
      await writing.more(20);
      await sleep(Math.random() * 1_000);
      await server.kill();
      expect(server.runs).toBe(false);
      await server.restart();
      const back = performance.now();
      await writing.more(1);
      expect(performance.now() - back).toBeLessThan(5_000);
    }
    await writing.end();
    expect(await writing.verdict(server.url())).toEqual(nothingLost);
    await close();
  });

  it.skipIf(!mayMount())(
    "whose data has no room says so, acknowledges nothing, and goes on when there is room",
    async () => {
      const data = mount("small", 96);
      const log = join(folder, "log-of-small");
      execFileSync("mkdir", [log]);
      const server = await start("small", { fsync: "on" }, log);
      const { store, queue, close } = await openQueue({ connectionString: server.url(), leaseMs: 60_000 });
      const writing = new Writing(queue, ledger("small"));
      await writing.more(5);
      const filler = join(data, "filler");
      const free = () =>
        Number(execFileSync("df", ["--output=avail", "-B1", data], { encoding: "utf8" }).split("\n")[1]);
      writeFileSync(filler, Buffer.alloc(free()));
      await until(() => /could not extend file.*No space left on device/.test(server.log));
      const stalled = writing.count;
      await sleep(1_000);
      expect(writing.count).toBe(stalled);
      expect(queue.lossWindow.changes).toBeGreaterThan(0);
      expect(server.runs).toBe(true);
      expect(await store.runs({ tenant: "t", limit: 1 })).toHaveLength(1);
      rmSync(filler);
      await writing.more(5);
      await writing.end();
      expect(await writing.verdict(server.url())).toEqual(nothingLost);
      await close();
    },
  );

  it.skipIf(!mayMount())("whose log has no room dies, and has all that was acknowledged when there is", async () => {
    const log = mount("log", 64);
    const inner = join(log, "wal");
    execFileSync("mkdir", [inner]);
    const server = await start("without-log", {}, inner);
    const { queue, close } = await openQueue({ connectionString: server.url(), leaseMs: 60_000 });
    const writing = new Writing(queue, ledger("without-log"));
    await writing.more(5);
    const free = () => Number(execFileSync("df", ["--output=avail", "-B1", log], { encoding: "utf8" }).split("\n")[1]);
    writeFileSync(join(log, "filler"), Buffer.alloc(free()));
    // The next segment has no room.
    await runSql(server.url(), "select pg_switch_wal()").catch(() => undefined);
    await runSql(server.url(), "create table filler as select repeat('x', 100) from generate_series(1, 400000)").catch(
      () => undefined,
    );
    await until(() => /PANIC:.*No space left on device/.test(server.log));
    rmSync(join(log, "filler"));
    execFileSync("mount", ["-o", "remount,size=512m", log]);
    await server.kill();
    await server.restart();
    await writing.more(5);
    await writing.end();
    expect(await writing.verdict(server.url())).toEqual(nothingLost);
    await close();
  });

  it("whose connections are all taken is unavailable for new ones, and leases are renewed on the one that is kept", async () => {
    const server = await start("crowded", { max_connections: "12", superuser_reserved_connections: "3" });
    await runSql(server.url(), "create role someone login; grant all on database postgres to someone");
    const asSomeone = server.url("postgres", "someone");
    const store = await postgresStore({ connectionString: asSomeone, poolSize: 1 });
    const owner = await store.register("p", 60_000);
    await store.runs({ tenant: "t", limit: 1 });
    const crowd: pg.Client[] = [];
    try {
      for (;;) {
        const client = new pg.Client(asSomeone);
        client.on("error", () => undefined);
        await client.connect();
        crowd.push(client);
      }
    } catch (error) {
      expect((error as { code: string }).code).toBe("53300");
    }
    await expect(postgresStore({ connectionString: asSomeone })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    for (let beat = 0; beat < 5; beat++) await store.renew(owner);
    expect(await store.runs({ tenant: "t", limit: 1 })).toEqual([]);
    for (const client of crowd) await client.end();
    await (await postgresStore({ connectionString: asSomeone })).close();
    await store.close();
  });

  it("that stalls fills the queue up to its limit and lets nobody in, and is written to again when it goes on", async () => {
    const server = await start("stalled");
    const { store, queue, close } = await openQueue({ connectionString: server.url(), leaseMs: 60_000 });
    const letGo = await holding(server.url(), "lock table protograph.run_log in share mode");
    const value = Buffer.alloc(1_000_000, "value");
    const runs = [];
    while (queue.room() === undefined) {
      const run = submission();
      runs.push(run);
      queue.enqueue(beginning(run, { checkpoints: [checkpoint("x.A", value)] }));
      await sleep(1);
    }
    const { bytes, changes } = queue.lossWindow;
    expect([runs.length, changes]).toEqual([68, 68]);
    expect(bytes).toBeLessThan(64 * 1024 * 1024 + 2 * value.length);
    const waiting = await runSql(server.url(), "select from pg_stat_activity where wait_event_type = 'Lock'");
    expect(waiting.length).toBeGreaterThan(0);
    let isLetIn = false;
    const room = queue.room()?.then(() => (isLetIn = true));
    await sleep(200);
    expect(isLetIn).toBe(false);
    await letGo();
    await room;
    await queue.flushed();
    for (const run of runs) expect(await store.checkpoints(run)).toHaveLength(1);
    await close();
  });

  it("has values of 10 MB in parts, and gives them back as they were", async () => {
    const server = await start("large");
    const { store, queue, close } = await openQueue({ connectionString: server.url(), leaseMs: 60_000 });
    const run = submission();
    const value = randomBytes(10_000_000);
    queue.enqueue(beginning(run, { checkpoints: [checkpoint("x.A", value)] }));
    await queue.flushed(run);
    expect(await runSql(server.url(), "select count(*)::integer as parts from protograph.parts")).toEqual([
      { parts: 10 },
    ]);
    const [kept] = await store.checkpoints(run);
    expect(Buffer.compare(kept?.value ?? Buffer.alloc(0), value)).toBe(0);
    const rows = await runSql(server.url(), "select sha256 from protograph.checkpoints");
    expect(rows).toEqual([{ sha256: createHash("sha256").update(value).digest() }]);
    await close();
  });

  it("that gives up transactions for conflicts and deadlocks has one outcome of each in the end", async () => {
    const server = await start("conflicting");
    const { queue, close } = await openQueue({ connectionString: server.url(), leaseMs: 60_000 });
    await runSql(
      server.url(),
      `create sequence struck;
       create function strike() returns trigger language plpgsql as $$
       declare n bigint := nextval('struck');
       begin
         if n % 3 = 1 then raise exception 'conflict' using errcode = '40001'; end if;
         if n % 3 = 2 then raise exception 'deadlock' using errcode = '40P01'; end if;
         return null;
       end $$;
       create trigger strike after insert on protograph.run_log for each statement execute function strike()`,
    );
    const writing = new Writing(queue, ledger("conflicting"));
    await writing.more(20);
    await writing.end();
    const [{ struck }] = (await runSql(server.url(), "select last_value::integer as struck from struck")) as [
      { struck: number },
    ];
    expect(struck).toBeGreaterThan(6);
    expect(await writing.verdict(server.url())).toEqual(nothingLost);
    await close();
  });
});
