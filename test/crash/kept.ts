import { cpSync, mkdirSync, rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { postgresStore, type Store } from "protograph/postgres";
import { pgliteHarness } from "../../runtime/store/postgres/pglite-harness.test-support.js";
import { createDatabase, PostgresServer, runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import type { Chance } from "./chance.js";
import type { Place } from "./place.js";

/** What is kept by a lane, from the view of who is never killed. */
export interface Kept {
  readonly name: string;
  readonly place: Place;
  /** Whether several processes can work on it at the same time. */
  readonly isShared: boolean;
  /** Ends the leases of processes that are dead, as time would. */
  free(tokens: readonly number[]): Promise<void>;
  /** Ends all claims to deliveries, as time would; nobody lives who has one. */
  unclaim(): Promise<void>;
  look(see: (store: Store) => Promise<void>): Promise<void>;
  /** How often a bug was met that is planted in the statements. */
  met(): Promise<number>;
  /** Does something bad to the database, once, and says what. */
  readonly trouble?: (chance: Chance) => Promise<string>;
  close(): Promise<void>;
}

function leasesOver(tokens: readonly number[]): string {
  return `update protograph.owners set lease_until = clock_timestamp() - interval '1 ms'
    where fenced_at is null and token in (${["-1", ...tokens].join()})`;
}

const claimsOver = "update protograph.outbox_streams set due_at = clock_timestamp() where claim is not null";

/** Some transaction holds a run for a moment: whoever flushes it commits later than others that began after it. */
const holdRun = (seconds: number) => `
  begin;
  select from protograph.runs where ended_at is null order by random() limit 1 for update skip locked;
  select pg_sleep(${seconds});
  commit`;

/** Connections break. */
const breakConnections = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'protograph' and random() < 0.5`;

/** Counts how often a planted bug is met in a statement: a sequence counts on where the transaction is rolled back. */
const counter = "create sequence public.planted";
const counted = "select case when is_called then last_value else 0 end as times from public.planted";

/** Looks at a database by connections that are not among those of the processes, which are broken. */
function lookingAt(url: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: "oracle" });
  return postgresStore({ connectionString: url, pool });
}

async function metOn(url: string): Promise<number> {
  const [row] = await runSql(url, counted);
  return Number(row?.times ?? 0);
}

async function told(asked: Promise<unknown>): Promise<void> {
  await asked;
}

/** A database of its own on a server. */
export async function keptOnServer(serverUrl: string): Promise<Kept> {
  const url = await createDatabase(serverUrl);
  await runSql(url, counter);
  const store = await lookingAt(url);
  return {
    name: "Postgres",
    place: { postgres: url },
    isShared: true,
    free: (tokens) => told(runSql(url, leasesOver(tokens))),
    unclaim: () => told(runSql(url, claimsOver)),
    look: (see) => see(store),
    met: () => metOn(url),
    async trouble(chance) {
      const holds = chance.next() < 0.7;
      await runSql(url, holds ? holdRun(0.05 + chance.next() * 0.2) : breakConnections);
      return holds ? "a run was held" : "connections were broken";
    },
    async close() {
      await store.close();
      await runSql(serverUrl, `drop database ${new URL(url).pathname.slice(1)} with (force)`);
    },
  };
}

/** A server of its own, all of whose processes are killed now and then. */
export async function keptOnFragileServer(folder: string): Promise<Kept> {
  mkdirSync(folder);
  const server = await PostgresServer.start(folder, { max_connections: "50", shared_buffers: "32MB" });
  const url = await createDatabase(server.url());
  const store = await lookingAt(url);
  let restarting: Promise<void> | undefined;
  const up = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let tried = 0; ; tried++) {
      await restarting;
      try {
        return await ask();
      } catch (error) {
        if (tried > 50) throw error;
        await setTimeout(200);
      }
    }
  };
  return {
    name: "a Postgres that is killed",
    place: { postgres: url },
    isShared: true,
    free: (tokens) => told(up(() => runSql(url, leasesOver(tokens)))),
    unclaim: () => told(up(() => runSql(url, claimsOver))),
    look: async (see) => {
      await up(() => store.gauges());
      await see(store);
    },
    met: () => Promise.resolve(0),
    async trouble(chance) {
      await setTimeout(500 + chance.below(1_500));
      await server.kill();
      restarting = server.restart();
      await restarting;
      return "all of Postgres was killed";
    },
    async close() {
      await store.close();
      await server.stop();
    },
  };
}

/** A folder of its own, copied from one that is made already: making one takes seconds. */
export function keptInFolder(folder: string, template: string): Kept {
  cpSync(template, folder, { recursive: true });
  const dead: number[] = [];
  return {
    name: "PGlite",
    place: { pglite: folder },
    isShared: false,
    // Opening it takes a while: it is done when it is looked at.
    async free(tokens) {
      dead.push(...tokens);
    },
    unclaim: () => Promise.resolve(),
    met: () => Promise.resolve(0),
    async look(see) {
      const harness = await pgliteHarness(folder);
      try {
        await harness.sql(`${leasesOver(dead)}; ${claimsOver}`);
        await see(harness.store);
      } finally {
        await harness.store.close();
      }
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
