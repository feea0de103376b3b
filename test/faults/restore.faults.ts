import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { callbackSink } from "protograph";
import { examinePostgres, migratePostgres, postgresStore, type Store } from "protograph/postgres";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { type PostgresServer, runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { DurableLoad } from "./durable-load.js";
import { Ledger } from "./ledger.js";
import { scratch, until } from "./scratch.js";
import { TcpProxy } from "./tcp-proxy.js";

const { folder, start } = scratch();

/** As many transactions as put a cluster's ids far ahead of those of a new one. */
const manyTransactions = `
do $$ begin for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$`;

/** Has everything be due that was being delivered when the dump was made, or had failed, as half a minute would. */
const due = "update protograph.outbox_streams set due_at = clock_timestamp()";

describe("a dump that is restored into another cluster", () => {
  it("holds back what it may not give out, and says so; then skips nothing, and gives again what it gave after it", async () => {
    const [before, after] = [await start("before"), await start("after")];
    await runSql(before.url(), manyTransactions);
    const proxy = await TcpProxy.before(before.url());
    const store = await postgresStore({ connectionString: proxy.url });
    const path = join(folder, "delivered");
    const delivered = new Ledger(path);
    let takes = 20;
    const sink = callbackSink("outside", (event) => {
      if (takes <= 0) throw new Error("not now");
      takes--;
      delivered.note(event.eventId, Buffer.from(toBinary(RunEventSchema, event)).toString("hex"));
    });
    const load = new DurableLoad(store, join(folder, "restored.ledger"), { starters: 4, durable: { sinks: [sink] } });
    await load.more(60);
    await load.end();
    await until(() => takes <= 0);
    // What has gone out is marked, so that what goes out twice does so because of the dump alone.
    await until(async () => (await marked(before.url())) === Ledger.read(path).length);
    expect(await undelivered(before.url())).toBeGreaterThan(0);

    await restore(before, after);
    const dumped = Ledger.read(path).length;
    // The first server lives on for a while, and more of its events go out.
    takes = 30;
    await until(() => takes <= 0);
    // None of what is left may go out on the other one: by its transaction ids, nobody can know what is to come.
    expect(await undelivered(after.url())).toBeGreaterThan(0);
    expect(await claimable(after.url())).toBe(0);

    // The program is led to it while it runs. Its leases were taken elsewhere, and it comes by the epoch when it takes one.
    proxy.lead(after.url());
    proxy.reset();
    await before.stop();
    // What was claimed on the first one has been tried in vain by then, and goes out on the other one.
    await sleep(500);
    takes = Infinity;
    await runSql(after.url(), due);
    await until(async () => (await undelivered(after.url())) === 0);
    expect(await runSql(after.url(), "select epoch from protograph.cluster")).toEqual([{ epoch: 2 }]);
    expect(await examinePostgres({ connectionString: after.url() })).toContainEqual(
      expect.objectContaining({ about: "origin", severity: "warning" }),
    );

    const direct = await postgresStore({ connectionString: after.url() });
    const lines = Ledger.read(path);
    const times = new Map<string, number>();
    for (const [id = ""] of lines) times.set(id, (times.get(id) ?? 0) + 1);
    const committed = await eventIds(direct);
    expect(committed.filter((id) => !times.has(id))).toEqual([]);
    // Twice is what went out between the dump and the move, and nothing else; it is the same both times.
    const between = new Set(lines.slice(dumped, dumped + 30).map(([id]) => id));
    const twice = [...times].filter(([, count]) => count > 1).map(([id]) => id);
    expect(twice.filter((id) => !between.has(id))).toEqual([]);
    expect(twice.length).toBeGreaterThan(0);
    expect(new Set(lines.map(([id, bytes]) => `${id} ${bytes}`)).size).toBe(times.size);
    expect(await load.verdict(direct)).toMatchObject({ lost: [], wrong: [], faults: [] });

    // And it goes on there.
    const on = new DurableLoad(store, join(folder, "on.ledger"), { starters: 2, durable: { sinks: [sink] } });
    await on.more(10);
    await on.end();
    expect([on.failures, (await on.verdict(direct)).lost]).toEqual([[], []]);
    await direct.close();
    await store.close();
    await proxy.close();
  });
});

/** A logical dump of one server's store, restored into a new schema on another one. */
async function restore(from: PostgresServer, to: PostgresServer): Promise<void> {
  await migratePostgres({ connectionString: to.url() });
  const tables = await runSql(
    from.url(),
    "select relname::text as name from pg_class where relnamespace = 'protograph'::regnamespace and relkind = 'r' and relname <> 'migrations'",
  );
  const file = (name: unknown) => join(from.folder, `${String(name)}.dump`);
  // One snapshot, as pg_dump takes one.
  await runSql(
    from.url(),
    [
      "begin isolation level repeatable read",
      ...tables.map(({ name }) => `copy protograph.${String(name)} to '${file(name)}' (format binary)`),
      "commit",
    ].join(";"),
  );
  await runSql(
    to.url(),
    [
      "set session_replication_role = replica",
      ...tables.map(({ name }) => `copy protograph.${String(name)} from '${file(name)}' (format binary)`),
    ].join(";"),
  );
  const sequences = await runSql(
    from.url(),
    "select sequencename::text as name, coalesce(last_value, 1)::text as value from pg_sequences where schemaname = 'protograph'",
  );
  for (const { name, value } of sequences) {
    await runSql(to.url(), `select setval('protograph.${String(name)}', ${String(value)})`);
  }
}

/** How many runs have events that are not delivered. */
async function undelivered(url: string): Promise<number> {
  const rows = await runSql(url, "select from protograph.outbox_streams where delivered_seq < head_seq");
  return rows.length;
}

/** How many events are marked as delivered. */
async function marked(url: string): Promise<number> {
  const rows = await runSql(
    url,
    `select from protograph.events e join protograph.outbox_streams s using (tenant, run_id)
     where e.run_seq <= s.delivered_seq`,
  );
  return rows.length;
}

/** How many of those the cursor may give out, by their transactions. */
async function claimable(url: string): Promise<number> {
  const rows = await runSql(
    url,
    `select distinct s.run_id from protograph.outbox_streams s join protograph.run_log e using (tenant, run_id)
     where e.last_seq > s.delivered_seq and e.index is not null and e.xid < pg_snapshot_xmin(pg_current_snapshot())`,
  );
  return rows.length;
}

async function eventIds(store: Store): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { tenant, runId } of await store.runs({ tenant: "default", limit: 1_000 })) {
    const events = await store.events({ tenant, runId }, { afterSeq: 0, limit: 1_000 });
    ids.push(...events.map(({ eventId }) => eventId));
  }
  return ids;
}
