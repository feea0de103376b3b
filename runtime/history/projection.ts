import { create } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { RunEvent, RunParked, RunReplanned, RunStarted } from "../../generated/protograph/v1/event_pb.js";
import type { Failure } from "../../generated/protograph/v1/failure_pb.js";
import {
  Consistency,
  type IllegalEvent,
  IllegalEventSchema,
  NodeState,
  type RunSnapshot,
  RunState,
  RunSubstate,
} from "../../generated/protograph/v1/snapshot_pb.js";
import {
  type EventType,
  eventTypes,
  isStepEvent,
  type RunEventType,
  type StepEventType,
  typeOf,
} from "./event-types.js";
import { NodeFold } from "./node-fold.js";
import { runTransitions, stepEventsIn } from "./transitions.js";

/** What an event did to a projection. */
export type Effect = "applied" | "duplicate" | "illegal" | "unknown";

/** Illegal events beyond these are counted only: a broken history must not grow its snapshot without end. */
const keptIllegal = 16;

/** Who the run is; the same in all its events but where another release takes it up. */
interface Identity {
  runId: string;
  tenant: string;
  graph: string;
  planDigest: string;
  release: string;
}

/**
 * Folds a run's events, in the order of `runSeq`, into its snapshot. It is pure: it reads no clock, and the same nodes
 * and events give the same snapshot.
 *
 * What cannot have happened changes nothing but a mark; what is not known, nothing but the place in the history.
 */
export class Projection {
  private identity: Identity | undefined;
  private state = RunState.UNSPECIFIED;
  private attempt = 0;
  private lastRunSeq = 0n;
  private output = "";
  private outputHash: Uint8Array = new Uint8Array();
  private failure: Failure | undefined;
  private originalRunId = "";
  private parked: RunParked | undefined;
  private queuedAt: Timestamp | undefined;
  private startedAt: Timestamp | undefined;
  private endedAt: Timestamp | undefined;
  private readonly nodes = new Map<string, NodeFold>();
  private illegalCount = 0n;
  private readonly illegal: IllegalEvent[] = [];

  /**
   * @param nodes ids of the plan's nodes, which are PENDING from the start.
   */
  constructor(nodes: Iterable<string> = []) {
    for (const id of nodes) this.nodes.set(id, new NodeFold(id));
  }

  /** Continues where a snapshot has come to. */
  static from(snapshot: RunSnapshot): Projection {
    const projection = new Projection();
    const { runId, tenant, graph, planDigest, release } = snapshot;
    if (snapshot.lastRunSeq > 0n) projection.identity = { runId, tenant, graph, planDigest, release };
    projection.state = snapshot.state;
    projection.attempt = snapshot.logicalAttempt;
    projection.lastRunSeq = snapshot.lastRunSeq;
    projection.output = snapshot.output;
    projection.outputHash = snapshot.outputHash;
    projection.failure = snapshot.failure;
    projection.originalRunId = snapshot.originalRunId;
    projection.parked = snapshot.parked;
    projection.queuedAt = snapshot.queuedAt;
    projection.startedAt = snapshot.startedAt;
    projection.endedAt = snapshot.endedAt;
    for (const node of snapshot.nodes) projection.nodes.set(node.id, NodeFold.from(node));
    projection.illegalCount = snapshot.illegalCount;
    projection.illegal.push(...snapshot.illegal);
    return projection;
  }

  /** Takes the next event. One at or before the last is a duplicate; see RunLog for events in any order. */
  apply(event: RunEvent): Effect {
    if (event.runSeq <= this.lastRunSeq) return "duplicate";
    this.lastRunSeq = event.runSeq;
    this.identity ??= identityOf(event);
    const type = knownType(event);
    if (type === "unknown") return "unknown";
    const fault = type === "inconsistent" ? "its type is not that of its payload" : this.take(event, type);
    if (fault === undefined) return "applied";
    this.illegalCount++;
    if (this.illegal.length < keptIllegal) {
      const { eventId, runSeq } = event;
      this.illegal.push(create(IllegalEventSchema, { eventId, runSeq, type: event.type, reason: fault }));
    }
    return "illegal";
  }

  /** Where a node stands. */
  stateOf(nodeId: string): NodeState {
    return this.nodes.get(nodeId)?.state ?? NodeState.PENDING;
  }

  /** The state so far, as a message of its own. */
  snapshot(): RunSnapshot {
    const draining =
      this.state === RunState.PAUSED && [...this.nodes.values()].some(({ state }) => state === NodeState.RUNNING);
    const { runId = "", tenant = "", graph = "", planDigest = "", release = "" } = this.identity ?? {};
    const snapshot: RunSnapshot = {
      $typeName: "protograph.v1.RunSnapshot",
      runId,
      tenant,
      graph,
      planDigest,
      release,
      state: this.state,
      substate: draining ? RunSubstate.DRAINING : RunSubstate.UNSPECIFIED,
      logicalAttempt: this.attempt,
      lastRunSeq: this.lastRunSeq,
      output: this.output,
      outputHash: this.outputHash,
      originalRunId: this.originalRunId,
      nodes: [...this.nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map((node) => node.snapshot()),
      consistency: this.illegalCount === 0n ? Consistency.CONSISTENT : Consistency.INCONSISTENT,
      illegalCount: this.illegalCount,
      illegal: [...this.illegal],
    };
    if (this.failure) snapshot.failure = this.failure;
    if (this.parked) snapshot.parked = this.parked;
    if (this.queuedAt) snapshot.queuedAt = this.queuedAt;
    if (this.startedAt) snapshot.startedAt = this.startedAt;
    if (this.endedAt) snapshot.endedAt = this.endedAt;
    return snapshot;
  }

  /** @returns why the event cannot have happened, and then nothing has changed. */
  private take(event: RunEvent, type: EventType): string | undefined {
    if (event.runId !== this.identity?.runId || event.tenant !== this.identity.tenant) return "it is of another run";
    return isStepEvent(type) ? this.takeStepEvent(event, type) : this.takeRunEvent(event, type);
  }

  private takeStepEvent(event: RunEvent, type: StepEventType): string | undefined {
    if (event.nodeId === "") return "it names no node";
    if (!stepEventsIn[this.state].has(type)) return `the run is ${nameOf(this.state)}`;
    const known = this.nodes.get(event.nodeId);
    const node = known ?? new NodeFold(event.nodeId);
    const fault = node.take(event);
    if (fault === undefined && known === undefined) this.nodes.set(node.id, node);
    return fault;
  }

  private takeRunEvent(event: RunEvent, type: RunEventType): string | undefined {
    if (event.nodeId !== "" || event.itemIndex.length > 0) return "it names a node";
    const next = runTransitions[this.state][type];
    if (next === undefined) return `the run is ${nameOf(this.state)}`;
    const { logicalAttempt, payload } = event;
    if (payload.case === "runStarted") {
      if (logicalAttempt <= this.attempt) return `attempt ${this.attempt} of the run has started before`;
      const fault = this.start(payload.value, this.attempt > 0);
      if (fault !== undefined) return fault;
      this.attempt = logicalAttempt;
    } else if (this.attempt > 0 && logicalAttempt !== this.attempt) {
      return `the run is in attempt ${this.attempt}`;
    }
    if (payload.case === "runReplanned") {
      const fault = this.replan(payload.value);
      if (fault !== undefined) return fault;
    } else this.parked = undefined;
    this.state = next;
    this.identity = identityOf(event);
    this.note(event);
    return undefined;
  }

  /** A further attempt forgets how the one before ended. */
  private start({ output, originalRunId, anew }: RunStarted, further: boolean): string | undefined {
    if (anew.length > 0 && !further) return "a first attempt runs nothing anew";
    const missing = anew.find((id) => !this.nodes.has(id));
    if (missing !== undefined) return `there is no node ${missing} to run anew`;
    for (const id of anew) this.nodes.get(id)?.anew();
    if (output !== "") this.output = output;
    if (originalRunId !== "") this.originalRunId = originalRunId;
    return undefined;
  }

  /** All of it or nothing: its nodes are looked up before any is changed. */
  private replan({ gone, renamed, added, anew }: RunReplanned): string | undefined {
    const nodes = new Map(this.nodes);
    const missing = [...gone, ...renamed.map(({ from }) => from)].find((id) => !nodes.delete(id));
    if (missing !== undefined) return `there is no node ${missing}, or it is named twice`;
    for (const { from, to } of renamed) {
      if (nodes.has(to)) return `there is a node ${to} already`;
      nodes.set(to, NodeFold.renamed(this.nodes.get(from), to));
    }
    for (const id of added) {
      if (nodes.has(id)) return `there is a node ${id} already`;
      nodes.set(id, new NodeFold(id));
    }
    const unknown = anew.find((id) => !nodes.has(id));
    if (unknown !== undefined) return `there is no node ${unknown} to run anew`;
    for (const id of anew) nodes.get(id)?.anew();
    this.nodes.clear();
    for (const [id, node] of nodes) this.nodes.set(id, node);
    return undefined;
  }

  private note({ payload, emittedAt }: RunEvent): void {
    switch (payload.case) {
      case "runQueued":
        this.queuedAt = emittedAt;
        this.output = payload.value.output;
        this.originalRunId = payload.value.originalRunId;
        break;
      case "runStarted":
        this.startedAt = emittedAt;
        this.endedAt = undefined;
        this.failure = undefined;
        break;
      case "runParked":
        this.parked = payload.value;
        break;
      case "runCompleted":
        this.endedAt = emittedAt;
        this.outputHash = payload.value.outputHash;
        break;
      case "runFailed":
      case "runCancelled":
        this.endedAt = emittedAt;
        this.failure = payload.value.failure;
        break;
      default:
        break;
    }
  }
}

/** Folds all events there are: of a run whose plan has these nodes, sorted by `runSeq`. */
export function project(nodes: Iterable<string>, events: Iterable<RunEvent>): RunSnapshot {
  return foldInto(new Projection(nodes), events);
}

/** Folds events that came after a snapshot; those it has seen change nothing. */
export function advance(snapshot: RunSnapshot, events: Iterable<RunEvent>): RunSnapshot {
  return foldInto(Projection.from(snapshot), events);
}

function foldInto(projection: Projection, events: Iterable<RunEvent>): RunSnapshot {
  for (const event of events) projection.apply(event);
  return projection.snapshot();
}

function identityOf({ runId, tenant, graph, planDigest, release }: RunEvent): Identity {
  return { runId, tenant, graph, planDigest, release };
}

/** A type without a payload that can be read comes from a later version of the contract. */
function knownType({ type, payload }: RunEvent): EventType | "unknown" | "inconsistent" {
  if (payload.case === undefined) return eventTypes.includes(type as EventType) ? "inconsistent" : "unknown";
  const known = typeOf(payload.case);
  return known === type ? known : "inconsistent";
}

function nameOf(state: RunState): string {
  return state === RunState.UNSPECIFIED ? "not there yet" : RunState[state];
}
