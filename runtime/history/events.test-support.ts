import { create } from "@bufbuild/protobuf";
import { RunReplannedSchema, SkipReason } from "../../generated/protograph/v1/event_pb.js";
import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { FailureClass } from "../../generated/protograph/v1/failure_pb.js";
import { type EventType, eventTypes, isStepEvent } from "./event-types.js";
import { OrderedIds } from "./ordered-ids.js";
import { idempotencyKey } from "./idempotency-key.js";
import { type EventOrigin, type EventContent, newEvent } from "./new-event.js";

const origin: EventOrigin = {
  runId: "run-1",
  tenant: "acme",
  graph: "movies.v1.MovieTagging",
  planDigest: "d1",
  release: "2026.1",
  engineAttempt: 1,
};

const failure = { class: FailureClass.TRANSIENT, name: "HttpError", message: "503" };
const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A payload of each type, with something in every field. */
const payloads = {
  RunQueued: { case: "runQueued", value: { output: "movies.v1.TagSet" } },
  RunStarted: { case: "runStarted", value: { output: "movies.v1.TagSet" } },
  RunPaused: { case: "runPaused", value: { signalId: "s1", reason: "lunch" } },
  RunResumed: { case: "runResumed", value: { signalId: "s2" } },
  RunParked: { case: "runParked", value: { message: "movies.v1.Approval" } },
  RunCompleted: { case: "runCompleted", value: { outputHash: bytes("tags") } },
  RunFailed: { case: "runFailed", value: { failure } },
  RunCancelled: { case: "runCancelled", value: { failure: { class: FailureClass.CANCELLED, message: "no more" } } },
  RunReplanned: {
    case: "runReplanned",
    value: create(RunReplannedSchema, {
      fromDigest: "d0",
      renamed: [{ from: "B", to: "C" }],
      added: ["D"],
      anew: ["A"],
    }),
  },
  StepStarted: { case: "stepStarted", value: { inputHash: bytes("in") } },
  StepCompleted: { case: "stepCompleted", value: { outputHash: bytes("out") } },
  StepFailed: { case: "stepFailed", value: { failure } },
  StepRetried: { case: "stepRetried", value: { failure, delayMs: 100n } },
  StepSkipped: { case: "stepSkipped", value: { reason: SkipReason.NOT_NEEDED } },
  StepChosen: { case: "stepChosen", value: { choice: "fast" } },
  StepRestored: { case: "stepRestored", value: { outputHash: bytes("out") } },
} satisfies Record<EventType, EventContent["payload"]>;

/** An event in a few words; what is left out is what comes next, of attempt 1, and of node A where it is of a node. */
export interface Sketch {
  readonly type: EventType;
  readonly seq?: number;
  readonly node?: string;
  readonly item?: readonly number[];
  readonly attempt?: number;
  readonly occurrence?: string;
  /** Fields of the payload that are to be others. */
  readonly with?: Readonly<Record<string, unknown>>;
  readonly origin?: Partial<EventOrigin>;
}

/** Makes events; their ids, times and places follow from their order. */
export function events(...sketches: readonly (Sketch | EventType)[]): RunEvent[] {
  return sketches.map((sketch, index) => eventOf(typeof sketch === "string" ? { type: sketch } : sketch, index + 1));
}

/** Makes one event, at a place in its run. */
export function eventOf({ type, with: more, ...sketch }: Sketch, place: number): RunEvent {
  const seq = sketch.seq ?? place;
  const payload = payloads[type];
  const event = newEvent(
    { ...origin, ...sketch.origin },
    {
      emittedAtMs: 1_700_000_000_000 + seq,
      ...(isStepEvent(type) ? { nodeId: sketch.node ?? "A" } : {}),
      itemIndex: sketch.item ?? [],
      logicalAttempt: sketch.attempt ?? 1,
      occurrence: sketch.occurrence ?? "",
    },
    {
      eventId: new OrderedIds(() => Buffer.alloc(10, seq)).at(1_700_000_000_000 + seq),
      runSeq: seq,
      payload: { ...payload, value: { ...payload.value, ...more } } as EventContent["payload"],
    },
  );
  event.idempotencyKey = idempotencyKey(event);
  return event;
}

/** All that can be said in a few words of a run with two nodes, one of them with two items. */
export const everySketch: readonly Sketch[] = eventTypes.flatMap((type) =>
  [1, 2, 3].flatMap((attempt): readonly Sketch[] => {
    if (type === "RunStarted" && attempt > 1) {
      return [[], ["A"], ["A", "B"]].map((anew) => ({ type, attempt, with: { anew } }));
    }
    if (type === "RunReplanned") {
      const { renamed: swapped } = create(RunReplannedSchema, {
        renamed: [
          { from: "A", to: "B" },
          { from: "B", to: "A" },
        ],
      });
      return [{}, { renamed: swapped, added: [] }, { renamed: [], added: [] }, { gone: ["C"] }].map((changed) => {
        return { type, attempt, with: changed };
      });
    }
    if (!isStepEvent(type)) return [{ type, attempt }];
    return [
      { type, attempt, node: "A" },
      { type, attempt, node: "B" },
      { type, attempt, node: "B", item: [0] },
      { type, attempt, node: "B", item: [10, 2] },
      { type, attempt, node: "B", item: [9] },
    ];
  }),
);
