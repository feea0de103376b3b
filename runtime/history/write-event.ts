import { toBinary } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { ByteWriter } from "../canonical/byte-writer.js";

type Payload = RunEvent["payload"];

/** The payload's fields of the contract, by their names in code: the tag that each begins with, and its schema. */
const payloads = new Map(
  RunEventSchema.oneofs
    .flatMap(({ fields }) => fields)
    .flatMap(({ localName, number, message }) =>
      message ? [[localName, { tag: number * 8 + 2, schema: message }]] : [],
    ),
);

/** The tags of the fields that are written here: the number of the field, and the kind of what stands behind it. */
const tag = {
  eventId: 0x0a,
  type: 0x12,
  runId: 0x1a,
  runSeq: 0x20,
  tenant: 0x2a,
  graph: 0x32,
  planDigest: 0x3a,
  release: 0x42,
  nodeId: 0x4a,
  itemIndex: 0x52,
  logicalAttempt: 0x58,
  engineAttempt: 0x60,
  occurrence: 0x6a,
  idempotencyKey: 0x72,
  emittedAt: 0x7a,
  // Of a time.
  seconds: 0x08,
  nanos: 0x10,
  // Of a payload.
  hash: 0x0a,
} as const;

const writer = new ByteWriter();

/**
 * The bytes of an event: those that `toBinary` gives, in less time; most of what a durable run costs is the writing of its
 * events. What the store or a later version of the contract has put into an event is left to `toBinary`.
 */
export function writeEvent(event: RunEvent): Uint8Array {
  if (event.$unknown !== undefined || event.persistedAt !== undefined) return toBinary(RunEventSchema, event);
  writer.clear();
  text(tag.eventId, event.eventId);
  text(tag.type, event.type);
  text(tag.runId, event.runId);
  if (event.runSeq !== 0n) {
    writer.byte(tag.runSeq);
    writer.longVarint(event.runSeq);
  }
  text(tag.tenant, event.tenant);
  text(tag.graph, event.graph);
  text(tag.planDigest, event.planDigest);
  text(tag.release, event.release);
  text(tag.nodeId, event.nodeId);
  if (event.itemIndex.length > 0) {
    writer.varint(tag.itemIndex);
    const start = writer.open();
    for (const index of event.itemIndex) writer.varint(index);
    writer.close(start);
  }
  count(tag.logicalAttempt, event.logicalAttempt);
  count(tag.engineAttempt, event.engineAttempt);
  text(tag.occurrence, event.occurrence);
  bytes(tag.idempotencyKey, event.idempotencyKey);
  writeTime(event.emittedAt);
  writePayload(event.payload);
  return Buffer.from(writer.view());
}

function writeTime(at: RunEvent["emittedAt"]): void {
  if (at === undefined) return;
  writer.byte(tag.emittedAt);
  const start = writer.open();
  if (at.seconds !== 0n) {
    writer.byte(tag.seconds);
    writer.longVarint(at.seconds);
  }
  if (at.nanos !== 0) {
    writer.byte(tag.nanos);
    writer.signedVarint(at.nanos);
  }
  writer.close(start);
}

/** Of the payloads that most events have, the one field that most of them have; of others, whatever there is. */
function writePayload({ case: name, value }: Payload): void {
  const field = payloads.get(name ?? "");
  if (value === undefined || field === undefined) return;
  writer.varint(field.tag);
  const start = writer.open();
  const hash = value.$unknown === undefined ? onlyHash(value) : undefined;
  if (hash) bytes(tag.hash, hash);
  else writer.raw(toBinary(field.schema, value));
  writer.close(start);
}

/** The hash of a payload that says nothing else. */
function onlyHash(value: NonNullable<Payload["value"]>): Uint8Array | undefined {
  if (value.$typeName === "protograph.v1.StepStarted") return value.inputHash;
  if (value.$typeName !== "protograph.v1.StepCompleted" || value.absent || value.fallback || value.items)
    return undefined;
  return value.outputHash;
}

function text(field: number, value: string): void {
  if (value === "") return;
  writer.varint(field);
  writer.text(value);
}

function bytes(field: number, value: Uint8Array): void {
  if (value.length === 0) return;
  writer.varint(field);
  writer.bytes(value);
}

function count(field: number, value: number): void {
  if (value === 0) return;
  writer.varint(field);
  writer.varint(value);
}
