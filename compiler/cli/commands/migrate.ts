import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { failStore, withDatabase } from "../with-database.js";

export interface MigrateOptions {
  readonly database?: string;
  readonly sql?: boolean;
  readonly grant?: string;
}

/** `protograph migrate`: brings the schema of a database up to date, or prints how. */
export async function migrateCommand(options: MigrateOptions, terminal: Terminal): Promise<ExitCode> {
  // By the package's name, as a user's program: the compiler knows nothing of what is behind it.
  const { grantScript, migratePostgres, migrationScript } = await import("protograph/postgres");
  if (options.sql) {
    terminal.out(migrationScript());
    if (options.grant !== undefined) terminal.out(`\n${grantScript(options.grant)}`);
    return exitCodes.sound;
  }
  try {
    const { from, to } = await migratePostgres({
      ...withDatabase(options.database),
      ...(options.grant !== undefined && { grant: options.grant }),
    });
    terminal.out(from === to ? `up to date: version ${to}\n` : `migrated from version ${from} to ${to}\n`);
    if (options.grant !== undefined) terminal.out(`granted: ${options.grant} may use the tables\n`);
    return exitCodes.sound;
  } catch (error) {
    return failStore(error, terminal);
  }
}
