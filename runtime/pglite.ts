import { join } from "node:path";
import { describeThrown } from "./describe-thrown.js";
import { UnusableStoreError } from "./store/errors.js";
import { lockFolder } from "./store/postgres/lock-folder.js";
import { openStore } from "./store/postgres/open-store.js";
import { pgliteDatabase, type PGliteLike } from "./store/postgres/pglite-database.js";
import type { Store } from "./store/store.js";

export type { Store };

/**
 * A store in a folder, through the package `@electric-sql/pglite`: Postgres inside this process. One process at a time
 * has the folder. What is acknowledged survives the end of the process, however it ends; a loss of power is another
 * matter, since PGlite does not wait for the disk.
 *
 * @param folder made where there is none, which takes some seconds; without it everything is in memory, and gone at the
 * end.
 * @throws UnusableStoreError where another process has the folder.
 *
 * @example
 * ```ts
 * const store = await pgliteStore(".protograph");
 * ```
 */
export async function pgliteStore(folder?: string): Promise<Store> {
  const PGlite = await loadPGlite();
  const unlock = folder === undefined ? () => undefined : lockFolder(folder);
  let pglite: PGliteLike;
  try {
    pglite = await PGlite.create(folder === undefined ? {} : { dataDir: join(folder, "postgres") });
  } catch (error) {
    unlock();
    throw error;
  }
  return openStore(pgliteDatabase(pglite, unlock), { migrate: true });
}

async function loadPGlite(): Promise<{ create(options: { readonly dataDir?: string }): Promise<PGliteLike> }> {
  try {
    // @electric-sql/pglite: Postgres itself, compiled to WebAssembly; an optional peer, so loaded where it is used.
    const { PGlite } = await import("@electric-sql/pglite");
    return PGlite;
  } catch (error) {
    throw new UnusableStoreError(
      "MISSING_DRIVER",
      `the package @electric-sql/pglite is needed: npm install @electric-sql/pglite (${describeThrown(error)})`,
      { cause: error },
    );
  }
}
