import { StoreRefusedError, UnusableStoreError } from "../errors.js";
import type { Database } from "./database.js";
import { lockMigrations, type Migration, migrations, prepareMigrations } from "./sql/migrations.js";
import { schemaVersion, server } from "./sql/upkeep.js";
import { sqlState } from "./to-store-error.js";

/** What migrating did. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
}

/** The newest schema this code knows. */
export const newestVersion = migrations.at(-1)?.version ?? 0;

/** The version of a database's schema, 0 where there is none, and the oldest code it still serves. */
export async function versionOf(database: Database): Promise<{ readonly version: number; readonly worksFrom: number }> {
  const [found] = await database.query<{ has_schema: boolean }>(server);
  if (!found?.has_schema) return { version: 0, worksFrom: 0 };
  const [row] = await database.query<{ version: number; works_from: number }>(schemaVersion);
  return { version: row?.version ?? 0, worksFrom: row?.works_from ?? 0 };
}

/**
 * Brings a database's schema to the newest version. Each step is one transaction, so it may be interrupted anywhere and
 * run again, and run by several processes at once.
 */
export async function migrate(database: Database): Promise<Migrated> {
  const { version: from } = await versionOf(database);
  let version = from;
  while (version < newestVersion) {
    const next = migrations.find((migration) => migration.version > version);
    if (!next) break;
    try {
      await database.script(scriptOf(next));
    } catch (error) {
      // Somebody else did this step while this waited for the lock.
      if (!(error instanceof StoreRefusedError && sqlState(error.cause) === "23505")) throw error;
    }
    version = next.version;
  }
  return { from, to: Math.max(from, newestVersion) };
}

/** The migrations after a version as one script, for people who run SQL themselves. */
export function migrationScript(after = 0): string {
  return migrations
    .filter(({ version }) => version > after)
    .map((migration) => `-- ${migration.version}: ${migration.name}\n${scriptOf(migration)}`)
    .join("\n");
}

/** The rights that a role needs which does not own the tables, and is therefore bound to its tenants. */
export function grantScript(role: string): string {
  const name = `"${role.replaceAll('"', '""')}"`;
  return `grant usage on schema protograph to ${name};
grant select, insert, update, delete on all tables in schema protograph to ${name};
grant usage on all sequences in schema protograph to ${name};
`;
}

function scriptOf({ version, name, worksFrom, text }: Migration): string {
  return `begin;
set local lock_timeout = '30s';
${lockMigrations}
${prepareMigrations}
insert into protograph.migrations (version, name, works_from) values (${version}, '${name}', ${worksFrom});
${text}
commit;
`;
}

/** @throws UnusableStoreError where this code and the schema do not fit. */
export async function requireSchema(database: Database): Promise<void> {
  const { version, worksFrom } = await versionOf(database);
  if (version < newestVersion) {
    throw new UnusableStoreError(
      "SCHEMA_MISSING",
      `the database has version ${version} of protograph's schema and this release needs ${newestVersion}; ` +
        "run `npx protograph migrate`, or have a DBA run what `npx protograph migrate --sql` prints",
    );
  }
  if (worksFrom > newestVersion) {
    throw new UnusableStoreError(
      "SCHEMA_NEWER",
      `the database's schema has moved on to version ${version}, which needs a release that knows version ${worksFrom}; ` +
        `this one knows ${newestVersion}: update protograph`,
    );
  }
}
