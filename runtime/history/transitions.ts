import { NodeState, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import type { RunEventType, StepEventType } from "./event-types.js";

/** Where each event leads from each state; an event that is not listed cannot happen there. */
type Transitions<State extends number, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

/**
 * The states of a run. UNSPECIFIED is before its first event.
 *
 * What has ended stays as it is, but for a failed run that a new attempt continues. A parked run goes on before it is
 * paused or ends. Another plan changes what a run consists of, and not where it stands.
 */
export const runTransitions: Transitions<RunState, RunEventType> = {
  [RunState.UNSPECIFIED]: { RunQueued: RunState.QUEUED, RunStarted: RunState.RUNNING },
  [RunState.QUEUED]: {
    RunStarted: RunState.RUNNING,
    RunFailed: RunState.FAILED,
    RunCancelled: RunState.CANCELLED,
    RunReplanned: RunState.QUEUED,
  },
  [RunState.RUNNING]: {
    RunPaused: RunState.PAUSED,
    RunParked: RunState.PARKED,
    RunCompleted: RunState.COMPLETED,
    RunFailed: RunState.FAILED,
    RunCancelled: RunState.CANCELLED,
    RunReplanned: RunState.RUNNING,
  },
  [RunState.PAUSED]: {
    RunResumed: RunState.RUNNING,
    RunCompleted: RunState.COMPLETED,
    RunFailed: RunState.FAILED,
    RunCancelled: RunState.CANCELLED,
    RunReplanned: RunState.PAUSED,
  },
  [RunState.PARKED]: { RunResumed: RunState.RUNNING, RunReplanned: RunState.PARKED },
  [RunState.COMPLETED]: {},
  [RunState.FAILED]: { RunStarted: RunState.RUNNING, RunReplanned: RunState.FAILED },
  [RunState.CANCELLED]: {},
};

/**
 * What a node can go through; `Anew` is that a new attempt of the run, or another plan, names it among those that are to
 * run anew.
 */
export type NodeEventType = StepEventType | "Anew";

/**
 * The states of a node. UNSPECIFIED is no state of a node.
 *
 * StepRetried is a failure and the new attempt that follows it in one. What has ended stays as it is, but for a new
 * attempt of the run, or another plan.
 */
export const nodeTransitions: Transitions<NodeState, NodeEventType> = {
  [NodeState.UNSPECIFIED]: {},
  [NodeState.PENDING]: {
    StepStarted: NodeState.RUNNING,
    StepSkipped: NodeState.SKIPPED,
    StepRestored: NodeState.RESTORED,
    StepChosen: NodeState.PENDING,
    Anew: NodeState.PENDING,
  },
  [NodeState.RUNNING]: {
    StepCompleted: NodeState.SUCCEEDED,
    StepFailed: NodeState.FAILED,
    StepRetried: NodeState.PENDING,
    StepChosen: NodeState.RUNNING,
    Anew: NodeState.PENDING,
  },
  [NodeState.SUCCEEDED]: { Anew: NodeState.PENDING },
  [NodeState.FAILED]: { Anew: NodeState.PENDING },
  [NodeState.SKIPPED]: { Anew: NodeState.PENDING },
  [NodeState.RESTORED]: { Anew: NodeState.PENDING },
};

/**
 * The states of an item: those of a node, but its start is no event of its own, or a list would fill the history with
 * them. So what ends an attempt may be the first that is heard of it.
 */
export const itemTransitions: Transitions<NodeState, NodeEventType> = {
  ...nodeTransitions,
  [NodeState.PENDING]: { ...nodeTransitions[NodeState.RUNNING], ...nodeTransitions[NodeState.PENDING] },
};

/** Events of nodes that can happen while the run is in a state: while it is paused, nothing starts. */
export const stepEventsIn: Readonly<Record<RunState, ReadonlySet<StepEventType>>> = {
  [RunState.UNSPECIFIED]: new Set(),
  [RunState.QUEUED]: new Set(),
  [RunState.RUNNING]: new Set<StepEventType>([
    "StepStarted",
    "StepCompleted",
    "StepFailed",
    "StepRetried",
    "StepSkipped",
    "StepChosen",
    "StepRestored",
  ]),
  [RunState.PAUSED]: new Set<StepEventType>(["StepCompleted", "StepFailed", "StepRetried", "StepSkipped"]),
  [RunState.PARKED]: new Set(),
  [RunState.COMPLETED]: new Set(),
  [RunState.FAILED]: new Set(),
  [RunState.CANCELLED]: new Set(),
};
