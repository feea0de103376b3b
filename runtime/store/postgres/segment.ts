import type { EventRecord } from "../batch.js";
import { StoreRefusedError } from "../errors.js";

/**
 * Events of one run that were committed together, as one row has them.
 *
 * A row for each event would cost two index entries each, and three times the time of a flush; these are written once
 * and never changed.
 */
export interface Segment {
  /** One entry of {@link entrySize} bytes for each event: runSeq, event id, key, hash of the payload, its end. */
  readonly index: Buffer;
  /** The payloads, one after the other. */
  readonly payload: Buffer;
}

/** 8 bytes of runSeq, 16 of event id, 32 of idempotency key, 32 of payload hash, 4 of where the payload ends. */
const entrySize = 92;

const at = { id: 8, key: 24, hash: 56, end: 88 } as const;

/** @param events at least one, in the order of runSeq. */
export function toSegment(events: readonly EventRecord[]): Segment {
  const index = Buffer.allocUnsafe(events.length * entrySize);
  let end = 0;
  events.forEach((event, number) => {
    const entry = number * entrySize;
    index.writeUInt32BE(Math.floor(event.runSeq / 2 ** 32), entry);
    index.writeUInt32BE(event.runSeq % 2 ** 32, entry + 4);
    writeId(index, event, entry + at.id);
    index.set(hashBytes(event.idempotencyKey, "idempotency key", event), entry + at.key);
    index.set(hashBytes(event.payloadHash, "payload hash", event), entry + at.hash);
    end += event.payload.length;
    index.writeUInt32BE(end, entry + at.end);
  });
  return {
    index,
    payload: Buffer.concat(
      events.map(({ payload }) => payload),
      end,
    ),
  };
}

/** Reads the events of a segment. */
export function fromSegment({ index, payload }: Pick<Segment, "index" | "payload">): readonly EventRecord[] {
  const events: EventRecord[] = [];
  let start = 0;
  for (let entry = 0; entry < index.length; entry += entrySize) {
    const end = index.readUInt32BE(entry + at.end);
    events.push({
      runSeq: index.readUInt32BE(entry) * 2 ** 32 + index.readUInt32BE(entry + 4),
      eventId: idText(index.subarray(entry + at.id, entry + at.key)),
      idempotencyKey: index.subarray(entry + at.key, entry + at.hash),
      payloadHash: index.subarray(entry + at.hash, entry + at.end),
      payload: payload.subarray(start, end),
    });
    start = end;
  }
  return events;
}

const dashes = new Set([8, 13, 18, 23]);

/** The value of each hexadecimal digit, by its character code. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 255 : value;
});

function writeId(index: Buffer, { eventId }: EventRecord, at: number): void {
  let valid = eventId.length === 36;
  let to = at;
  for (let from = 0; valid && from < 36; from += 2) {
    if (dashes.has(from)) valid = eventId[from++] === "-";
    const high = digits[eventId.charCodeAt(from)] ?? 255;
    const low = digits[eventId.charCodeAt(from + 1)] ?? 255;
    valid &&= high < 16 && low < 16;
    index[to++] = high * 16 + low;
  }
  if (!valid) throw new StoreRefusedError(`event id ${eventId} is no UUID`);
}

function idText(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function hashBytes(bytes: Uint8Array, what: string, { eventId }: EventRecord): Uint8Array {
  if (bytes.length !== 32)
    throw new StoreRefusedError(`the ${what} of event ${eventId} has ${bytes.length} bytes, not 32`);
  return bytes;
}
