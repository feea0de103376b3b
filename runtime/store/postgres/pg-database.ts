import { describeThrown } from "../../describe-thrown.js";
import { ProtographError } from "../../errors.js";
import { StoreUnavailableError, UnusableStoreError } from "../errors.js";
import type { Database, Query, Row, Statement, Step } from "./database.js";
import { PgPipeline } from "./pg-pipeline.js";
import { sqlState, toStoreError } from "./to-store-error.js";

/** What this uses of a client of `pg`. */
export interface PgClient {
  query(config: {
    readonly text: string;
    readonly name?: string;
    readonly values?: unknown[];
    readonly types?: { getTypeParser(oid: number, format?: string): (text: string) => unknown };
  }): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
  query(pipeline: PgPipeline): unknown;
  /** Absent where it is the client of `pg-native`. */
  readonly connection?: object;
  /** Whether it sends queries before earlier ones are answered; it takes only its own kind of queries then. */
  readonly pipeline?: boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
  /** @param error where the connection is no longer good. */
  release(error?: boolean | Error): void;
}

/** What this uses of a pool of `pg`. */
export interface PgPool {
  connect(): Promise<PgClient>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "connect", listener: (client: PgClient) => void): unknown;
  end(): Promise<void>;
}

/** How a driver's values become those of {@link Row}, by the object id of their type; others stay text. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === "t",
  17: (text) => Buffer.from(text.slice(2), "hex"),
  20: Number,
  21: Number,
  23: Number,
  700: Number,
  701: Number,
  1184: (text) => new Date(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")),
};

const types = { getTypeParser: (oid: number) => parsers[oid] ?? ((text: string) => text) };

const ignore = () => undefined;

/**
 * Which server it is, and since which promotion; empty of one that only follows another. A server that took another one's
 * place writes on another timeline of the log, and one that was made of a dump has another identifier.
 */
const identity = `
select case when pg_is_in_recovery() then '' else
  (select system_identifier::text from pg_control_system()) || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
end as identity`;

/** Notices that connections lead to another server than before. */
class ServerWatch {
  private readonly known = new WeakSet<PgClient>();
  private identity: string | undefined;
  readonly listeners: (() => void)[] = [];
  /** How often the server has become another one. */
  moves = 0;

  /** Asks a new connection which server it leads to. */
  async look(client: PgClient): Promise<void> {
    if (this.known.has(client)) return;
    const found = await this.ask(client);
    // One that only follows may be promoted while it is connected to.
    if (found === "") return;
    this.known.add(client);
    if (found === undefined) return;
    const before = this.identity;
    this.identity = found;
    if (before === undefined || before === found) return;
    this.moves++;
    for (const listener of this.listeners) listener();
  }

  /** None where the server does not say: some that speak as Postgres does have no log of this kind. */
  private async ask(client: PgClient): Promise<string | undefined> {
    try {
      const { rows } = await client.query({ text: identity });
      return (rows[0] as { readonly identity: string } | undefined)?.identity;
    } catch (error) {
      if (isOver(error)) throw error;
      return undefined;
    }
  }
}

/**
 * A database behind pools of `pg`.
 *
 * @param pools the second is for what must not wait behind other statements.
 * @param prepare whether statements are prepared by name; not where a proxy gives each transaction another connection
 * and does not know names.
 */
export function pgDatabase(pools: readonly [PgPool, PgPool], { prepare }: { readonly prepare: boolean }): Database {
  const distinct = [...new Set(pools)];
  const watch = new ServerWatch();
  for (const pool of distinct) {
    // Of a connection that breaks while nothing is asked of it, the next statement learns soon enough.
    pool.on("error", ignore);
    pool.on("connect", (client) => client.on("error", ignore));
  }

  const send = (client: PgClient, { name, text }: Statement, values: readonly unknown[] = []) =>
    client.query({ ...(prepare && { name: `protograph.${name}` }), text, values: [...values], types });

  const queryOn =
    (client: PgClient): Query =>
    async <R extends object = Row>(statement: Statement, values: readonly unknown[] = []) =>
      (await send(client, statement, values)).rows as R[];

  const pipelineOn = (client: PgClient, steps: readonly Step[]): Promise<readonly number[]> => {
    if (client.connection && !client.pipeline) {
      return new Promise((resolve, reject) => {
        const settle = (error: Error | undefined, counts: readonly number[] = []) =>
          error === undefined ? resolve(counts) : reject(error);
        client.query(new PgPipeline(steps, prepare, settle));
      });
    }
    return inTransaction(client, async () => {
      const counts: number[] = [];
      for (const { statement, values } of steps) {
        const { rowCount } = await send(client, statement, values);
        counts.push(rowCount ?? 0);
      }
      return counts;
    });
  };

  const withClient = async <T>(pool: PgPool, what: string, work: (client: PgClient) => Promise<T>): Promise<T> => {
    const { moves } = watch;
    let client: PgClient;
    try {
      client = await pool.connect();
    } catch (error) {
      throw error instanceof UnusableStoreError
        ? error
        : new StoreUnavailableError(`the database cannot be reached: ${describeThrown(error)}`, { cause: error });
    }
    try {
      await watch.look(client);
      if (watch.moves !== moves) throw new StoreUnavailableError(`the database is another one now than for ${what}`);
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(isOver(error));
      throw toStoreError(error, what);
    }
  };

  const [pool, urgentPool] = pools;
  const single =
    (from: PgPool): Query =>
    (statement, values) =>
      withClient(from, statement.name, (client) => queryOn(client)(statement, values));

  return {
    query: single(pool),
    urgent: single(urgentPool),
    pipeline: (steps) =>
      withClient(pool, steps.map(({ statement }) => statement.name).join(", "), (client) => pipelineOn(client, steps)),
    transaction: (work) =>
      withClient(pool, "a transaction", (client) => inTransaction(client, () => work(queryOn(client)))),
    script: (text) =>
      withClient(pool, "a script", async (client) => {
        try {
          await client.query({ text });
        } catch (error) {
          await client.query({ text: "rollback" }).catch(ignore);
          throw error;
        }
      }),
    onMoved: (listener) => void watch.listeners.push(listener),
    async close() {
      for (const each of distinct) await each.end();
    },
  };
}

/**
 * Whether a connection is no longer good after an error: without a word from the server, nobody knows what it still has in
 * it; and the last word of a server that ends it is an error of class 57P or 08.
 */
function isOver(error: unknown): boolean {
  if (error instanceof ProtographError) return false;
  const state = sqlState(error);
  return state === undefined || /^(57P|08)/.test(state);
}

async function inTransaction<T>(client: PgClient, work: () => Promise<T>): Promise<T> {
  await client.query({ text: "begin" });
  try {
    const result = await work();
    await client.query({ text: "commit" });
    return result;
  } catch (error) {
    await client.query({ text: "rollback" });
    throw error;
  }
}
