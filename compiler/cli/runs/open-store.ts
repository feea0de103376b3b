import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "protograph";
import { UsageError } from "../usage-error.js";

/** The folder of an embedded store, where nothing else is said. */
const usualFolder = ".protograph";

/**
 * The store whose runs a command is about: the database or the folder that was named, the database of the environment,
 * or the folder that programs mostly use.
 *
 * Nothing is made and nothing migrated: who only looks changes nothing.
 */
export async function openStore(given: string | undefined): Promise<Store> {
  const { DATABASE_URL = "" } = process.env;
  const where = given ?? (DATABASE_URL === "" ? usualFolder : DATABASE_URL);
  if (/^postgres(ql)?:\/\//.test(where)) {
    // By the package's name, as a user's program: the compiler knows nothing of what is behind it.
    const { postgresStore } = await import("protograph/postgres");
    return postgresStore({ connectionString: where, poolSize: 2, migrate: false });
  }
  if (/^[\w+-]+:\/\//.test(where)) {
    throw new UsageError("the database's address does not begin with postgres://", "see `protograph help runs`");
  }
  if (!existsSync(join(where, "postgres", "PG_VERSION"))) {
    throw new UsageError(
      given === undefined ? "there is no store to look into" : `${where} is no folder of a store`,
      "name one with --database: postgres://user@host/database, or the folder that was given to pgliteStore",
    );
  }
  const { pgliteStore } = await import("protograph/pglite");
  return pgliteStore(where);
}
