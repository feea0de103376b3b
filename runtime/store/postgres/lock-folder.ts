import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UnusableStoreError } from "../errors.js";

/** Who has a folder. */
interface Holder {
  readonly pid: number;
  /** Tells two holders with one pid apart. */
  readonly id: string;
}

/**
 * Takes a folder for this process alone: two databases that write to the same files destroy them.
 *
 * The lock of a process that is gone is taken over. It is moved away first, which only one process can do.
 *
 * @returns gives the folder back.
 * @throws UnusableStoreError where another process, or this one, has it.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "lock");
  const mine: Holder = { pid: process.pid, id: randomUUID() };
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: "wx" });
      break;
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (lives(holder.pid)) {
      throw new UnusableStoreError(
        "FOLDER_IN_USE",
        `${folder} is in use by process ${holder.pid}; end it, or use another folder or a Postgres server`,
      );
    }
    const aside = `${path}.${mine.id}`;
    try {
      renameSync(path, aside);
    } catch (error) {
      if (isCode(error, "ENOENT")) continue;
      throw error;
    }
    // Between the look and the move, another process may have put its own in place: that one is put back.
    if (readHolder(aside)?.id !== holder.id) renameSync(aside, path);
    else rmSync(aside, { force: true });
  }
  return () => {
    if (readHolder(path)?.id === mine.id) rmSync(path, { force: true });
  };
}

/** What a lock says; of one that was cut short by the end of its process, that nobody has it; `undefined`: there is none. */
function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return { pid: 0, id: text };
  }
}

function lives(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, "ESRCH");
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
