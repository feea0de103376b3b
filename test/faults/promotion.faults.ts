import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "protograph/postgres";
import { type PostgresServer, runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { DurableLoad } from "./durable-load.js";
import { scratch, until } from "./scratch.js";
import { TcpProxy } from "./tcp-proxy.js";

const { folder, start, own } = scratch();
const goingOn = ["QUEUED", "RUNNING", "PAUSED", "PARKED"] as const;

/** Durable runs on a primary that a standby follows, each of the two through a network of its own. */
async function following(name: string) {
  const primary = await start(name, { wal_keep_size: "64MB" });
  const replication = await TcpProxy.before(primary.url());
  const port = Number(new URL(replication.url).port);
  const standby = own(await primary.startStandby(join(folder, `${name}-standby`), port));
  const proxy = await TcpProxy.before(primary.url());
  const store = await postgresStore({ connectionString: proxy.url });
  const asking = new pg.Pool({ connectionString: primary.url(), max: 4 });
  asking.on("error", () => undefined);
  // Where the log was when a run was acknowledged, what commits it stands before that; and when that was.
  const position = async () => {
    const { rows } = await asking.query<{ lsn: string }>("select pg_current_wal_flush_lsn()::text as lsn");
    return `${rows[0]?.lsn} ${Date.now()}`;
  };
  const load = new DurableLoad(store, join(folder, `${name}.ledger`), {
    longestMs: 40,
    onAcknowledged: () => position().catch(() => ""),
  });
  await load.graph.recover();
  await load.more(100);
  await until(async () => (await received(standby)) > 0n);

  /** Has the standby take the place of the primary, which is gone; and says how that ended. */
  const promote = async () => {
    // What the program finds first is a server that takes no writes yet.
    proxy.lead(standby.url());
    proxy.reset();
    await until(() => standby.log.includes("in a read-only transaction"));
    const before = load.acknowledged;
    await sleep(500);
    // What the primary had acknowledged may be noted in this time; nothing else.
    expect(load.acknowledged - before).toBeLessThanOrEqual(8);
    await standby.promote();
    await load.more(60);
    await load.end();
    const direct = await postgresStore({ connectionString: standby.url() });
    // Also what the primary had ended, and the standby had not heard the end of.
    await until(async () => (await direct.runs({ tenant: "default", states: goingOn, limit: 1 })).length === 0);
    const verdict = await load.verdict(direct);
    await asking.end();
    await store.close();
    await direct.close();
    await proxy.close();
    await replication.close();
    return verdict;
  };
  return { primary, replication, standby, load, position, promote };
}

describe("durable runs on a primary that is lost", () => {
  it("lose no more than its standby had not received, and go on from what it has, whole", async () => {
    const { primary, replication, standby, load, position, promote } = await following("behind");
    // From here on nothing reaches the standby, and nobody waits for that.
    replication.blackhole();
    await load.more(60);
    const written = toNumber((await position()).split(" ")[0] ?? "");
    await primary.kill();
    const killedMs = Date.now();
    const reached = await received(standby);
    expect(reached).toBeLessThan(written);

    const { lost, wrong, faults, acknowledged } = await promote();
    const noted = new Map(load.noted().map(({ runId, more }) => [runId, more.split(" ")]));
    const gone = lost.map((runId) => noted.get(runId) ?? []);
    const oldestMs = Math.max(...gone.map(([, at]) => (at === undefined ? 0 : killedMs - Number(at))));
    process.stdout.write(
      `faults: of ${acknowledged} acknowledged runs ${lost.length} were lost with their primary, which had written ` +
        `${written - reached} bytes that its standby had not received; the oldest was ${oldestMs} ms old\n`,
    );
    expect([wrong, faults]).toEqual([[], []]);
    expect(lost.length).toBeGreaterThan(0);
    // What was committed before the place that the standby had received is there.
    expect(gone.filter(([lsn = ""]) => lsn !== "" && toNumber(lsn) <= reached)).toEqual([]);
    expect(new Set(load.failures.map((error) => (error as { code: unknown }).code))).toEqual(new Set(["FENCED"]));
  });

  it("lose nothing where its standby has everything, and go on", async () => {
    const { primary, standby, load, promote } = await following("abreast");
    // A primary that is stopped, and not killed, waits until its standby has all.
    await primary.stop();
    await until(() => !primary.runs);
    expect(await received(standby)).toBeGreaterThan(0n);
    expect(await promote()).toMatchObject({ lost: [], wrong: [], faults: [] });
    expect(load.failures.filter((error) => (error as { code: unknown }).code !== "FENCED")).toEqual([]);
  });
});

/** How much of the log a standby has received. */
async function received(standby: PostgresServer): Promise<bigint> {
  const [row] = await runSql(standby.url(), "select pg_last_wal_receive_lsn()::text as lsn");
  return typeof row?.lsn === "string" ? toNumber(row.lsn) : 0n;
}

/** A place in the log as a number of bytes. */
function toNumber(lsn: string): bigint {
  const [high = "0", low = "0"] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
