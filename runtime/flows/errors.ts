import { describeThrown } from "../describe-thrown.js";
import { ProtographError } from "../errors.js";
import type { FlowSnapshot } from "./flow-snapshot.js";

/** Why a message was not handed on. */
export type HandoffFault =
  /** A field of its key is not set. */
  | "KEY_MISSING"
  /** Its key was accepted before with another body. */
  | "KEY_CONFLICT"
  /** Its key was accepted before, and its handoff refuses duplicates. */
  | "DUPLICATE"
  /** The window of its handoff is full, and it does not wait. */
  | "WINDOW_FULL"
  /** No case of the decision is set. */
  | "UNDECIDED"
  /** Its `map` failed, or has made something else than the consumer's message. */
  | "MAP_FAILED"
  /** Its bytes cannot be read as the consumer's message. */
  | "UNREADABLE";

/** A message was published, and is valid, but was not handed on. */
export class HandoffError extends ProtographError {
  constructor(
    override readonly code: HandoffFault,
    /** The handoff, as the plan of its flow names it. */
    readonly handoff: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${handoff}: ${message}`, options);
  }
}

/** An observer or a tap is slower than what it looks at: from now on it does not see everything. No run fails of it. */
export class ObserverError extends ProtographError {
  override readonly code = "OBSERVER_BEHIND";

  constructor(
    /** The observer or tap, as the plan of its flow names it. */
    readonly observer: string,
    window: number,
  ) {
    super(`what looks at ${observer} is behind: ${window} wait for it, and what comes while they do is dropped`);
  }
}

/**
 * A run of a flow failed. What its graphs had completed stays valid: `snapshot` says what that is.
 *
 * `cause` is what failed first: a graph's error, a HandoffError, or what a required observer threw.
 */
export class FlowError extends ProtographError {
  override readonly code = "FLOW_FAILED";

  constructor(
    readonly flow: string,
    readonly runId: string,
    /** The graph's place in the flow: `"DeliverOrder"`. */
    readonly graph: string,
    cause: unknown,
    readonly snapshot: FlowSnapshot,
  ) {
    const completed = Object.entries(snapshot.graphs).flatMap(([id, { status }]) =>
      status === "COMPLETED" ? [id] : [],
    );
    const stands = completed.length > 0 ? `; completed: ${completed.join(", ")}` : "";
    super(`${flow} failed in ${graph}: ${describeThrown(cause)} (run ${runId}${stands})`, { cause });
  }
}
