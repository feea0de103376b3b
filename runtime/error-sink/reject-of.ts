import { randomUUID } from "node:crypto";
import { create, type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import {
  type Reject,
  type RejectPayload,
  RejectPayloadSchema,
  RejectSchema,
  RejectScope,
} from "../../generated/protograph/v1/reject_pb.js";
import { StepError } from "../errors.js";
import { failureOf } from "../history/failure-of.js";
import { redact } from "./redact.js";

/** What has happened, and where. */
export interface Rejected {
  /** What was thrown: for a step, its StepError. */
  readonly error: unknown;
  readonly plan: Plan;
  readonly runId: string;
  /** Where the run was started without a tenant, `"default"`. */
  readonly tenant?: string | undefined;
  /** Name of the flow, where the run belongs to one. */
  readonly flow?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** What the run was given, where that is to be in the record. */
  readonly payloads?: readonly Payload[];
}

/** A message that a run was given. */
export interface Payload {
  readonly schema: DescMessage;
  readonly message: Message;
}

/** A payload of more bytes is left out: a record must not be larger than what it is about. */
const largestPayload = 65_536;

/** Puts an error into a record; never throws. */
export function rejectOf({ error, plan, runId, tenant = "default", flow, atMs, payloads = [] }: Rejected): Reject {
  const place = error instanceof StepError ? error : undefined;
  const at = timestampFromMs(atMs);
  return create(RejectSchema, {
    rejectId: randomUUID(),
    tenant,
    runId,
    graph: plan.graph,
    ...(flow !== undefined && { flow }),
    ...(place && {
      nodeId: place.step,
      attempt: place.attempt,
      attemptLimit: plan.nodes.find(({ id }) => id === place.step)?.policies?.retry?.attempts ?? 1,
    }),
    scope: place?.itemIndex === undefined ? RejectScope.RUN : RejectScope.ITEM,
    itemIndex: [...(place?.itemIndex ?? [])],
    // What the step has thrown says more than that it has.
    failure: failureOf(place?.code === "STEP_FAILED" ? place.cause : error),
    firstAt: at,
    lastAt: at,
    count: 1n,
    payloads: payloads.map(payloadOf),
  });
}

function payloadOf({ schema, message }: Payload): RejectPayload {
  try {
    const { message: rest, fields } = redact(schema, message);
    const bytes = toBinary(schema, rest);
    return create(RejectPayloadSchema, {
      messageType: schema.typeName,
      ...(bytes.length <= largestPayload && { message: bytes }),
      redacted: [...fields],
      size: BigInt(bytes.length),
    });
  } catch {
    // What cannot be written may be what the error is about.
    return create(RejectPayloadSchema, { messageType: schema.typeName });
  }
}
