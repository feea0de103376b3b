import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migratePostgres, postgresStore, type Store } from "../../postgres.js";
import {
  beginning,
  checkpoint,
  event,
  going,
  history,
  submission,
  samePlan,
} from "../contract/harness.test-support.js";
import { createDatabase, runSql } from "./postgres-server.test-support.js";
import { sharedServer } from "./shared-server.test-support.js";

/** The database for its superuser, and for a role that owns nothing. */
let owning: string;
let bound: string;
let store: Store;

beforeAll(async () => {
  owning = await createDatabase(await sharedServer());
  const role = `bound_${new URL(owning).pathname.slice(6, 26)}`;
  await runSql(owning, `create role ${role} login`);
  await migratePostgres({ connectionString: owning, grant: role });
  const url = new URL(owning);
  url.username = role;
  bound = url.href;
  store = await postgresStore({ connectionString: bound });
});

afterAll(() => store.close());

/** What the role sees of a table, in a transaction that is for a tenant. */
async function rows(table: string, tenant: string): Promise<readonly unknown[]> {
  const client = new pg.Client(bound);
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('protograph.tenants', $1, true)", [tenant]);
    const { rows: seen } = await client.query<object>(`select distinct tenant from protograph.${table} order by 1`);
    return seen;
  } finally {
    await client.end();
  }
}

const tables = ["runs", "run_log", "events", "checkpoints", "parts", "signals", "outbox_streams"];

describe("a role that does not own the tables", () => {
  it("does everything a store does", async () => {
    const owner = await store.register("p", 60_000);
    const [a, b] = [submission({ tenant: "ta" }), submission({ tenant: "tb" })];
    const full = [a, b].map((run) =>
      beginning(run, {
        events: [event(1, "a")],
        checkpoints: [checkpoint("x.A", Buffer.alloc(2_000_000, "large"))],
        snapshot: { lastRunSeq: 1, value: Buffer.from("s") },
      }),
    );
    expect(await store.flush(owner, { changes: full, sinks: ["sink"] })).toMatchObject({ lost: [] });
    expect(await store.flush(owner, { changes: full, sinks: ["sink"] })).toMatchObject({ lost: [], kept: [] });
    await store.signal({ ...a, signalId: "s", kind: "PAUSE", payload: Buffer.alloc(0) });
    await store.signal({ ...b, signalId: "s", kind: "PAUSE", payload: Buffer.alloc(0) });
    expect(await store.renew(owner)).toEqual({ signals: true });
    const change = going(a, { events: [event(2, "b")], state: { state: "PAUSED" }, signalsApplied: ["s"] });
    await store.flush(owner, { changes: [change], sinks: ["sink"] });
    expect(await history(store, a)).toEqual(["1 a", "2 b"]);
    expect(await store.pendingSignals(owner)).toMatchObject([{ tenant: "tb" }]);
    expect(await store.checkpoints(b)).toHaveLength(1);
    expect(await store.admit(owner, submission({ tenant: "ta" }))).toMatchObject({ repeated: false });
    await store.release(owner);
    const next = await store.register("q", 60_000);
    expect(await store.takeUp(next, { plans: [samePlan(a)], limit: 10 })).toHaveLength(3);
    expect((await store.gauges()).outbox).toMatchObject([{ sink: "sink", runs: 2, events: 3 }]);
    await store.sweep({ endedMs: 0, abandonedMs: 0, historyMs: 0 });
  });

  it.each(tables)("sees of %s the rows of the transaction's tenant, and of no other", async (table) => {
    expect(await rows(table, "ta")).toEqual([{ tenant: "ta" }]);
    expect(await rows(table, "tb")).toEqual([{ tenant: "tb" }]);
    expect(await rows(table, "ta\u001ftb")).toEqual([{ tenant: "ta" }, { tenant: "tb" }]);
    for (const none of ["", "t", "ta,tb", "%"]) expect(await rows(table, none)).toEqual([]);
    expect(await runSql(bound, `select tenant from protograph.${table}`)).toEqual([]);
  });

  it("writes no row of another tenant", async () => {
    const client = new pg.Client(bound);
    await client.connect();
    await client.query("select set_config('protograph.tenants', 'ta', false)");
    await expect(
      client.query(
        "insert into protograph.signals (tenant, run_id, signal_id, kind, payload) values ('tb', 'r', 's', 'PAUSE', '')",
      ),
    ).rejects.toThrow("row-level security");
    expect((await client.query("update protograph.runs set substate = 'x' where tenant = 'tb'")).rowCount).toBe(0);
    expect((await client.query("delete from protograph.runs where tenant = 'tb'")).rowCount).toBe(0);
    await client.end();
  });

  it("leaves no tenant behind on a connection that others use after it", async () => {
    const pool = new pg.Pool({ connectionString: bound, max: 1 });
    const shared = await postgresStore({ pool });
    const [run] = await shared.runs({ tenant: "ta", limit: 1 });
    expect(run).toBeDefined();
    const owner = await shared.register("r", 60_000);
    await shared.flush(owner, { changes: [beginning(submission({ tenant: "ta" }))], sinks: [] });
    expect((await pool.query("select tenant from protograph.runs")).rows).toEqual([]);
    await shared.close();
  });

  it("keeps an owner of the tables out as well, unless it is a superuser", async () => {
    const owners = await runSql(
      owning,
      "select relname from pg_class where relnamespace = 'protograph'::regnamespace and relkind = 'r' and not (relrowsecurity and relforcerowsecurity) order by 1",
    );
    expect(owners.map(({ relname }) => relname)).toEqual(["cluster", "migrations", "owners", "plans"]);
  });
});
