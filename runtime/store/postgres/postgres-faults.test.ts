import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../engine/clock.js";
import { postgresStore, type Store } from "../../postgres.js";
import {
  beginning,
  checkpoint,
  event,
  going,
  history,
  submission,
  unique,
  samePlan,
} from "../contract/harness.test-support.js";
import { FencedError, StoreRefusedError, StoreUnavailableError } from "../errors.js";
import { Lease } from "../lease.js";
import { WriteBehind } from "../write-behind.js";
import { createDatabase, PostgresServer, runSql, serverFolder } from "./postgres-server.test-support.js";
import { sharedServer } from "./shared-server.test-support.js";
import { tablesHarness } from "./tables-harness.test-support.js";

// A server that was killed takes some seconds to come back on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

let url: string;
let store: Store;

beforeAll(async () => {
  url = await createDatabase(await sharedServer());
  store = await postgresStore({ connectionString: url });
});

afterAll(() => store.close());

/** A connection that holds something, until it is let go. */
async function holding(...statements: readonly string[]): Promise<() => Promise<void>> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("begin");
  for (const statement of statements) await client.query(statement);
  return async () => {
    await client.query("commit");
    await client.end();
  };
}

/** Waits until some statement of the store's waits for a lock. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const blocked = await runSql(
      url,
      "select from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'protograph' and datname = current_database()",
    );
    if (blocked.length > 0) return;
    await sleep(10);
  }
}

describe("taking over", () => {
  it("waits for a flush that is going on, whose events then are there; and the owner is fenced after it", async () => {
    const owner = await store.register("p", 60_000);
    const run = submission();
    await store.flush(owner, { changes: [beginning(run, { events: [event(1, "a")] })], sinks: [] });
    // Holds the flush in the middle, with the owner's row locked.
    const letGo = await holding(`select from protograph.runs where run_id = '${run.runId}' for update`);
    const change = going(run, { events: [event(2, "b")], state: { state: "PAUSED" } });
    const flushed = store.flush(owner, { changes: [change], sinks: [] });
    await untilBlocked();
    await tablesHarness(store, (text) => runSql(url, text)).expire(owner, 1_000);
    const next = await store.register("q", 60_000);
    const taken = store.takeUp(next, { plans: [samePlan(run)], run, limit: 1 });
    await sleep(100);
    await letGo();
    expect((await flushed).lost).toEqual([]);
    expect(await taken).toMatchObject([{ lastRunSeq: 2, takenFrom: "PAUSED" }]);
    await expect(store.flush(owner, { changes: [change], sinks: [] })).rejects.toThrow(FencedError);
  });

  it("leaves the run with an owner that renews its lease while it is waited for", async () => {
    const owner = await store.register("p", 60_000);
    const run = submission();
    await store.flush(owner, { changes: [beginning(run)], sinks: [] });
    const letGo = await holding(`select from protograph.runs where run_id = '${run.runId}' for update`);
    const flushed = store.flush(owner, { changes: [going(run, { state: { state: "PAUSED" } })], sinks: [] });
    await untilBlocked();
    await tablesHarness(store, (text) => runSql(url, text)).expire(owner, 1_000);
    const next = await store.register("q", 60_000);
    const taken = store.takeUp(next, { plans: [samePlan(run)], run, limit: 1 });
    await sleep(100);
    // Renewing does not wait for the flush, nor for who waits for it to take over.
    await store.renew(owner);
    await letGo();
    await flushed;
    expect(await taken).toEqual([]);
    expect(await store.run(run)).toMatchObject({ owner: owner.token, ownerAlive: true });
  });
});

describe("the outbox", () => {
  it("gives no event out while an older transaction may still bring others, and then all of them", async () => {
    const sink = unique("sink");
    const owner = await store.register("p", 60_000);
    const [late, early] = [submission(), submission()];
    await store.flush(owner, { changes: [beginning(late), beginning(early)], sinks: [sink] });
    // An older transaction is open: nobody can know yet what else of its time will come.
    const letGo = await holding("select pg_current_xact_id()");
    await store.flush(owner, { changes: [going(early, { events: [event(1, "early")] })], sinks: [sink] });
    const before = await store.outbox.claim(sink, { limit: 10, leaseMs: 60_000 });
    await store.flush(owner, { changes: [going(late, { events: [event(1, "late")] })], sinks: [sink] });
    const during = await store.outbox.claim(sink, { limit: 10, leaseMs: 60_000 });
    await letGo();
    const after: string[] = [];
    // Transactions of other databases of the server hold events back as well.
    while (after.length < 2) {
      const { events } = await store.outbox.claim(sink, { limit: 10, leaseMs: 60_000 });
      after.push(...events.map(({ event: { runId } }) => runId));
    }
    expect([before.events, during.events]).toEqual([[], []]);
    expect(after.sort()).toEqual([late.runId, early.runId].sort());
  });
});

describe("a flush", () => {
  it("writes nothing where a log has come further than was known, and then what is not there yet", async () => {
    const other = await postgresStore({ connectionString: url });
    const owner = await store.register("p", 60_000);
    const [run, beside] = [submission(), submission()];
    await store.flush(owner, { changes: [beginning(run, { events: [event(1, "a")] })], sinks: [] });
    // As a first try that came through although nobody was told.
    const outcome = checkpoint("x.A", "first");
    const change = going(run, { events: [event(2, "b")], checkpoints: [outcome], state: { state: "PAUSED" } });
    await other.flush(owner, { changes: [change], sinks: [] });
    const later = { ...change, events: [...change.events!, event(3, "c")], state: { state: "RUNNING" } as const };
    const differs = [checkpoint("x.A", "second"), checkpoint("x.B", "new")];
    const found = await store.flush(owner, {
      changes: [{ ...later, checkpoints: differs }, beginning(beside, { events: [event(1, "x")] })],
      sinks: [],
    });
    expect(found).toMatchObject({
      duplicates: [{ stored: { runSeq: 2n } }],
      refused: [],
      lost: [],
      kept: [{ checkpoint: outcome }],
    });
    expect(await history(store, run)).toEqual(["1 a", "2 b", "3 c"]);
    expect(await history(store, beside)).toEqual(["1 x"]);
    const rows = await runSql(
      url,
      `select output_type, convert_from(substring(value from 2), 'UTF8') as value from protograph.checkpoints where run_id = '${run.runId}' order by 1`,
    );
    expect(rows).toEqual([
      { output_type: "x.A", value: "first" },
      { output_type: "x.B", value: "new" },
    ]);
    await other.close();
  });

  it("finds runs by their keys alone, although its plans were made when there were none", async () => {
    const fresh = await createDatabase(await sharedServer());
    const pool = new pg.Pool({ connectionString: fresh, max: 1 });
    const own = await postgresStore({ pool });
    const scans = async () => {
      await pool.query("select pg_stat_force_next_flush()");
      return runSql(
        fresh,
        `select relname as name, seq_scan as scans from pg_stat_user_tables where relname in ('runs', 'run_log', 'outbox_streams')
         union all select indexrelname, idx_scan from pg_stat_user_indexes where indexrelname = 'runs_listed' order by name`,
      );
    };
    const before = await scans();
    const owner = await own.register("p", 60_000);
    const runs = Array.from({ length: 40 }, () => submission());
    for (let seq = 1; seq <= 20; seq++) {
      const changes = runs.map((run) => {
        const change = { events: [event(seq, `${seq}`)], state: { state: "RUNNING" } as const };
        return seq === 1 ? beginning(run, change) : going(run, change);
      });
      await own.flush(owner, { changes, sinks: ["sink"] });
    }
    expect(before).toHaveLength(4);
    expect(await scans()).toEqual(before);
    await own.close();
  });

  it("is one transaction also where the pool's connections cannot take several statements at once", async () => {
    const Pipelining = class extends pg.Client {
      constructor(config: pg.ClientConfig) {
        super({ ...config, pipeline: true });
      }
    };
    const pool = new pg.Pool({ connectionString: url, max: 2, Client: Pipelining as never });
    const own = await postgresStore({ pool });
    const owner = await own.register("p", 60_000);
    const [run, bad] = [submission(), submission({ runId: "nul\u0000" })];
    const changes = [run, bad].map((each) => beginning(each, { events: [event(1, "a")] }));
    await expect(own.flush(owner, { changes, sinks: [] })).rejects.toThrow(StoreRefusedError);
    expect(await own.run(run)).toBeUndefined();
    await own.flush(owner, { changes: changes.slice(0, 1), sinks: [] });
    expect(await history(own, run)).toEqual(["1 a"]);
    await own.release(owner);
    await expect(own.flush(owner, { changes: [going(run)], sinks: [] })).rejects.toThrow(FencedError);
    await own.close();
  });
});

describe("a connection", () => {
  it("that the server ends is replaced: nothing throws where nobody asked, and the next flush succeeds", async () => {
    const broken = await postgresStore({ connectionString: url });
    const owner = await broken.register("p", 60_000);
    const run = submission();
    await broken.flush(owner, { changes: [beginning(run, { events: [event(1, "a")] })], sinks: [] });
    const ended = await runSql(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'protograph' and datname = current_database()",
    );
    expect(ended.length).toBeGreaterThan(0);
    const queue = new WriteBehind({ store: broken, owner, clock: systemClock });
    queue.enqueue(going(run, { events: [event(2, "b")] }));
    await queue.stop();
    expect(await history(broken, run)).toEqual(["1 a", "2 b"]);
    await broken.close();
  });

  it("comes back to the pool whatever a transaction throws", async () => {
    const small = await postgresStore({ connectionString: url, poolSize: 1 });
    const owner = await small.register("p", 60_000);
    await small.release(owner);
    for (let time = 0; time < 100; time++) {
      await expect(small.takeUp(owner, { plans: [], limit: 1 })).rejects.toThrow(FencedError);
    }
    expect(await small.runs({ tenant: "t", limit: 1 })).toBeDefined();
    await small.close();
  });

  it("is not used again once the server has ended it", async () => {
    const small = await postgresStore({ connectionString: url, poolSize: 1 });
    const owner = await small.register("p", 60_000);
    const run = submission();
    await small.flush(owner, { changes: [beginning(run)], sinks: [] });
    const letGo = await holding(`select from protograph.runs where run_id = '${run.runId}' for update`);
    const next = small.flush(owner, { changes: [going(run, { state: { state: "PAUSED" } })], sinks: [] }).then(
      () => undefined,
      async (error: unknown) => ({ error, found: await small.run(run) }),
    );
    await untilBlocked();
    await runSql(url, "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'");
    expect(await next).toMatchObject({
      error: expect.any(StoreUnavailableError) as Error,
      found: { runId: run.runId },
    });
    await letGo();
    await small.close();
  });

  it("is kept free for leases while all others wait", async () => {
    const small = await postgresStore({ connectionString: url, poolSize: 1 });
    const owner = await small.register("p", 60_000);
    const run = submission();
    await small.flush(owner, { changes: [beginning(run)], sinks: [] });
    const letGo = await holding(`select from protograph.runs where run_id = '${run.runId}' for update`);
    const stuck = small.flush(owner, { changes: [going(run, { state: { state: "PAUSED" } })], sinks: [] });
    await untilBlocked();
    await small.renew(owner);
    await letGo();
    await stuck;
    await small.close();
  });

  it("gives up a statement that takes too long, which is then known to be unavailable, and may be asked again", async () => {
    const hasty = await postgresStore({ connectionString: url, statementTimeoutMs: 200 });
    const owner = await hasty.register("p", 60_000);
    const run = submission();
    await hasty.flush(owner, { changes: [beginning(run)], sinks: [] });
    const letGo = await holding("lock table protograph.run_log in access exclusive mode");
    const change = going(run, { events: [event(1, "a")] });
    await expect(hasty.flush(owner, { changes: [change], sinks: [] })).rejects.toThrow(StoreUnavailableError);
    await letGo();
    await hasty.flush(owner, { changes: [change], sinks: [] });
    expect(await history(hasty, run)).toEqual(["1 a"]);
    await hasty.close();
  });
});

describe("a server that is killed", () => {
  it("loses nothing that was acknowledged, and is written to again when it is back", async () => {
    const folder = serverFolder();
    const server = await PostgresServer.start(folder, { recovery_init_sync_method: "syncfs" });
    const killed = await postgresStore({ connectionString: server.url() });
    const lost: Error[] = [];
    const lease = await Lease.take({
      store: killed,
      clock: systemClock,
      name: "p",
      leaseMs: 60_000,
      onLost: (error) => lost.push(error),
    });
    const queue = new WriteBehind({ store: killed, owner: lease.owner, clock: systemClock });
    const acknowledged: string[] = [];
    let writing = true;
    const writers = Array.from({ length: 8 }, async () => {
      while (writing) {
        const run = submission();
        queue.enqueue(beginning(run, { events: [event(1, "a"), event(2, "b")], state: { state: "COMPLETED" } }));
        await queue.flushed(run);
        acknowledged.push(run.runId);
      }
    });
    const counts: number[] = [];
    for (let round = 0; round < 2; round++) {
      const before = acknowledged.length;
      while (acknowledged.length < before + 40) await sleep(5);
      await server.kill();
      counts.push(acknowledged.length);
      await server.restart();
    }
    const after = acknowledged.length;
    while (acknowledged.length < after + 40) await sleep(5);
    writing = false;
    await Promise.all(writers);
    await queue.stop();
    await lease.end();

    const stored = await runSql(
      server.url(),
      "select run_id, (select count(*)::integer from protograph.events e where e.run_id = r.run_id) as events from protograph.runs r",
    );
    const events = new Map(stored.map(({ run_id: id, events: count }) => [id, count]));
    expect(acknowledged.filter((id) => events.get(id) !== 2)).toEqual([]);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(stored).toHaveLength(acknowledged.length);
    expect([counts.length, lost]).toEqual([2, []]);
    await killed.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });
});
