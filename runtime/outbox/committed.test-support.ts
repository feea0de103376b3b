import { toBinary } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import type { CommittedEvent } from "./memory-outbox.js";

/** An event as a store commits it. */
export function committed(event: RunEvent): CommittedEvent {
  const { tenant, runId, eventId } = event;
  return { tenant, runId, eventId, payload: toBinary(RunEventSchema, event) };
}
