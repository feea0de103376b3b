import type { Failure } from "../../generated/protograph/v1/failure_pb.js";
import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";

/** An event that is to be delivered to a sink. */
export interface PendingEvent {
  /** With `persistedAt`: it is committed. */
  readonly event: RunEvent;
  /** How often it was tried and failed; redriving starts from 0 again. */
  readonly failures: number;
}

/** Events that nobody else delivers to the sink for a while. */
export interface Claim {
  readonly sink: string;
  /** Fences: once the claim has passed to somebody else, what is settled with this token changes nothing. */
  readonly token: string;
  /** Sorted so that events of one run stand in the order of `runSeq`. */
  readonly events: readonly PendingEvent[];
}

/** How the events of a claim ended, by event id. Those it does not name were not tried, and are free again. */
export interface Outcome {
  readonly delivered: readonly string[];
  /** To be tried again, not before `retryInMs` milliseconds of the store's time have passed. */
  readonly failed: readonly { readonly eventId: string; readonly failure: Failure; readonly retryInMs: number }[];
  /** Not to be tried again until they are redriven. */
  readonly parked: readonly { readonly eventId: string; readonly failure: Failure }[];
}

/** An event that was given up until somebody redrives it. */
export interface ParkedEvent extends PendingEvent {
  readonly failure: Failure;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly parkedAtMs: number;
}

/** Which parked events of a sink; all of them where nothing is said. */
export interface ParkedFilter {
  readonly tenant?: string;
  readonly runId?: string;
  readonly eventId?: string;
}

/**
 * What a store offers for the delivery of events: the port of the relay.
 *
 * What always holds: an event is in the outbox exactly if it is committed, however late its transaction commits. Of one
 * run, the events a sink may claim are the first ones that it has not been delivered: one that is claimed by somebody
 * else, waits for its next try, or is parked, keeps all later ones of its run back, and none of any other run.
 */
export interface Outbox {
  /**
   * Claims events that are due, those that have waited longest first. Never waits for what others have locked.
   *
   * @param leaseMs for how long, in milliseconds of the store's time; who has not settled by then has lost the claim.
   */
  claim(sink: string, options: { readonly limit: number; readonly leaseMs: number }): Promise<Claim>;

  /** Ends a claim, in one transaction; without effect on events that the claim no longer holds. */
  settle(claim: Claim, outcome: Outcome): Promise<void>;

  /** What was parked, oldest first. */
  parked(sink: string, filter?: ParkedFilter): Promise<readonly ParkedEvent[]>;

  /**
   * Has parked events tried again, at once.
   *
   * @returns how many there were.
   */
  redrive(sink: string, filter?: ParkedFilter): Promise<number>;
}
