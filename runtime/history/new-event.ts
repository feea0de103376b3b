import { create, isMessage, type MessageInitShape } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { typeOf } from "./event-types.js";

/** What all events have in common that one process emits of one run. */
export interface EventOrigin {
  readonly runId: string;
  readonly tenant: string;
  readonly graph: string;
  readonly planDigest: string;
  readonly release: string;
  readonly engineAttempt: number;
}

/** What it is about. */
export interface EventScope {
  /** Milliseconds since the epoch, by the process's clock. */
  readonly emittedAtMs: number;
  /** On events of nodes, and on no other. */
  readonly nodeId?: string;
  readonly itemIndex?: readonly number[];
  readonly logicalAttempt: number;
  /** What tells it from the same event at another time; see the contract. */
  readonly occurrence?: string;
}

/** Which one it is, and what it says. */
export interface EventContent {
  readonly eventId: string;
  readonly runSeq: bigint | number;
  readonly payload: Exclude<MessageInitShape<typeof RunEventSchema>["payload"], undefined | { case?: undefined }>;
}

/** Makes an event, its type among the rest; without its idempotency key, which follows from it and is read with it. */
export function newEvent(origin: EventOrigin, scope: EventScope, content: EventContent): RunEvent {
  const { emittedAtMs, nodeId = "", itemIndex = [], logicalAttempt, occurrence = "" } = scope;
  const { eventId, runSeq, payload } = content;
  const type = typeOf(payload.case);
  const { runId, tenant, graph, planDigest, release, engineAttempt } = origin;
  return {
    $typeName: "protograph.v1.RunEvent",
    eventId,
    type,
    runId,
    runSeq: BigInt(runSeq),
    tenant,
    graph,
    planDigest,
    release,
    nodeId,
    itemIndex: itemIndex.length === 0 ? [] : [...itemIndex],
    logicalAttempt,
    engineAttempt,
    occurrence,
    idempotencyKey: noBytes,
    emittedAt: timeOf(emittedAtMs),
    payload: isMade(payload) ? payload : create(RunEventSchema, { payload }).payload,
  };
}

const noBytes = new Uint8Array();

/** The time that was asked for last: most events have that of the one before. */
let lastMs = Number.NaN;
let lastTime: Timestamp | undefined;

/** What `timestampFromMs` gives, in less time. */
function timeOf(ms: number): Timestamp {
  if (lastTime && ms === lastMs) return lastTime;
  const seconds = Math.floor(ms / 1_000);
  lastMs = ms;
  lastTime = {
    $typeName: "google.protobuf.Timestamp",
    seconds: BigInt(seconds),
    nanos: Math.floor((ms - seconds * 1_000) * 1_000_000),
  };
  return lastTime;
}

/** Whether the payload is a message already, and not the fields of one. */
function isMade(payload: EventContent["payload"]): payload is Exclude<RunEvent["payload"], { case: undefined }> {
  return isMessage(payload.value);
}
