import { type ExitCode, exitCodes } from "./exit-codes.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";

/** Where the database is that a command is to work on: as it was said, or as the environment has it. */
export function withDatabase(given: string | undefined): { readonly connectionString: string } {
  const connectionString = given ?? process.env.DATABASE_URL ?? "";
  if (connectionString === "") {
    throw new UsageError(
      "there is no database to work on",
      "name one with --database postgres://user@host/database, or in the environment as DATABASE_URL",
    );
  }
  if (!/^postgres(ql)?:\/\//.test(connectionString)) {
    throw new UsageError("the database's address does not begin with postgres://", "see `protograph help doctor`");
  }
  return { connectionString };
}

/** Says in one sentence what the database, or the way to it, has against a command. */
export function failStore(error: unknown, terminal: Terminal): ExitCode {
  const known = error instanceof Error && "code" in error && typeof error.code === "string";
  if (!known || error instanceof UsageError) throw error;
  terminal.err(`protograph: ${error.message}\n`);
  return exitCodes.errors;
}
