import { existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";

/** What happened in the world outside the database, line by line. */
export type Entry = { readonly generation: number; readonly pid: number } &
  /** A process has a lease. */
  (
    | { readonly did: "own"; readonly token: number }
    | { readonly did: "submit"; readonly run: string; readonly kind: string; readonly number: number }
    /** The run was said to be durable. */
    | { readonly did: "acknowledge"; readonly run: string }
    | { readonly did: "call"; readonly run: string; readonly step: string; readonly item: string }
    /** The run gave its output, as JSON, and that was said to be durable. */
    | { readonly did: "output"; readonly run: string; readonly output: string }
    | { readonly did: "fail"; readonly run: string; readonly code: string }
    /** A signal was accepted. */
    | { readonly did: "signal"; readonly run: string; readonly kind: string }
    /** A planted bug was met, for the first time in this process. */
    | { readonly did: "planted" }
    /** The process is about to be killed at a point that it has reached. */
    | { readonly did: "fire"; readonly point: string }
  );

/** `Omit` that keeps the cases of a union. */
type Told<E> = E extends Entry ? Omit<E, "generation" | "pid"> : never;

/** A file outside the database: what is written is on the disk before anything else happens. */
export class Ledger {
  private readonly file: number;

  constructor(
    path: string,
    private readonly generation: number,
  ) {
    this.file = openSync(path, "a");
  }

  write(entry: Told<Entry>): void {
    writeSync(this.file, `${JSON.stringify({ ...entry, generation: this.generation, pid: process.pid })}\n`);
    fsyncSync(this.file);
  }
}

/** All entries of a ledger; a line that its process did not finish counts as not written. */
export function readLedger(path: string): readonly Entry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.slice(0, -1).flatMap((line) => (line.endsWith("}") ? [JSON.parse(line) as Entry] : []));
}
