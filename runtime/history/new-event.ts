import { create, isMessage, type MessageInitShape } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { typeOf } from "./event-types.js";
import { idempotencyKey } from "./idempotency-key.js";

/** What all events have in common that one process emits of one run. */
export interface EventOrigin {
  readonly runId: string;
  readonly tenant: string;
  readonly graph: string;
  readonly planDigest: string;
  readonly release: string;
  readonly engineAttempt: number;
}

/** Where, when and what. */
export interface EventParts {
  readonly eventId: string;
  readonly runSeq: bigint | number;
  /** Milliseconds since the epoch, by the process's clock. */
  readonly emittedAtMs: number;
  /** On events of nodes, and on no other. */
  readonly nodeId?: string;
  readonly itemIndex?: readonly number[];
  readonly logicalAttempt: number;
  /** What tells it from the same event at another time; see the contract. */
  readonly occurrence?: string;
  readonly payload: Exclude<MessageInitShape<typeof RunEventSchema>["payload"], undefined | { case?: undefined }>;
}

/** Makes an event, its type and its idempotency key among the rest. */
export function newEvent(origin: EventOrigin, parts: EventParts): RunEvent {
  const { eventId, runSeq, emittedAtMs, nodeId = "", itemIndex = [], logicalAttempt, occurrence = "", payload } = parts;
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
    itemIndex: [...itemIndex],
    logicalAttempt,
    engineAttempt,
    occurrence,
    idempotencyKey: idempotencyKey({ runId, nodeId, itemIndex, logicalAttempt, type, occurrence, planDigest }),
    emittedAt: timeOf(emittedAtMs),
    payload: isMade(payload) ? payload : create(RunEventSchema, { payload }).payload,
  };
}

/** What `timestampFromMs` gives, in less time: there is one in every event. */
function timeOf(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1_000);
  return {
    $typeName: "google.protobuf.Timestamp",
    seconds: BigInt(seconds),
    nanos: Math.floor((ms - seconds * 1_000) * 1_000_000),
  };
}

/** Whether the payload is a message already, and not the fields of one. */
function isMade(payload: EventParts["payload"]): payload is Exclude<RunEvent["payload"], { case: undefined }> {
  return isMessage(payload.value);
}
