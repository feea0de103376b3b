import { randomUUID } from "node:crypto";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import { systemClock } from "../engine/clock.js";
import { ProtographError } from "../errors.js";
import type { RunKey } from "../store/submission.js";
import type { SignalDecision, SignalKind, SignalRefusal } from "../store/signal.js";
import type { SignalStore } from "../store/store.js";

/** What a run is told to do. */
export type ControlAction =
  /** Starts nothing more, and lets what runs end. */
  | { readonly kind: "PAUSE"; readonly reason?: string }
  | { readonly kind: "RESUME" }
  /** Stops; steps that run have `graceMs` to end, the engine's own grace period where it is left out. */
  | { readonly kind: "CANCEL"; readonly reason?: string; readonly graceMs?: number }
  /** Continues a failed run from its checkpoints. */
  | { readonly kind: "RETRY" }
  /** Continues a failed run from a step: it and what depends on it run anew. */
  | { readonly kind: "RETRY_FROM"; readonly step: string }
  /** Gives the run a message it awaits: its full name and its bytes. */
  | { readonly kind: "DELIVER"; readonly messageType: string; readonly message: Uint8Array };

/** Who is told what. */
export type ControlRequest = RunKey &
  ControlAction & {
    /** The same id is the same signal, however often it is sent; one of its own where it is left out. */
    readonly signalId?: string;
    /** Who sends it, for the record. */
    readonly sender?: string;
  };

/** A signal that was accepted. */
export interface Signalled {
  readonly signalId: string;
  /** By the store's clock. */
  readonly decidedAt: Date;
  /** Whether it was decided before. */
  readonly repeated: boolean;
}

/** A run was told something that it cannot do in the state it is in; its `code` says why. */
export class SignalRefusedError extends ProtographError {
  readonly tenant: string;
  readonly runId: string;

  constructor(
    override readonly code: SignalRefusal,
    { tenant, runId }: RunKey,
    readonly kind: SignalKind,
    readonly signalId: string,
  ) {
    super(sentenceOf(code, kind, tenant, runId));
    this.tenant = tenant;
    this.runId = runId;
  }
}

/**
 * Tells a run something, for who has no graph at hand: an operator, another service.
 *
 * The decision is kept before anything happens. The process that holds the run applies it within about a second; a run
 * that is parked, or that failed and is to be retried, is taken up by whoever finds it first.
 *
 * @throws SignalRefusedError where the run cannot take it: nothing happens.
 *
 * @example
 * ```ts
 * await sendSignal(store, { tenant: "default", runId: "film-42", kind: "PAUSE", signalId: "lunch" });
 * ```
 */
export async function sendSignal(store: SignalStore, request: ControlRequest): Promise<Signalled> {
  const { tenant, runId, kind, sender = "", signalId = randomUUID() } = request;
  const signal = create(SignalSchema, {
    tenant,
    runId,
    signalId,
    sender,
    sentAt: timestampFromMs(systemClock.now()),
    action: actionOf(request),
  });
  const payload = toBinary(SignalSchema, signal);
  const { refusal, decidedAt, repeated }: SignalDecision = await store.signal({
    tenant,
    runId,
    signalId,
    kind,
    payload,
  });
  if (refusal !== undefined) throw new SignalRefusedError(refusal, request, kind, signalId);
  return { signalId, decidedAt, repeated };
}

function actionOf(action: ControlAction): Exclude<MessageInitShape<typeof SignalSchema>["action"], undefined> {
  switch (action.kind) {
    case "PAUSE":
      return { case: "pause", value: { reason: action.reason ?? "" } };
    case "RESUME":
      return { case: "resume", value: {} };
    case "CANCEL": {
      const { reason = "", graceMs } = action;
      return { case: "cancel", value: { reason, ...(graceMs !== undefined && { graceMs: BigInt(graceMs) }) } };
    }
    case "RETRY":
      return { case: "retryRun", value: {} };
    case "RETRY_FROM":
      return { case: "retryFrom", value: { nodeId: action.step } };
    case "DELIVER":
      return { case: "deliver", value: { messageType: action.messageType, message: action.message } };
  }
}

const done: Readonly<Record<SignalKind, string>> = {
  PAUSE: "paused",
  RESUME: "resumed",
  CANCEL: "cancelled",
  RETRY: "retried",
  RETRY_FROM: "retried from a step",
  DELIVER: "given a message",
};

function sentenceOf(refusal: SignalRefusal, kind: SignalKind, tenant: string, runId: string): string {
  switch (refusal) {
    case "RUN_NOT_FOUND":
      return `there is no run ${runId} of tenant ${tenant}`;
    case "RUN_TERMINAL":
      return kind === "RETRY" || kind === "RETRY_FROM"
        ? `run ${runId} has ended, and not by failing: only a failed run can be retried`
        : `run ${runId} has ended and can no longer be ${done[kind]}`;
    case "RUN_NOT_PAUSED":
      return `run ${runId} is not paused, so it cannot be resumed`;
    case "NODE_NOT_TERMINAL":
      return `run ${runId} has not ended: it can be retried once it has failed`;
    case "SIGNAL_INVALID":
      return `run ${runId} cannot be ${done[kind]} like this: it has no such step, or does not await the message`;
    case "NOT_AUTHORIZED":
      return `the sender may not have run ${runId} ${done[kind]}`;
  }
}
