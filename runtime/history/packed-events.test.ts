import { clone, fromBinary, toBinary } from "@bufbuild/protobuf";
import { timestampFromDate, timestampFromMs } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { OrderedIds } from "./ordered-ids.js";
import { eventName } from "./event-name.js";
import { eventOf, events, everySketch, type Sketch } from "./events.test-support.js";
import { idempotencyKey } from "./idempotency-key.js";
import { packEvents, unpackEvents } from "./packed-events.js";

const where = { tenant: "acme", runId: "run-1", persistedAt: new Date(5_000) };

/** Nothing, something, and something that takes more room than most. */
const hash = fc.uint8Array({ maxLength: 40 });
const text = fc.oneof(fc.constant(""), fc.string(), fc.string({ unit: "grapheme" }), fc.constant("x".repeat(200)));

const ids = new OrderedIds();

/** An event of any type, any part of which may be another than in the others. */
const anyEvent = fc
  .record({
    sketch: fc.constantFrom(...everySketch),
    more: fc.record(
      { inputHash: hash, outputHash: hash, absent: fc.boolean(), fallback: fc.boolean() },
      { requiredKeys: [] },
    ),
    change: fc.record(
      {
        graph: text,
        planDigest: text,
        release: text,
        nodeId: text,
        occurrence: text,
        itemIndex: fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 60 }),
        runSeq: fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }),
        logicalAttempt: fc.nat({ max: 2 ** 32 - 1 }),
        engineAttempt: fc.nat({ max: 2 ** 32 - 1 }),
        emittedAt: fc.oneof(
          fc.constant(undefined),
          fc.constant(timestampFromMs(0)),
          fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_000 }).map(timestampFromMs),
        ),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ sketch, more, change }) => {
    const made = eventOf({ ...sketch, with: { ...sketch.with, ...fitting(sketch, more) } }, 1);
    return kept({ ...made, ...change, eventId: ids.at(1_000) });
  });

describe("packed events", () => {
  it("are what they were, and have what follows from it", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 8 }), (written) => {
        expect(unpacked(written)).toEqual(written.map(bytesOf));
      }),
      { numRuns: 2_000 },
    );
  });

  it("need no key, no run and no type to be written: those follow from the rest", () => {
    const written = events("RunStarted", "StepStarted", "StepCompleted", "RunCompleted");
    const bare = written.map((event) => {
      const copy = clone(RunEventSchema, event);
      return Object.assign(copy, { idempotencyKey: new Uint8Array(), runId: "", tenant: "" });
    });
    expect(unpacked(bare)).toEqual(written.map(kept).map(bytesOf));
  });

  it("have in them what a later version of the contract says", () => {
    const unknown = fromBinary(RunEventSchema, Uint8Array.of(0xf8, 0x3e, 0x01)).$unknown ?? [];
    const [first, later, within] = events("StepStarted", { type: "StepStarted", attempt: 2 }, "RunCompleted");
    later!.$unknown = unknown;
    within!.payload.value!.$unknown = unknown;
    const unheardOf = { ...eventOf({ type: "RunCompleted" }, 4), type: "RunAudited", payload: { case: undefined } };
    const written = [first!, later!, within!, unheardOf].map(kept);
    expect(unpacked(written)).toEqual(written.map(bytesOf));
  });

  it("have a type of their own where it is not the payload's", () => {
    const odd = kept({ ...eventOf({ type: "StepStarted" }, 1), type: "StepCompleted" });
    expect(unpacked([odd])).toEqual([bytesOf(odd)]);
  });

  it("take a fraction of the room", () => {
    const written = events(
      "RunStarted",
      "StepStarted",
      "StepCompleted",
      "StepStarted",
      "StepCompleted",
      "RunCompleted",
    );
    const { index, payload } = packEvents(written as [RunEvent]);
    expect(index.length + payload.length).toBeLessThan(500);
  });

  it("are refused where an id is none", () => {
    const odd = { ...eventOf({ type: "StepStarted" }, 1), eventId: "7" };
    expect(() => packEvents([odd])).toThrow('the id of StepStarted, event 1 of the run: "7" is no UUID');
  });
});

describe("the name of an event", () => {
  it("is that of another exactly where its idempotency key is", () => {
    fc.assert(
      fc.property(anyEvent, anyEvent, fc.boolean(), (one, other, alike) => {
        const { type, nodeId, itemIndex, logicalAttempt, occurrence, planDigest } = one;
        const twin = { ...other, type, nodeId, itemIndex, logicalAttempt, occurrence, planDigest };
        const second = alike ? twin : other;
        const sameKey = Buffer.compare(idempotencyKey(one), idempotencyKey(second)) === 0;
        expect(eventName(one) === eventName(second)).toBe(sameKey);
      }),
    );
  });
});

function unpacked(events: readonly RunEvent[]): readonly string[] {
  return unpackEvents(packEvents(events as [RunEvent]), where).map(bytesOf);
}

/** All that an event says, as text that can be compared. */
function bytesOf(event: RunEvent): string {
  return Buffer.from(toBinary(RunEventSchema, event)).toString("hex");
}

/** An event as the store gives it back. */
function kept(event: RunEvent): RunEvent {
  const stored: RunEvent = { ...event, ...{ tenant: where.tenant, runId: where.runId } };
  stored.idempotencyKey = idempotencyKey(stored);
  stored.persistedAt = timestampFromDate(where.persistedAt);
  if (stored.emittedAt === undefined) delete stored.emittedAt;
  return stored;
}

/** Those of some fields that a payload has. */
function fitting({ type }: Sketch, more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const fields: Readonly<Partial<Record<Sketch["type"], readonly string[]>>> = {
    StepStarted: ["inputHash"],
    StepCompleted: ["outputHash", "absent", "fallback"],
    StepRestored: ["outputHash", "absent"],
    RunCompleted: ["outputHash"],
  };
  return Object.fromEntries(Object.entries(more).filter(([name]) => fields[type]?.includes(name)));
}
