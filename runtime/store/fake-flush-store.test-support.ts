import type { Batch, Flushed } from "./batch.js";
import { FencedError, StoreRefusedError, StoreUnavailableError } from "./errors.js";
import type { FlushStore, Owner } from "./store.js";

/** A database in memory that fails, stalls and fences on command. */
export class FakeFlushStore implements FlushStore {
  /** What was committed, batch by batch. */
  readonly committed: Batch[] = [];
  /** What was asked, also where it failed. */
  readonly asked: Batch[] = [];
  /** What the next flushes find, instead of nothing. */
  findings: Partial<Flushed> = {};
  /** Run ids that it refuses for good. */
  readonly poison = new Set<string>();
  private readonly failures: ("before" | "after")[] = [];
  private fenced = false;
  private gate: Promise<void> | undefined;

  /** The next flushes break off, before or after they were committed. */
  fail(...when: readonly ("before" | "after")[]): void {
    this.failures.push(...when);
  }

  fence(): void {
    this.fenced = true;
  }

  /** Flushes wait until the result is called. */
  stall(): () => void {
    let open: () => void = () => undefined;
    this.gate = new Promise((resolve) => (open = resolve));
    return () => {
      this.gate = undefined;
      open();
    };
  }

  async flush(owner: Owner, batch: Batch): Promise<Flushed> {
    this.asked.push(batch);
    await this.gate;
    if (this.fenced) throw new FencedError(owner.token);
    const failure = this.failures.shift();
    if (failure === "before") throw new StoreUnavailableError("gone");
    if (batch.changes.some(({ runId }) => this.poison.has(runId))) throw new StoreRefusedError("never");
    this.committed.push(batch);
    if (failure === "after") throw new StoreUnavailableError("gone, and nobody knows");
    return { duplicates: [], refused: [], kept: [], lost: [], ...this.findings };
  }
}
