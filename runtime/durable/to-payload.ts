import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  type ItemCounts,
  ItemCountsSchema,
  ParkReason,
  RunCancelledSchema,
  RunFailedSchema,
  RunParkedSchema,
  RunPausedSchema,
  RunResumedSchema,
  SkipReason,
  StepChosenSchema,
  type StepCompleted,
  StepFailedSchema,
  StepRestoredSchema,
  StepRetriedSchema,
  StepSkippedSchema,
} from "../../generated/protograph/v1/event_pb.js";
import type { RunNoteType, StepEventType } from "../events/log-entry.js";
import type { EventDetail } from "../engine/walk-host.js";
import type { EventContent } from "../history/new-event.js";
import { failureOf } from "../history/failure-of.js";

type Payload = EventContent["payload"];

/** What the walk does not know of a node's event. */
export interface Hashes {
  readonly input: Uint8Array | undefined;
  readonly output: Uint8Array | undefined;
}

const noBytes = new Uint8Array();

/** What an event of a node says, as the contract has it. */
export function stepPayload(type: StepEventType, detail: EventDetail | undefined, { input, output }: Hashes): Payload {
  switch (type) {
    case "StepStarted":
      return { case: "stepStarted", value: { $typeName: "protograph.v1.StepStarted", inputHash: input ?? noBytes } };
    case "StepCompleted": {
      const { absent = false, fallback = false, items } = detail ?? {};
      const value: StepCompleted = {
        $typeName: "protograph.v1.StepCompleted",
        outputHash: output ?? noBytes,
        absent,
        fallback,
      };
      if (items) value.items = countsOf(items);
      return { case: "stepCompleted", value };
    }
    case "StepFailed":
      return { case: "stepFailed", value: create(StepFailedSchema, { failure: failureOf(detail?.error) }) };
    case "StepRetried":
      return {
        case: "stepRetried",
        value: create(StepRetriedSchema, {
          failure: failureOf(detail?.error),
          delayMs: BigInt(Math.round(detail?.delayMs ?? 0)),
        }),
      };
    case "StepChosen":
      return { case: "stepChosen", value: create(StepChosenSchema, { choice: detail?.chosen ?? "" }) };
    case "StepSkipped":
      return {
        case: "stepSkipped",
        value: create(StepSkippedSchema, { reason: SkipReason[detail?.reason ?? "CANCELLED"] }),
      };
    case "StepRestored":
      return {
        case: "stepRestored",
        value: create(StepRestoredSchema, { outputHash: output ?? noBytes, absent: detail?.absent ?? false }),
      };
  }
}

function countsOf({ total, succeeded, failed, skipped }: NonNullable<EventDetail["items"]>): ItemCounts {
  return create(ItemCountsSchema, {
    total: BigInt(total),
    succeeded: BigInt(succeeded),
    failed: BigInt(failed),
    skipped: BigInt(skipped),
  });
}

/** What an event of the run says, between its start and its end. */
export function runPayload(type: RunNoteType, detail: EventDetail | undefined): Payload {
  const signalId = detail?.signalId ?? "";
  switch (type) {
    case "RunPaused":
      return { case: "runPaused", value: create(RunPausedSchema, { signalId, reason: detail?.pause ?? "" }) };
    case "RunResumed":
      return { case: "runResumed", value: create(RunResumedSchema, { signalId }) };
    case "RunParked": {
      const { reason, message = "", until } = detail?.waiting ?? { reason: "MESSAGE", until: undefined };
      return {
        case: "runParked",
        value: create(RunParkedSchema, {
          reason: ParkReason[reason],
          message,
          ...(until !== undefined && { until: timestampFromMs(until) }),
        }),
      };
    }
  }
}

/** What the last event of a run says. */
export function endPayload(
  status: "COMPLETED" | "FAILED" | "CANCELLED",
  outcome: { readonly hash: Uint8Array } | { readonly error: unknown },
  signalId: string,
): Payload {
  if ("hash" in outcome) {
    return { case: "runCompleted", value: { $typeName: "protograph.v1.RunCompleted", outputHash: outcome.hash } };
  }
  const failure = failureOf(outcome.error);
  if (status === "CANCELLED") return { case: "runCancelled", value: create(RunCancelledSchema, { signalId, failure }) };
  return { case: "runFailed", value: create(RunFailedSchema, { failure }) };
}
