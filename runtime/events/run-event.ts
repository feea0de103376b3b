/**
 * Why a step does not run. `CONDITION_FALSE`: its `when` said no. `INPUT_ABSENT`: a message that it requires is not there.
 * `NOT_CHOSEN`: another branch was. `NOT_NEEDED`: nobody asked for its message. `CANCELLED`: the run ended without it, or
 * what it needs has failed for those who had asked.
 */
export type SkipReason = "CONDITION_FALSE" | "INPUT_ABSENT" | "NOT_CHOSEN" | "NOT_NEEDED" | "CANCELLED";

/** What became of the items of a step that is called for each item of a list or stream. */
export interface ItemCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Not called for: a condition was false, or what the item needs is absent. */
  readonly skipped: number;
}

interface Envelope {
  readonly runId: string;
  /** The event's place in its run, from 1: the only order. */
  readonly runSeq: number;
  /**
   * Milliseconds since the epoch, by the engine's clock; `undefined` where nobody watched the run when it happened.
   *
   * A run is watched from its start when it is given `onEvent`, else from the moment `run.events` is first read. Read
   * while nothing but starts has happened, as when it is read in the line after, the starts have that time too. Reading
   * a clock costs more than calling a step, which is why it is not done for nobody.
   */
  readonly at: number | undefined;
}

interface OfStep extends Envelope {
  /** The step's name. */
  readonly step: string;
  /** The try of the step, counted from 1. */
  readonly attempt: number;
  /**
   * Which item it is about, of nested lists outermost first; absent where it is about the step as a whole.
   *
   * Of a step that is called for each item, single items are only mentioned where they fail, are tried again, are chosen
   * for, or are answered by a fallback: a run's history does not grow with its streams.
   */
  readonly itemIndex?: readonly number[];
}

/** Always first. */
export interface RunStarted extends Envelope {
  readonly type: "RunStarted";
  readonly graph: string;
  /** Full name of the message asked for. */
  readonly output: string;
  readonly tenant: string | undefined;
}

/** Nothing starts any more; what is running comes to its end. */
export interface RunPaused extends Envelope {
  readonly type: "RunPaused";
  readonly reason?: string;
}

/** The run goes on. */
export interface RunResumed extends Envelope {
  readonly type: "RunResumed";
}

/** The run has nothing to do for a while, and leaves its process until it has. */
export interface RunParked extends Envelope {
  readonly type: "RunParked";
  readonly waitsFor: Waiting;
}

/** What a parked run waits for. */
export interface Waiting {
  readonly reason: "MESSAGE" | "TIMER" | "BACKOFF";
  /** Full name of the message, where it waits for one. */
  readonly message?: string;
  /** When it goes on at the latest, in milliseconds since the epoch; `undefined` where it waits without end. */
  readonly until: number | undefined;
}

/** The output is there. */
export interface RunCompleted extends Envelope {
  readonly type: "RunCompleted";
}

/** A step has failed for good, an input was wrong, or the deadline has passed. */
export interface RunFailed extends Envelope {
  readonly type: "RunFailed";
  readonly error: Error;
}

/** Somebody no longer wanted the output. */
export interface RunCancelled extends Envelope {
  readonly type: "RunCancelled";
  readonly error: Error;
}

/** An attempt of a step has started. */
export interface StepStarted extends OfStep {
  readonly type: "StepStarted";
}

/** A step has returned its message, or is over for all items. */
export interface StepCompleted extends OfStep {
  readonly type: "StepCompleted";
  /** Whether it returned `undefined`, as a step may that returns `Message | undefined`. */
  readonly absent?: boolean;
  /** Whether its fallback has answered for it. */
  readonly fallback?: boolean;
  /** Of a step that is called for each item: what became of them. */
  readonly items?: ItemCounts;
}

/** A step's message came from a checkpoint: the step was not called. */
export interface StepRestored extends OfStep {
  readonly type: "StepRestored";
  /** Whether what was kept is that there is no message. */
  readonly absent?: boolean;
}

/** A choice has been made; the chosen step has not started yet. */
export interface StepChosen extends OfStep {
  readonly type: "StepChosen";
  /** The key of the branch. */
  readonly chosen: string;
}

/** A step has failed, or did for an item, and is not tried again. */
export interface StepFailed extends OfStep {
  readonly type: "StepFailed";
  readonly error: Error;
}

/** An attempt of a step has failed, and another follows. */
export interface StepRetried extends OfStep {
  readonly type: "StepRetried";
  /** What the attempt that failed threw. */
  readonly error: unknown;
  /** The wait before the next attempt, in milliseconds. */
  readonly delayMs: number;
}

/** A step will not run. */
export interface StepSkipped extends Envelope {
  readonly type: "StepSkipped";
  readonly step: string;
  readonly reason: SkipReason;
}

/** What happened in a run: told apart by `type`, ordered by `runSeq` alone. */
export type RunEvent =
  | RunStarted
  | RunPaused
  | RunResumed
  | RunParked
  | RunCompleted
  | RunFailed
  | RunCancelled
  | StepStarted
  | StepCompleted
  | StepFailed
  | StepRetried
  | StepChosen
  | StepRestored
  | StepSkipped;
