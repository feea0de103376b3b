import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";

/**
 * A file outside of the database that says what happened, line by line. What was noted is on the disk when `note`
 * returns: it outlives any process, and whatever the database forgets.
 */
export class Ledger {
  private readonly file: number;

  constructor(readonly path: string) {
    this.file = openSync(path, "a");
  }

  note(...words: readonly (string | number)[]): void {
    writeSync(this.file, `${words.join(" ")}\n`);
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }

  /** The lines of a ledger, of which the last may have been cut off by the end of its process. */
  static read(path: string): readonly (readonly string[])[] {
    if (!existsSync(path)) return [];
    return readFileSync(path, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split(" "));
  }
}
