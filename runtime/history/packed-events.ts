import { fromBinary } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { ByteWriter } from "../canonical/byte-writer.js";
import { writeCanonical } from "../canonical/canonical-message.js";
import { writeUnknownField } from "../canonical/unknown-fields.js";
import { uuidText, writeUuid } from "./ordered-ids.js";
import { typeOf } from "./event-types.js";
import { idempotencyKey } from "./idempotency-key.js";

/**
 * Events of one run that are kept together, in a fraction of the room that they would take one by one.
 *
 * What the first event and the others have in common is written once. As protobuf merges what is written one after the
 * other, and what comes later counts, the common part and an event's own part are together the bytes of a `RunEvent`.
 * Its place and id are in the index. What follows from other things is not written: the type from the payload, the
 * idempotency key from what it is made of, run and tenant from where it is kept.
 */
export interface PackedEvents {
  /** Where the common part ends, then {@link entrySize} bytes for each event: runSeq, event id, where its own part ends. */
  readonly index: Buffer;
  /** The common part, and the events' own parts, one after the other. */
  readonly payload: Buffer;
}

/** Where packed events are kept. */
export interface Kept {
  readonly tenant: string;
  readonly runId: string;
  readonly persistedAt: Date;
}

/** 4 bytes of where the common part ends. */
const headSize = 4;
/** 8 bytes of runSeq, 16 of event id, 4 of where the event's own part ends. */
const entrySize = 28;

const at = { id: 8, end: 24 } as const;

/** The payloads of the contract, by their names in code: the tag that each begins with, and its schema. */
const payloads = new Map(
  RunEventSchema.oneofs
    .flatMap(({ fields }) => fields)
    .flatMap(({ localName, number, message }) =>
      message ? [[localName, { tag: number * 8 + 2, schema: message }]] : [],
    ),
);

/** The tags of the fields that are written here: the number of the field, and the kind of what stands behind it. */
const tag = {
  type: 0x12,
  graph: 0x32,
  planDigest: 0x3a,
  release: 0x42,
  nodeId: 0x4a,
  itemIndex: 0x52,
  logicalAttempt: 0x58,
  engineAttempt: 0x60,
  occurrence: 0x6a,
  emittedAt: 0x7a,
  // Of a time.
  seconds: 0x08,
  nanos: 0x10,
} as const;

const writer = new ByteWriter();

/**
 * @param events at least one, all of one run.
 * @throws RangeError where an event's id is no UUID.
 */
export function packEvents(events: readonly [RunEvent, ...RunEvent[]]): PackedEvents {
  const [first] = events;
  const index = Buffer.allocUnsafe(headSize + events.length * entrySize);
  writer.clear();
  // Merging can change a time, and cannot take it away.
  const emittedAt = events.every((event) => event.emittedAt) ? first.emittedAt : undefined;
  writeCommon(first, emittedAt);
  index.writeUInt32BE(writer.length, 0);
  let entry = headSize;
  for (const event of events) {
    const runSeq = Number(event.runSeq);
    index.writeUInt32BE(Math.floor(runSeq / 2 ** 32), entry);
    index.writeUInt32BE(runSeq % 2 ** 32, entry + 4);
    writeId(event, index, entry + at.id);
    writeOwn(event, first, emittedAt);
    index.writeUInt32BE(writer.length, entry + at.end);
    entry += entrySize;
  }
  return { index, payload: Buffer.from(writer.view()) };
}

/** What {@link packEvents} was given, and what follows from it. */
export function unpackEvents({ index, payload }: PackedEvents, { tenant, runId, persistedAt }: Kept): RunEvent[] {
  const events: RunEvent[] = [];
  const commonEnd = index.readUInt32BE(0);
  const common = payload.subarray(0, commonEnd);
  let start = commonEnd;
  for (let entry = headSize; entry < index.length; entry += entrySize) {
    const end = index.readUInt32BE(entry + at.end);
    const event = fromBinary(RunEventSchema, Buffer.concat([common, payload.subarray(start, end)]));
    event.tenant = tenant;
    event.runId = runId;
    event.runSeq = BigInt(index.readUInt32BE(entry) * 2 ** 32 + index.readUInt32BE(entry + 4));
    event.eventId = uuidText(index.subarray(entry + at.id, entry + at.end));
    if (event.type === "" && event.payload.case) event.type = typeOf(event.payload.case);
    event.idempotencyKey = idempotencyKey(event);
    event.persistedAt = timestampFromDate(persistedAt);
    events.push(event);
    start = end;
  }
  return events;
}

function writeId({ type, runSeq, eventId }: RunEvent, index: Buffer, entry: number): void {
  try {
    writeUuid(eventId, index, entry);
  } catch (cause) {
    throw new RangeError(`the id of ${type}, event ${runSeq} of the run: ${(cause as Error).message}`, { cause });
  }
}

type Time = NonNullable<RunEvent["emittedAt"]>;

function writeCommon({ graph, planDigest, release, engineAttempt }: RunEvent, emittedAt: Time | undefined): void {
  if (graph !== "") text(tag.graph, graph);
  if (planDigest !== "") text(tag.planDigest, planDigest);
  if (release !== "") text(tag.release, release);
  if (engineAttempt !== 0) count(tag.engineAttempt, engineAttempt);
  if (emittedAt) writeTime(emittedAt);
}

/** What is not as in the common part, also where that is nothing. */
function writeOwn(event: RunEvent, first: RunEvent, commonTime: Time | undefined): void {
  const { type, nodeId, itemIndex, logicalAttempt, occurrence, emittedAt, payload, $unknown } = event;
  if (payload.case === undefined || type !== typeOf(payload.case)) text(tag.type, type);
  if (event.graph !== first.graph) text(tag.graph, event.graph);
  if (event.planDigest !== first.planDigest) text(tag.planDigest, event.planDigest);
  if (event.release !== first.release) text(tag.release, event.release);
  if (nodeId !== "") text(tag.nodeId, nodeId);
  if (itemIndex.length > 0) {
    writer.varint(tag.itemIndex);
    const start = writer.open();
    for (const item of itemIndex) writer.varint(item);
    writer.close(start);
  }
  if (logicalAttempt !== 0) count(tag.logicalAttempt, logicalAttempt);
  if (event.engineAttempt !== first.engineAttempt) count(tag.engineAttempt, event.engineAttempt);
  if (occurrence !== "") text(tag.occurrence, occurrence);
  if (emittedAt && !isSame(emittedAt, commonTime)) writeTime(emittedAt);
  if (payload.case) writePayload(payload);
  if ($unknown) for (const unknown of $unknown) writeUnknownField(writer, unknown);
}

function isSame(time: Time, other: Time | undefined): boolean {
  return time === other || (time.seconds === other?.seconds && time.nanos === other.nanos);
}

function writePayload({ case: name, value }: Extract<RunEvent["payload"], { case: string }>): void {
  const field = payloads.get(name);
  if (field === undefined) return;
  writer.varint(field.tag);
  const start = writer.open();
  writeCanonical(writer, field.schema, value);
  writer.close(start);
}

/** Both parts of it, also where one is zero: of another time before it, nothing is to be left. */
function writeTime({ seconds, nanos }: Time): void {
  writer.byte(tag.emittedAt);
  const start = writer.open();
  writer.byte(tag.seconds);
  writer.longVarint(seconds);
  writer.byte(tag.nanos);
  writer.signedVarint(nanos);
  writer.close(start);
}

function text(field: number, value: string): void {
  writer.byte(field);
  writer.text(value);
}

function count(field: number, value: number): void {
  writer.byte(field);
  writer.varint(value);
}
