import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DescField,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { CheckpointSchema, CheckpointValueSchema } from "../../generated/protograph/v1/checkpoint_pb.js";
import { DeliverySchema } from "../../generated/protograph/v1/delivery_pb.js";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { FlowPlanSchema } from "../../generated/protograph/v1/flow_pb.js";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { RejectSchema } from "../../generated/protograph/v1/reject_pb.js";
import { RunRequestSchema } from "../../generated/protograph/v1/request_pb.js";
import { SignalResultSchema, SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import { RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import { TraceEnvelopeSchema } from "../../generated/protograph/v1/trace_pb.js";
import {
  checkpointJson,
  checkpointValueJson,
  deliveryJson,
  rejectJson,
  runEventJson,
  runRequestJson,
  runSnapshotJson,
  signalJson,
  signalResultJson,
  traceEnvelopeJson,
} from "../../proto/contract/json-shapes.js";
import { repositoryFiles, root } from "../source-files.js";

interface Contract {
  readonly folder: string;
  readonly schema: DescMessage;
  readonly shape: z.ZodType;
}

const contracts: readonly Contract[] = [
  { folder: "run-event", schema: RunEventSchema, shape: runEventJson },
  { folder: "run-snapshot", schema: RunSnapshotSchema, shape: runSnapshotJson },
  { folder: "checkpoint", schema: CheckpointSchema, shape: checkpointJson },
  { folder: "checkpoint-value", schema: CheckpointValueSchema, shape: checkpointValueJson },
  { folder: "run-request", schema: RunRequestSchema, shape: runRequestJson },
  { folder: "signal", schema: SignalSchema, shape: signalJson },
  { folder: "signal-result", schema: SignalResultSchema, shape: signalResultJson },
  { folder: "delivery", schema: DeliverySchema, shape: deliveryJson },
  { folder: "reject", schema: RejectSchema, shape: rejectJson },
  { folder: "trace-envelope", schema: TraceEnvelopeSchema, shape: traceEnvelopeJson },
];

const namesIn = (folder: string): readonly string[] => readdirSync(join(import.meta.dirname, folder));
const read = (...path: readonly string[]): string => readFileSync(join(import.meta.dirname, ...path), "utf8");
const parse = (text: string): JsonObject => JSON.parse(text) as JsonObject;
const write = (json: JsonValue): string => `${JSON.stringify(json, null, 2)}\n`;

describe.each(contracts)("the contract $folder", ({ folder, schema, shape }) => {
  const fixtures = namesIn(folder).map((name) => ({ name, text: read(folder, name) }));

  it.each(fixtures)("keeps $name, to the byte, through JSON and through bytes", ({ text }) => {
    const message = fromJson(schema, parse(text));
    expect(write(toJson(schema, message))).toBe(text);
    expect(write(toJson(schema, fromBinary(schema, toBinary(schema, message))))).toBe(text);
  });

  it.each(fixtures)("takes $name, and neither more nor less", ({ text }) => {
    expect(shape.safeParse(parse(text)).error?.issues).toBeUndefined();
    expect(shape.safeParse({ ...parse(text), surprise: 1 }).success).toBe(false);
    for (const name of ["tenant", "runId"].filter((each) => each in parse(text))) {
      const { [name]: _, ...without } = parse(text);
      expect(shape.safeParse(without).success, name).toBe(false);
    }
  });

  it("shows every field that its messages have", () => {
    const shown = new Set<DescField>();
    for (const { text } of fixtures) collect(reflect(schema, fromJson(schema, parse(text)) as Message), shown);
    const reachable = reachedFrom(schema).flatMap(({ fields }) => fields);
    expect(reachable.filter((field) => !shown.has(field)).map(String)).toEqual([]);
  });
});

/** Notes the fields that are set, at every depth. */
function collect(message: ReflectMessage, shown: Set<DescField>): void {
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    shown.add(field);
    if (field.fieldKind === "message") collect(message.get(field), shown);
    if (field.fieldKind === "list" && field.listKind === "message") {
      for (const item of message.get(field)) collect(item as ReflectMessage, shown);
    }
  }
}

/** A message and what it holds, but for the messages of protobuf itself. */
function reachedFrom(schema: DescMessage): readonly DescMessage[] {
  const reached = new Set([schema]);
  for (const { fields } of reached) {
    for (const { message } of fields) if (message?.typeName.startsWith("protograph.")) reached.add(message);
  }
  return [...reached];
}

describe("a message that is no event", () => {
  const event = (name: string) => parse(read("run-event", name));
  const completed = event("10-step-completed.json");

  it.each<[string, JsonObject]>([
    ["names no node, of a step", without(completed, "nodeId")],
    ["names a node, of a run", { ...event("02-run-started.json"), nodeId: "A" }],
    ["has no payload", without(completed, "stepCompleted")],
    ["has two payloads", { ...completed, stepStarted: {} }],
    ["has another type than its payload", { ...completed, type: "StepFailed" }],
    ["has an id of another version", { ...completed, eventId: "0c7ba3b1-95a1-4d3c-8b3a-6e0f35a1f9d1" }],
    ["has no place in its run", without(completed, "runSeq")],
    ["has attempt 0", without(completed, "logicalAttempt")],
    ["has a short key", { ...completed, idempotencyKey: "AAAA" }],
    ["has a time without a zone", { ...completed, emittedAt: "2026-01-15T09:30:00" }],
  ])("%s", (_, json) => {
    expect(runEventJson.safeParse(json).success).toBe(false);
  });

  it("would be one without that", () => {
    expect(runEventJson.safeParse(completed).success).toBe(true);
  });
});

function without(json: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = json;
  return rest;
}

describe("the plans of the examples", () => {
  const plans = repositoryFiles().filter((path) => path.endsWith(".plan.json") && path.startsWith("examples/"));

  it.each(plans)("%s is a plan, through JSON and through bytes", (path) => {
    const json = parse(readFileSync(join(root, path), "utf8"));
    const schema: DescMessage = "flow" in json ? FlowPlanSchema : PlanSchema;
    const message = fromJson(schema, json);
    expect(toJson(schema, message)).toEqual(json);
    expect(toJson(schema, fromBinary(schema, toBinary(schema, message)))).toEqual(json);
  });

  it("are there", () => {
    expect(plans.length).toBeGreaterThan(0);
  });
});
