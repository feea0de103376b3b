import { create } from "@bufbuild/protobuf";
import { type RunEvent, RunResumedSchema, type RunStarted } from "../../generated/protograph/v1/event_pb.js";
import { NodeState, RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import { canonicalBytes } from "../canonical/canonical-bytes.js";
import type { Clock } from "../engine/clock.js";
import type { Callee, MemoryNode } from "../engine/callee.js";
import type { Walk } from "../engine/walk.js";
import type { EventDetail, Observer } from "../engine/walk-host.js";
import { isRunNote, readEntry, type StepEventType } from "../events/log-entry.js";
import { OrderedIds } from "../history/ordered-ids.js";
import { type EventContent, type EventOrigin, type EventScope, newEvent } from "../history/new-event.js";
import { CancelledError } from "../errors.js";
import type { CheckpointRecord, PendingChange, RunChange, StateChange } from "../store/batch.js";
import { eventBytes } from "../store/merge-changes.js";
import type { Queued, WriteBehind } from "../store/write-behind.js";
import type { Continuation } from "./continuation.js";
import type { Past } from "./past.js";
import { endPayload, runPayload, stepPayload } from "./to-payload.js";

export interface JournalParts {
  readonly queue: WriteBehind;
  readonly clock: Clock;
  readonly origin: EventOrigin;
  readonly walk: Walk<Callee>;
  readonly continuation: Continuation;
  /** The node that returns the run's output as it is, where there is one. */
  readonly outputNode: MemoryNode | undefined;
  /** The hash of what the run has come to, where no node has returned it. */
  readonly hashOfOutcome: (outcome: unknown) => Uint8Array;
}

/**
 * Writes down what happens in a run, for the queue: makes the events of the walk's log when a batch is cut, folds them,
 * and puts checkpoints and the state beside them.
 *
 * What an earlier process has written already is not written again: a node that has ended in the run's history has no
 * further events, whatever this process had to do to come to where the other was.
 */
export class Journal implements PendingChange, Observer {
  readonly tenant: string;
  readonly runId: string;
  readonly engineAttempt: number;
  /** By node: the hash of what it was given first, and of what it has returned. */
  readonly inputHashes: (Uint8Array | undefined)[] = [];
  readonly outputHashes: (Uint8Array | undefined)[] = [];
  /** The signal that has the run cancelled, where one has. */
  cancelSignal = "";
  private queued: Queued | undefined;
  /** When the entries of the walk's log were written. */
  private readonly times: number[] = [];
  /** How many of those are events already. */
  private written = 0;
  private isOpen = false;
  private isEnded = false;
  private seq: number;
  private state: StateChange | undefined;
  private checkpoints: CheckpointRecord[] = [];
  private signals: string[] = [];
  /** What becomes of the news while they are written. */
  private events: RunEvent[] = [];

  constructor(private readonly parts: JournalParts) {
    const { tenant, runId, engineAttempt } = parts.origin;
    this.tenant = tenant;
    this.runId = runId;
    this.engineAttempt = engineAttempt;
    const { lastRunSeq, opening } = parts.continuation;
    this.seq = lastRunSeq;
    this.state = opening.kind === "new" ? { state: "RUNNING" } : undefined;
  }

  /** The walk's log has grown, or the run has ended. */
  update(): void {
    const { walk, clock } = this.parts;
    const news = walk.log.length - this.times.length;
    if (news > 0) {
      const now = clock.now();
      for (let more = news; more > 0; more--) this.times.push(now);
    }
    this.changed(news * eventBytes);
  }

  /** Keeps what a step has returned. */
  keep(checkpoint: CheckpointRecord): void {
    this.checkpoints.push(checkpoint);
    this.changed(eventBytes + checkpoint.value.length);
  }

  /** Says where the run stands, other than that it goes on or has ended. */
  stand(state: StateChange): void {
    this.state = state;
    this.changed(0);
  }

  /** Notes that a signal has taken effect. */
  applied(signalId: string): void {
    this.signals.push(signalId);
    this.changed(0);
  }

  take(): RunChange {
    this.queued = undefined;
    const { create: submission, projection } = this.parts.continuation;
    this.events = [];
    this.writeNews();
    const { events } = this;
    const change: RunChange = {
      tenant: this.tenant,
      runId: this.runId,
      engineAttempt: this.engineAttempt,
      ...(!this.isCreated && submission && { create: submission }),
      ...(this.state && { state: this.state }),
      events,
      checkpoints: this.checkpoints,
      signalsApplied: this.signals,
      ...(events.length > 0 && {
        snapshot: { lastRunSeq: this.seq, value: canonicalBytes(RunSnapshotSchema, projection.snapshot()) },
      }),
    };
    this.isCreated = true;
    this.state = undefined;
    this.checkpoints = [];
    this.signals = [];
    return change;
  }

  private isCreated = false;

  private changed(bytes: number): void {
    const { queue } = this.parts;
    if (this.queued) queue.grow(this.queued, bytes);
    else this.queued = queue.enqueue(this, eventBytes + bytes);
  }

  /** Makes events of what has happened since the last batch. */
  private writeNews(): void {
    const { walk, clock, outputNode, hashOfOutcome } = this.parts;
    const { attempt } = this.parts.continuation;
    if (!this.isOpen) {
      this.isOpen = true;
      this.writeOpening(this.times[this.written] ?? clock.now());
    }
    for (; this.written < walk.log.length; this.written++) this.writeEntry(this.written);
    const { status, outcome } = walk;
    if (this.isEnded || status === "RUNNING" || status === "LEFT") return;
    this.isEnded = true;
    const hash = () => (outputNode && this.outputHashes[outputNode.index]) ?? hashOfOutcome(outcome);
    const end = status === "COMPLETED" ? { hash: hash() } : { error: outcome };
    this.state = { state: status };
    this.write({ emittedAtMs: clock.now(), logicalAttempt: attempt }, endPayload(status, end, this.cancelSignal));
  }

  private writeOpening(emittedAtMs: number): void {
    const { walk, continuation } = this.parts;
    const { opening, replanned, attempt } = continuation;
    const { engineAttempt } = this;
    const of = { emittedAtMs, logicalAttempt: attempt };
    if (replanned) {
      const payload = { case: "runReplanned" as const, value: replanned.event };
      this.write({ emittedAtMs, logicalAttempt: replanned.attempt, occurrence: String(engineAttempt) }, payload);
    }
    if (opening.kind === "woken") {
      const { signalId } = opening;
      const payload = { case: "runResumed" as const, value: create(RunResumedSchema, { signalId }) };
      this.write({ ...of, occurrence: signalId || String(engineAttempt) }, payload);
    } else if (opening.kind !== "orphaned") {
      const { output } = walk.program;
      const anew = opening.kind === "anew" ? [...opening.nodes] : [];
      const value: RunStarted = { $typeName: "protograph.v1.RunStarted", output, anew, originalRunId: "" };
      this.write(of, { case: "runStarted", value });
    }
    const occurrence = String(attempt);
    for (const nodeId of walk.program.notNeeded) {
      if (this.isOver(nodeId, [])) continue;
      const payload = stepPayload("StepSkipped", { reason: "NOT_NEEDED" }, none);
      this.write({ emittedAtMs, logicalAttempt: 1, nodeId, occurrence }, payload);
    }
  }

  private writeEntry(place: number): void {
    const { walk, continuation } = this.parts;
    const { attempt: runAttempt, past, projection } = continuation;
    const { type, node, attempt } = readEntry(walk.log[place] ?? 0);
    const detail = walk.remarks?.details.get(place);
    const emittedAtMs = this.times[place] ?? this.parts.clock.now();
    if (isRunNote(type)) {
      const occurrence = detail?.signalId ?? `${this.engineAttempt}.${place}`;
      this.write({ emittedAtMs, logicalAttempt: runAttempt, occurrence }, runPayload(type, detail));
      return;
    }
    const nodeId = walk.nodes[node]?.id ?? "";
    const itemIndex = detail?.itemIndex ?? nowhere;
    if (past && (this.isOver(nodeId, itemIndex) || isRepeated(past, nodeId, itemIndex, { type, attempt, detail })))
      return;
    const hashes = { input: this.inputHashes[node], output: this.outputHashes[node] };
    const of = { emittedAtMs, nodeId, itemIndex, occurrence: String(runAttempt), logicalAttempt: Math.max(1, attempt) };
    const before = projection.stateOf(nodeId);
    // Choices, lists without items and conditions that throw have no start of their own.
    if (itemIndex.length === 0 && before === NodeState.PENDING && endsOrChooses.has(type)) {
      this.write(of, stepPayload("StepStarted", undefined, hashes));
    }
    if (before === NodeState.RUNNING && itemIndex.length === 0) {
      if (type === "StepRestored") {
        this.write(of, stepPayload("StepCompleted", detail, hashes));
        return;
      }
      // The output is there, and nobody hears any more of what is still running.
      if (type === "StepSkipped") {
        const error = new CancelledError(this.runId, `step ${nodeId} was not needed any more`);
        this.write(of, stepPayload("StepFailed", { error }, hashes));
        return;
      }
    }
    this.write(of, stepPayload(type, detail, hashes));
  }

  /** Writes the next event of the run, and folds it. */
  private write(scope: EventScope, payload: EventContent["payload"]): void {
    const runSeq = ++this.seq;
    const event = newEvent(this.parts.origin, scope, { eventId: ids.at(scope.emittedAtMs), runSeq, payload });
    this.parts.continuation.projection.apply(event);
    this.events.push(event);
  }

  /** Whether a node, or an item of one, has ended in what earlier processes have written. */
  private isOver(nodeId: string, itemIndex: readonly number[]): boolean {
    const { past } = this.parts.continuation;
    return [past?.node(nodeId), past?.place(nodeId, itemIndex)].some((at) => at !== undefined && over.has(at.state));
  }
}

/** Ids of all events of this process. */
const ids = new OrderedIds();

const nowhere: readonly number[] = [];

const none = { input: undefined, output: undefined };

const over: ReadonlySet<NodeState> = new Set([
  NodeState.SUCCEEDED,
  NodeState.RESTORED,
  NodeState.FAILED,
  NodeState.SKIPPED,
]);

const endsOrChooses: ReadonlySet<StepEventType> = new Set(["StepCompleted", "StepFailed", "StepRetried", "StepChosen"]);

interface Repeatable {
  readonly type: StepEventType;
  readonly attempt: number;
  readonly detail: EventDetail | undefined;
}

/** Whether an earlier process has written the same of a node that has not ended. */
function isRepeated(
  past: Past,
  nodeId: string,
  itemIndex: readonly number[],
  { type, attempt, detail }: Repeatable,
): boolean {
  if (type === "StepChosen") return past.chosen(nodeId, itemIndex) === detail?.chosen;
  const at = past.place(nodeId, itemIndex);
  return type === "StepStarted" && at?.state === NodeState.RUNNING && attempt <= at.logicalAttempt;
}
