import { systemClock } from "./engine/clock.js";
import { describeThrown } from "./describe-thrown.js";
import { UnusableStoreError } from "./store/errors.js";
import type { Database } from "./store/postgres/database.js";
import { examine, type Finding } from "./store/postgres/examine.js";
import { grantScript, migrate, type Migrated, migrationScript } from "./store/postgres/migrate.js";
import { openStore } from "./store/postgres/open-store.js";
import { pgDatabase, type PgPool } from "./store/postgres/pg-database.js";
import { unsafeCommit } from "./store/postgres/server.js";
import type { Store } from "./store/store.js";

export { grantScript, migrationScript };
export type { Finding, Migrated, PgPool, Store };

/** Where the database is, and how it is used. */
export interface PostgresOptions {
  /** Like `postgres://user:password@host:5432/database`. Without it, the environment variables of `psql` count. */
  readonly connectionString?: string;
  /** A pool of `pg` to use instead; closing the store ends it. */
  readonly pool?: PgPool;
  /** Connections at most, besides one that is kept free for leases; 10 unless said. */
  readonly poolSize?: number;
  /** What takes longer is given up and, where it may be, tried again; 30,000 unless said. */
  readonly statementTimeoutMs?: number;
  /**
   * Whether statements are prepared by name, which is faster; `false` behind a proxy that shares connections and does not
   * know names. `true` unless said.
   */
  readonly preparedStatements?: boolean;
  /** Whether the schema is brought up to date first, where it is not; `true` unless said. */
  readonly migrate?: boolean;
}

/**
 * A store in a Postgres server, through the package `pg`.
 *
 * @throws UnusableStoreError where the server's version or settings cannot keep what a store promises, or where the
 * schema is missing and may not be made.
 * @throws StoreUnavailableError where the server cannot be reached.
 *
 * @example
 * ```ts
 * const store = await postgresStore({ connectionString: process.env.DATABASE_URL });
 * ```
 */
export async function postgresStore(options: PostgresOptions): Promise<Store> {
  return openStore(await connect(options), { migrate: options.migrate ?? true });
}

/**
 * Brings the schema to this release's version; what `protograph migrate` does.
 *
 * @param options.grant a role that is to use the tables without owning them, and so is bound to its tenants.
 */
export async function migratePostgres(options: PostgresOptions & { readonly grant?: string }): Promise<Migrated> {
  const database = await connect(options);
  try {
    const migrated = await migrate(database);
    if (options.grant !== undefined) await database.script(grantScript(options.grant));
    return migrated;
  } finally {
    await database.close();
  }
}

/** Looks a database over and changes nothing; what `protograph doctor` does. */
export async function examinePostgres(options: PostgresOptions): Promise<readonly Finding[]> {
  const database = await connect(options, { anySetting: true });
  try {
    return await examine(database, systemClock);
  } finally {
    await database.close();
  }
}

async function connect(options: PostgresOptions, { anySetting = false } = {}): Promise<Database> {
  const { connectionString, poolSize = 10, statementTimeoutMs = 30_000, preparedStatements: prepare = true } = options;
  if (options.pool) return pgDatabase([options.pool, options.pool], { prepare });
  const { Pool } = await loadPg();
  const config = {
    ...(connectionString !== undefined && { connectionString }),
    application_name: "protograph",
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    // A process that was stopped in the middle of a transaction gives its locks back.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // For a server that does not answer at all, which then cannot end the statement either.
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    // A role's settings may change while the program runs.
    ...(!anySetting && { verify: requireSafeCommit }),
  };
  return pgDatabase([new Pool({ ...config, max: poolSize }), new Pool({ ...config, max: 1 })] as [PgPool, PgPool], {
    prepare,
  });
}

interface Verified {
  query(text: string): Promise<{ readonly rows: readonly unknown[] }>;
}

function requireSafeCommit(client: Verified, done: (error?: Error) => void): void {
  client.query("show synchronous_commit").then(
    ({ rows: [row] }) => {
      const off = (row as { readonly synchronous_commit: string }).synchronous_commit === "off";
      done(off ? unsafeCommit() : undefined);
    },
    (error: unknown) => done(error as Error),
  );
}

async function loadPg(): Promise<{ readonly Pool: new (config: object) => unknown }> {
  try {
    // pg: the Postgres client that Node programs have; an optional peer, so loaded where it is used.
    const { default: pg } = await import("pg");
    return pg;
  } catch (error) {
    throw new UnusableStoreError(
      "MISSING_DRIVER",
      `the package pg is needed: npm install pg (${describeThrown(error)})`,
      {
        cause: error,
      },
    );
  }
}
