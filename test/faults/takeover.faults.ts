import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { postgresStore } from "protograph/postgres";
import { runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { chain, DurableLoad, faultsOf } from "./durable-load.js";
import { Ledger } from "./ledger.js";
import { Program } from "./program.js";
import { scratch, until } from "./scratch.js";

const { folder, start } = scratch();
const goingOn = ["QUEUED", "RUNNING", "PAUSED", "PARKED"] as const;

describe("two who execute the same run, with different answers", () => {
  it("give the one that is kept, both of them, the one that came too late as well", async () => {
    const server = await start("contested");
    const path = join(folder, "late");
    const late = new Program(new URL("executor.ts", import.meta.url), [server.url(), path, "1000"]);
    await late.until(/called/);
    late.send("SIGSTOP");
    await until(() => readFileSync(`/proc/${late.pid}/stat`, "utf8").includes(" T "));

    const store = await postgresStore({ connectionString: server.url() });
    const early = chain(store, ({ step }) => (step === "Double" ? 2000 : undefined));
    await early.recover();
    const { run } = await early.find("contested");
    expect(await run).toMatchObject({ value: 2015n });
    await run.durable;
    late.send("SIGCONT");
    expect(await late.ended).toEqual({ code: 0, signal: null });
    // It had an answer of its own, and has given the other one.
    expect(Ledger.read(path)).toEqual([
      ["called", "1000"],
      ["answered", "1000"],
      ["output", "2015"],
    ]);
    const { run: again } = await early.find("contested");
    expect([await again, await faultsOf(store)]).toMatchObject([{ value: 2015n }, []]);
    expect(await store.run({ tenant: "default", runId: "contested" })).toMatchObject({ engineAttempt: 2 });
    await store.close();
  });
});

describe("durable runs on a server whose clock jumps", () => {
  it("by an hour, forth and back, change hands, and each has one outcome: what was acknowledged", async () => {
    const server = await start("jumping");
    await runSql(server.url(), clockThatJumps);
    const stores = [
      await postgresStore({ connectionString: server.url() }),
      await postgresStore({ connectionString: server.url() }),
    ] as const;
    const loads = stores.map(
      (store, which) =>
        new DurableLoad(store, join(folder, `jumping${which}`), {
          starters: 4,
          seed: which,
          longestMs: 200,
          durable: { lease: "3s" },
          adds: () => 1000 * (which + 1),
          prefix: `of-${which}-`,
        }),
    );
    for (const { graph } of loads) await graph.recover();
    const tokens: number[] = [];
    for (const shift of ["1 hour", "0", "-1 hour", "0", "1 hour"]) {
      for (const load of loads) await load.more(10);
      tokens.push(await newestToken(server.url()));
      await runSql(server.url(), `update jump.clock set shift = '${shift}'`);
      const [row] = await runSql(
        server.url(),
        "select extract(epoch from clock_timestamp() - pg_catalog.clock_timestamp()) / 3600 as hours",
      );
      expect(Number(row?.hours)).toBeCloseTo(Number.parseInt(shift, 10), 2);
      await sleep(1_500);
    }
    for (const load of loads) await load.more(10);
    tokens.push(await newestToken(server.url()));
    for (const load of loads) await load.end();

    const [store] = stores;
    await until(async () => (await store.runs({ tenant: "default", states: goingOn, limit: 1 })).length === 0);
    // Leases ran out before their time, so that others took runs over; who lost one took another, with a greater token.
    expect(tokens.at(-1)).toBeGreaterThan(tokens[0] ?? Infinity);
    expect([...tokens].sort((a, b) => a - b)).toEqual(tokens);
    const taken = await runSql(server.url(), "select from protograph.runs where engine_attempt > 1");
    expect(taken.length).toBeGreaterThan(0);
    for (const load of loads) {
      expect(await load.verdict(store)).toMatchObject({ lost: [], wrong: [], faults: [] });
      expect(load.failures.filter((error) => (error as { code: unknown }).code !== "FENCED")).toEqual([]);
      // Whoever comes too late is refused as a whole: no second outcome ever comes as far as the first one's place.
      expect(load.warnings.filter((warning) => warning.includes("another message than before"))).toEqual([]);
    }
    for (const each of stores) await each.close();
  });
});

/**
 * A clock of the server's that can be set: what is asked for by its bare name is found in this schema first. So all that
 * goes by the database's time goes by it, without the machine's clock being touched.
 */
const clockThatJumps = `
  create schema jump;
  create table jump.clock (shift interval not null);
  insert into jump.clock values ('0');
  create function jump.clock_timestamp() returns timestamptz language sql volatile as
    $$ select pg_catalog.clock_timestamp() + (select shift from jump.clock) $$;
  alter database postgres set search_path = jump, pg_catalog, public`;

async function newestToken(url: string): Promise<number> {
  const [row] = await runSql(url, "select max(token)::integer as token from protograph.owners");
  return Number(row?.token);
}
