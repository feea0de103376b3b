import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import type { Clock } from "../../engine/clock.js";
import { MemoryOutbox } from "../../outbox/memory-outbox.js";
import type { CheckpointKey, CheckpointRecord } from "../batch.js";
import { FencedError } from "../errors.js";
import type { RunRecord } from "../run-record.js";
import type { PendingSignal, SignalRefusal } from "../signal.js";
import type { Owner, StoredSnapshot } from "../store.js";
import type { StoredPlan } from "../stored-plan.js";
import type { RunKey, Submission } from "../submission.js";

/** A process with a lease. Times are the clock's milliseconds. */
interface OwnerRow {
  readonly token: number;
  leaseUntil: number;
  fenced: boolean;
}

/** A signal that was decided on. */
interface SignalRow extends PendingSignal {
  readonly refusal: SignalRefusal | undefined;
  applied: boolean;
}

/** A run with all that is kept of it. */
export interface RunRow extends Omit<Submission, "planDigest" | "release">, Pick<RunRecord, "createdAt"> {
  planDigest: Uint8Array;
  release: string;
  state: RunRecord["state"];
  substate: string;
  owner: number;
  engineAttempt: number;
  changedAt: Date;
  endedAt: Date | undefined;
  wakeAt: Date | undefined;
  /** Whether its checkpoints were removed. */
  swept: boolean;
  /** In the order of `runSeq`. */
  readonly events: RunEvent[];
  /** The same, by their names. */
  readonly eventsByName: Map<string, RunEvent>;
  readonly checkpoints: Map<string, CheckpointRecord>;
  snapshot: StoredSnapshot | undefined;
  /** Since when it has events that its snapshot has not. */
  behindSince: number | undefined;
  readonly signals: Map<string, SignalRow>;
}

/** What the stores of several processes share: the rows, and the time. */
export class MemoryDatabase {
  readonly owners = new Map<number, OwnerRow>();
  /** In the order of their creation. */
  readonly runs = new Map<string, RunRow>();
  /** By digest. */
  readonly plans = new Map<string, StoredPlan>();
  readonly outbox: MemoryOutbox;
  private tokens = 0;

  constructor(readonly clock: Pick<Clock, "now">) {
    this.outbox = new MemoryOutbox(clock);
  }

  now(): Date {
    return new Date(this.clock.now());
  }

  nextToken(): number {
    return ++this.tokens;
  }

  run(key: RunKey): RunRow | undefined {
    return this.runs.get(runName(key));
  }

  /** @throws FencedError */
  requireOwner({ token }: Owner): OwnerRow {
    const owner = this.owners.get(token);
    if (!owner || owner.fenced) throw new FencedError(token);
    return owner;
  }

  /** Whether a process may still write, and is known to live. */
  isAlive(token: number): boolean {
    const owner = this.owners.get(token);
    return owner !== undefined && !owner.fenced && owner.leaseUntil >= this.clock.now();
  }
}

/** How a store asks the database: one thing at a time, never in the turn of who asks. */
export type Ask = <T>(work: (database: MemoryDatabase) => T | Promise<T>) => Promise<T>;

/** A run's key as text that can be compared: neither part can hold the separator. */
export function runName({ tenant, runId }: RunKey): string {
  return `${tenant}\u0000${runId}`;
}

export function checkpointName({ outputType, itemIndex, inputHash }: CheckpointKey): string {
  return [outputType, itemIndex.join("."), keyText(inputHash)].join("\u0000");
}

/** Bytes as text that can be compared. */
export function keyText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** What is kept is out of reach: whoever changes the bytes it was made of, or those it was read as, changes nothing. */
export function copy(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}
