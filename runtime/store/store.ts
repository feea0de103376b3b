import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import type { Outbox } from "../outbox/outbox.js";
import type { Batch, CheckpointRecord, Flushed } from "./batch.js";
import type { RunKey, Submission } from "./submission.js";
import type { RunEnd, RunRecord, RunState, TakenRun } from "./run-record.js";
import type { PlanMove, PlanStore } from "./stored-plan.js";
import type { KeptSignal, PendingSignal, SignalDecision, SignalRefusal, SignalRequest } from "./signal.js";

/** The right of one process to write, for as long as its lease is renewed. */
export interface Owner {
  /** The fencing token, from a sequence: who comes later has a greater one. */
  readonly token: number;
  readonly leaseMs: number;
}

/** What is found when a lease is renewed. */
export interface Renewed {
  /** Whether signals wait for runs that the owner holds. */
  readonly signals: boolean;
}

/** Leases of processes. Only the database's clock is asked. */
export interface OwnerStore {
  /** @param name what people call the process. */
  register(name: string, leaseMs: number): Promise<Owner>;
  /**
   * Renews the lease, also one that has run out and that nobody has taken over.
   *
   * @throws FencedError
   */
  renew(owner: Owner): Promise<Renewed>;
  /** Ends the lease: what the owner still holds may be taken over at once. */
  release(owner: Owner): Promise<void>;
}

/** What makes runs durable. */
export interface FlushStore {
  /**
   * Commits a batch, all of it or nothing, and checks the owner in the same transaction. The same batch may be flushed
   * again: what is there already stays as it is. One flush of an owner at a time.
   *
   * @throws FencedError where the owner was taken over: nothing was written.
   * @throws StoreUnavailableError where it is unknown whether the batch was committed: flush it again, unchanged.
   * @throws StoreRefusedError where the database would never take the batch: nothing was written.
   */
  flush(owner: Owner, batch: Batch): Promise<Flushed>;
}

/** What became of an admission. */
export interface Admitted {
  readonly run: RunRecord;
  /** Whether the run was there before, with the same body. */
  readonly repeated: boolean;
}

/** Which runs may be taken up. */
export interface TakeFilter {
  /** The plans whose runs this process can go on with; it leaves all other runs to processes that can with theirs. */
  readonly plans: readonly PlanMove[];
  /** Only this run. */
  readonly run?: RunKey;
  readonly limit: number;
}

/** Runs, from their admission to their end. */
export interface RunStore {
  /**
   * Accepts a run under an id that was chosen outside, by one insert; `owner` holds it at once.
   *
   * @throws RunConflictError where the id was used for another body.
   * @throws FencedError
   */
  admit(owner: Owner, submission: Submission): Promise<Admitted>;
  /**
   * Takes up runs that nobody works on: those whose owner's lease has run out, those that are parked and due, and failed
   * ones that are to be retried. Each is on the plan from then on that its move names.
   *
   * @throws FencedError
   */
  takeUp(owner: Owner, filter: TakeFilter): Promise<readonly TakenRun[]>;
  /** All checkpoints of a run, by one query and, for values over 1 MiB, one more for each few parts of them. */
  checkpoints(run: RunKey): Promise<readonly CheckpointRecord[]>;
  /**
   * Forgets the outcomes of some messages, so that their steps run anew.
   *
   * @throws FencedError
   */
  forget(owner: Owner, run: RunKey, outputTypes: readonly string[]): Promise<void>;
}

/** A snapshot as it is kept. */
export interface StoredSnapshot {
  readonly lastRunSeq: number;
  readonly value: Uint8Array;
}

/** Which runs are listed, the latest first. */
export interface RunFilter {
  readonly tenant: string;
  readonly states?: readonly RunState[];
  readonly graph?: string;
  /** Those that began before this one did. */
  readonly before?: Pick<RunRecord, "createdAt" | "runId">;
  readonly limit: number;
}

/** What was, for whoever looks. */
export interface HistoryStore {
  run(run: RunKey): Promise<RunRecord | undefined>;
  runs(filter: RunFilter): Promise<readonly RunRecord[]>;
  /** Events in the order of `runSeq`, with their idempotency keys, and when they were kept. */
  events(run: RunKey, page: { readonly afterSeq: number; readonly limit: number }): Promise<readonly RunEvent[]>;
  snapshot(run: RunKey): Promise<StoredSnapshot | undefined>;
}

/** What people and programs tell runs. */
export interface SignalStore {
  /**
   * Decides on a signal and keeps the decision. A parked run that takes one is due at once, a failed one that is to be
   * retried may be taken up.
   *
   * @param refusal why it is refused whatever the run's state; left out where its state decides.
   */
  signal(request: SignalRequest, refusal?: SignalRefusal): Promise<SignalDecision>;
  /** Accepted signals that have not taken effect, of all runs the owner holds, in the order of their decisions. */
  pendingSignals(owner: Owner): Promise<readonly PendingSignal[]>;
  /** All signals of a run, accepted or refused, in the order of their decisions. */
  signals(run: RunKey): Promise<readonly KeptSignal[]>;
}

/** How long things are kept, in milliseconds of database time; `Infinity` for ever. */
export interface Retention {
  /** Checkpoints, after their run's end. */
  readonly endedMs: number;
  /** Checkpoints of a run whose owner's lease has run out and that nobody has taken up since. */
  readonly abandonedMs: number;
  /** Runs with their history, after their end; what is still to be delivered is kept. */
  readonly historyMs: number;
}

/** How much a sweep removed. */
export interface Swept {
  readonly checkpoints: number;
  readonly runs: number;
}

/** How far behind things are. */
export interface StoreGauges {
  /** Runs that have not ended. */
  readonly runs: Readonly<Record<Exclude<RunState, RunEnd>, number>>;
  /** Events of runs that go on which no snapshot has in it yet, and how long the oldest of them has waited. */
  readonly projection: { readonly events: number; readonly oldestMs: number };
  readonly outbox: readonly {
    readonly sink: string;
    readonly runs: number;
    readonly events: number;
    readonly oldestMs: number;
    readonly parked: number;
  }[];
}

/** What keeps a store usable. */
export interface UpkeepStore {
  /** Removes what has been kept long enough, a limited number of runs at a time: call it until it removes nothing. */
  sweep(retention: Retention): Promise<Swept>;
  gauges(): Promise<StoreGauges>;
  /**
   * Has something done before the store is closed, while it can still be asked.
   *
   * @returns takes that back.
   */
  whenClosing(act: () => Promise<void>): () => void;
  /**
   * Ends what uses the store, and makes durable what was not; then frees connections and files. Nothing may be asked of
   * the store afterwards.
   */
  close(): Promise<void>;
}

/** Where runs are kept: the port of everything durable. All times are the database's. */
export interface Store extends OwnerStore, FlushStore, PlanStore, RunStore, HistoryStore, SignalStore, UpkeepStore {
  /** What the relay needs. */
  readonly outbox: Outbox;
}
