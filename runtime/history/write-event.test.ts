import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { eventOf, everySketch, type Sketch } from "./events.test-support.js";
import { writeEvent } from "./write-event.js";

/** Nothing, something, and something that takes more room than most. */
const hash = fc.uint8Array({ maxLength: 40 });
const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constant("x".repeat(200)));

const sketches = fc.record({
  sketch: fc.constantFrom(...everySketch),
  more: fc.record(
    { inputHash: hash, outputHash: hash, absent: fc.boolean(), fallback: fc.boolean() },
    { requiredKeys: [] },
  ),
  change: fc.record(
    {
      eventId: text,
      nodeId: text,
      occurrence: text,
      itemIndex: fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 60 }),
      runSeq: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      logicalAttempt: fc.nat({ max: 2 ** 32 - 1 }),
      engineAttempt: fc.nat({ max: 2 ** 32 - 1 }),
      emittedAt: fc.oneof(
        fc.constant(undefined),
        fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_000 }).map(timestampFromMs),
      ),
    },
    { requiredKeys: [] },
  ),
});

describe("the bytes of an event", () => {
  it("are those that any other program writes of it", () => {
    fc.assert(
      fc.property(sketches, ({ sketch, more, change }) => {
        const made = eventOf({ ...sketch, with: { ...sketch.with, ...fitting(sketch, more) } }, 1);
        const event = { ...made, ...change } as RunEvent;
        expect(Buffer.from(writeEvent(event)).toString("hex")).toBe(wanted(event));
      }),
      { numRuns: 2_000 },
    );
  });

  it("have in them what a later version of the contract says", () => {
    const later = eventOf({ type: "StepStarted" }, 1);
    const unknown = fromBinary(RunEventSchema, Uint8Array.of(0xf8, 0x3e, 0x01));
    later.$unknown = unknown.$unknown ?? [];
    expect(Buffer.from(writeEvent(later)).toString("hex")).toBe(wanted(later));
    const within = eventOf({ type: "StepStarted" }, 1);
    if (within.payload.value) within.payload.value.$unknown = unknown.$unknown ?? [];
    expect(Buffer.from(writeEvent(within)).toString("hex")).toBe(wanted(within));
    expect(wanted(within)).not.toBe(wanted(eventOf({ type: "StepStarted" }, 1)));
  });

  it("have in them when the store kept it", () => {
    const kept = { ...eventOf({ type: "RunQueued" }, 1), persistedAt: timestampFromMs(5) };
    expect(fromBinary(RunEventSchema, writeEvent(kept)).persistedAt).toEqual(timestampFromMs(5));
  });

  it("are none of an event that says nothing", () => {
    expect(writeEvent(create(RunEventSchema))).toHaveLength(0);
  });
});

/** Those fields that the payload has. */
function fitting({ type }: Sketch, more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const fields: Readonly<Partial<Record<Sketch["type"], readonly string[]>>> = {
    StepStarted: ["inputHash"],
    StepCompleted: ["outputHash", "absent", "fallback"],
    StepRestored: ["outputHash", "absent"],
    RunCompleted: ["outputHash"],
  };
  return Object.fromEntries(Object.entries(more).filter(([name]) => fields[type]?.includes(name)));
}

function wanted(event: RunEvent): string {
  return Buffer.from(toBinary(RunEventSchema, event)).toString("hex");
}
