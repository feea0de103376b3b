import { existsSync } from "node:fs";
import { pgliteStore, type Store } from "protograph/pglite";
import { duration } from "./text.js";

/**
 * The store that runs are kept in: an embedded Postgres in a folder. A new folder takes some seconds, once, and says so.
 *
 * @returns none where another process has the folder: runs are in memory then, which is said too.
 */
export async function openStore(folder: string, print: (line: string) => void): Promise<Store | undefined> {
  const isNew = !existsSync(folder);
  if (isNew) print(`Making a store in ${folder}: some seconds, once …`);
  const startMs = performance.now();
  try {
    const store = await pgliteStore(folder);
    if (isNew) print(`Made in ${duration(performance.now() - startMs)}.\n`);
    return store;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "FOLDER_IN_USE")) throw error;
    print(`${error.message}. These runs are kept in memory only.\n`);
    return undefined;
  }
}
