import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { examinePostgres, migratePostgres, migrationScript, postgresStore } from "../../postgres.js";
import { createDatabase, runSql } from "./postgres-server.test-support.js";
import { sharedServer } from "./shared-server.test-support.js";
import { migrations } from "./sql/migrations.js";

let server: string;

beforeAll(async () => {
  server = await sharedServer();
});

/** The same database, for another role. */
function as(role: string, url: string): string {
  const other = new URL(url);
  other.username = role;
  return other.href;
}

/** A role that may do nothing unless it is granted. */
async function createRole(url: string): Promise<string> {
  const role = `r${new URL(url).pathname.slice(6, 26)}`;
  await runSql(url, `create role ${role} login`);
  return role;
}

/** Columns, indexes and policies: what a schema is. */
async function schemaOf(url: string): Promise<unknown> {
  return runSql(
    url,
    `select table_name || '.' || column_name || ' ' || data_type as it from information_schema.columns where table_schema = 'protograph'
     union all select indexdef from pg_indexes where schemaname = 'protograph'
     union all select tablename || policyname from pg_policies where schemaname = 'protograph' order by 1`,
  );
}

describe("migrating", () => {
  it("makes the schema once, of however many processes that try at once, and then finds it made", async () => {
    const connectionString = await createDatabase(server);
    const all = await Promise.all(Array.from({ length: 8 }, () => migratePostgres({ connectionString })));
    expect(new Set(all.map(({ to }) => to))).toEqual(new Set([migrations.length]));
    expect(await migratePostgres({ connectionString })).toEqual({ from: migrations.length, to: migrations.length });
    expect(await runSql(connectionString, "select version from protograph.migrations order by 1")).toEqual(
      migrations.map(({ version }) => ({ version })),
    );
  });

  it("may be interrupted anywhere: all of a step is there, or nothing, and the next try makes it", async () => {
    const connectionString = await createDatabase(server);
    const whole = await createDatabase(server);
    await migratePostgres({ connectionString: whole });
    // Breaks off when it comes to a table, as a killed process or connection would.
    for (const name of ["cluster", "checkpoints", "outbox_streams"]) {
      await runSql(
        connectionString,
        `create or replace function break_off() returns event_trigger language plpgsql as $$ begin
           if exists (select from pg_class where relname = '${name}' and relnamespace::regnamespace::text = 'protograph')
           then perform pg_terminate_backend(pg_backend_pid()); end if; end $$;
         drop event trigger if exists break_off;
         create event trigger break_off on ddl_command_end execute function break_off()`,
      );
      await expect(migratePostgres({ connectionString })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
      expect(await runSql(connectionString, "select from pg_namespace where nspname = 'protograph'")).toEqual([]);
    }
    await runSql(connectionString, "drop event trigger break_off; drop function break_off()");
    await migratePostgres({ connectionString });
    expect(await schemaOf(connectionString)).toEqual(await schemaOf(whole));
  });

  it("makes the same of the SQL that is printed for a DBA", async () => {
    const [printed, migrated] = [await createDatabase(server), await createDatabase(server)];
    await runSql(printed, `${migrationScript()}select 1`);
    await migratePostgres({ connectionString: migrated });
    expect(await schemaOf(printed)).toEqual(await schemaOf(migrated));
    expect(await migratePostgres({ connectionString: printed })).toEqual({
      from: migrations.length,
      to: migrations.length,
    });
  });
});

describe("opening a store", () => {
  it("is refused with a sentence where commits may be lost", async () => {
    const connectionString = await createDatabase(server);
    const role = await createRole(connectionString);
    await migratePostgres({ connectionString, grant: role });
    await runSql(connectionString, `alter role ${role} set synchronous_commit = off`);
    const url = as(role, connectionString);
    await expect(postgresStore({ connectionString: url })).rejects.toMatchObject({
      code: "UNSAFE_SETTING",
      message: expect.stringContaining("synchronous_commit is off") as string,
    });
    expect(await examinePostgres({ connectionString: url })).toContainEqual({
      about: "commit",
      severity: "error",
      says: expect.stringContaining("synchronous_commit is off") as string,
      fix: expect.stringContaining("set synchronous_commit = on") as string,
    });
  });

  it("is refused also later, where the setting changes while the store is open", async () => {
    const connectionString = await createDatabase(server);
    const role = await createRole(connectionString);
    await migratePostgres({ connectionString, grant: role });
    const store = await postgresStore({ connectionString: as(role, connectionString) });
    await runSql(connectionString, `alter role ${role} set synchronous_commit = off`);
    await runSql(connectionString, `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`);
    const failures = new Set<unknown>();
    for (let tried = 0; tried < 3; tried++) {
      await store.register("p", 1_000).catch((error: unknown) => failures.add((error as { code: unknown }).code));
    }
    expect([...failures]).toContain("UNSAFE_SETTING");
    await store.close();
  });

  it("is refused with what to do, where there is no schema and the role may not make it", async () => {
    const connectionString = await createDatabase(server);
    const role = await createRole(connectionString);
    await expect(postgresStore({ connectionString: as(role, connectionString) })).rejects.toMatchObject({
      code: "SCHEMA_MISSING",
      message: expect.stringContaining("npx protograph migrate --sql") as string,
    });
    await expect(postgresStore({ connectionString, migrate: false })).rejects.toMatchObject({ code: "SCHEMA_MISSING" });
  });

  it("is refused on a schema that has moved on, and not on one that still serves this release", async () => {
    const connectionString = await createDatabase(server);
    await migratePostgres({ connectionString });
    await runSql(connectionString, "insert into protograph.migrations values (98, 'additive', 1)");
    await (await postgresStore({ connectionString })).close();
    await runSql(connectionString, "insert into protograph.migrations values (99, 'breaking', 99)");
    await expect(postgresStore({ connectionString })).rejects.toMatchObject({ code: "SCHEMA_NEWER" });
  });

  it("notices data that came from another cluster: no event is held back for ever", async () => {
    const connectionString = await createDatabase(server);
    await (await postgresStore({ connectionString })).close();
    await runSql(
      connectionString,
      `insert into protograph.run_log (tenant, run_id, number, last_seq, snapshot_seq, index, payload, fence, xid)
         values ('t', 'r', 0, 1, 0, '', '', 1, '99999999999');
       update protograph.cluster set system_identifier = 1`,
    );
    await (await postgresStore({ connectionString })).close();
    expect(await runSql(connectionString, "select xid::text from protograph.run_log")).toEqual([{ xid: "3" }]);
    expect(await runSql(connectionString, "select epoch from protograph.cluster")).toEqual([{ epoch: 2 }]);
    expect(await examinePostgres({ connectionString })).toContainEqual(
      expect.objectContaining({ about: "origin", severity: "warning" }),
    );
  });
});

describe("protograph doctor and migrate", () => {
  it("say what is missing, make it, and find nothing more to say", async () => {
    const database = await createDatabase(server);
    const role = await createRole(database);
    const before = await protograph("doctor", "--database", database);
    expect(before.code).toBe(1);
    expect(before.out).toMatch(/^good {5}server {3}Postgres \d/m);
    expect(before.out).toMatch(/^error {4}schema {3}the schema has version 0 .*\n +fix: run `npx protograph migrate`/m);
    expect(await protograph("migrate", "--database", database, "--grant", role)).toEqual({
      code: 0,
      out: `migrated from version 0 to ${migrations.length}\ngranted: ${role} may use the tables\n`,
      err: "",
    });
    const after = await protograph("doctor", "--json", "--database", as(role, database));
    const { findings } = JSON.parse(after.out) as { findings: { severity: string; about: string }[] };
    expect([after.code, findings.map(({ about, severity }) => `${about} ${severity}`)]).toEqual([
      0,
      ["server", "commit", "disk", "schema", "rights", "tenants", "clock"].map((about) => `${about} good`),
    ]);
  });

  it("end with one sentence where there is no database", async () => {
    const [none, odd, away, printed] = await Promise.all([
      protograph("doctor"),
      protograph("doctor", "--database", "movies"),
      protograph("migrate", "--database", "postgres://postgres@127.0.0.1:1/none"),
      protograph("migrate", "--sql"),
    ]);
    expect(none).toMatchObject({ code: 2, out: "", err: expect.stringContaining("DATABASE_URL") as string });
    expect(odd).toMatchObject({ code: 2, out: "" });
    expect(away).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(/^protograph: .*cannot be reached.*\n$/) as string,
    });
    expect(printed).toEqual({ code: 0, out: migrationScript(), err: "" });
  });
});

/** Runs the command line in a process of its own. */
function protograph(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const repository = fileURLToPath(new URL("../../../", import.meta.url));
  const node = ["--conditions=@protograph/source", "--import", import.meta.resolve("tsx"), "compiler/cli/main.ts"];
  const env = { ...process.env, NO_COLOR: "1", DATABASE_URL: "" };
  return new Promise((resolve) => {
    execFile(process.execPath, [...node, ...args], { cwd: repository, env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}
