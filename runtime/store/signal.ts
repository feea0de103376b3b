import type { RunKey } from "./submission.js";
import type { RunState } from "./run-record.js";

/** What a signal asks of a run. */
export type SignalKind = "PAUSE" | "RESUME" | "CANCEL" | "RETRY" | "RETRY_FROM" | "DELIVER";

/** A signal: the same tenant, run and id is the same signal, however often it is sent. */
export interface SignalRequest extends RunKey {
  /** Chosen by the sender. */
  readonly signalId: string;
  readonly kind: SignalKind;
  /** The bytes of the whole `Signal`. */
  readonly payload: Uint8Array;
}

/** Why a signal was refused. */
export type SignalRefusal =
  "RUN_NOT_FOUND" | "RUN_TERMINAL" | "RUN_NOT_PAUSED" | "NODE_NOT_TERMINAL" | "SIGNAL_INVALID" | "NOT_AUTHORIZED";

/** What became of a signal; a repeated one gets the first one's. */
export interface SignalDecision {
  /** `undefined` where it was accepted. */
  readonly refusal: SignalRefusal | undefined;
  readonly decidedAt: Date;
  /** Whether it was decided before. */
  readonly repeated: boolean;
}

/** An accepted signal that has not taken effect yet. */
export interface PendingSignal extends SignalRequest {
  readonly decidedAt: Date;
}

/** A signal as it is kept, with what became of it. */
export interface KeptSignal extends PendingSignal {
  /** `undefined` where it was accepted. */
  readonly refusal: SignalRefusal | undefined;
  /** Whether it has taken effect. */
  readonly applied: boolean;
}

/**
 * Whether a run in a state takes a signal: a pure table, which the store asks before it keeps the decision.
 *
 * A retry of a run that is going on is refused with `NODE_NOT_TERMINAL`: the node it would try again has not ended.
 */
export function refusalOf(kind: SignalKind, state: RunState): SignalRefusal | undefined {
  const ended = state === "COMPLETED" || state === "FAILED" || state === "CANCELLED";
  switch (kind) {
    case "RETRY":
    case "RETRY_FROM":
      if (state === "FAILED") return undefined;
      return ended ? "RUN_TERMINAL" : "NODE_NOT_TERMINAL";
    case "RESUME":
      if (ended) return "RUN_TERMINAL";
      return state === "PAUSED" ? undefined : "RUN_NOT_PAUSED";
    case "PAUSE":
    case "CANCEL":
    case "DELIVER":
      return ended ? "RUN_TERMINAL" : undefined;
  }
}
