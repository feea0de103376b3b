import { describe, expect, it } from "vitest";
import { eventTypes } from "./event-types.js";
import { OrderedIds, uuidText, writeUuid } from "./ordered-ids.js";
import { eventOf, type Sketch } from "./events.test-support.js";

const keyOf = (sketch: Sketch, place = 1): string => Buffer.from(eventOf(sketch, place).idempotencyKey).toString("hex");
const step: Sketch = { type: "StepCompleted", node: "A", item: [1, 2], attempt: 2, occurrence: "1" };

describe("a new event", () => {
  it.each(eventTypes)("of type %s says so, and names a node exactly if it is of one", (type) => {
    const event = eventOf({ type }, 1);
    expect(event.type).toBe(type);
    expect(event.payload.case).toBe(type.charAt(0).toLowerCase() + type.slice(1));
    expect(event.nodeId).toBe(type.startsWith("Step") ? "A" : "");
  });
});

describe("the idempotency key", () => {
  it("is the same when the event is emitted again, later, elsewhere, with another result", () => {
    const again = { ...step, with: { outputHash: Buffer.from("x") }, origin: { engineAttempt: 7, release: "other" } };
    expect(keyOf(again, 99)).toBe(keyOf(step));
  });

  it("depends on every part of the identity, and on where one ends", () => {
    const others: readonly Sketch[] = [
      step,
      { ...step, type: "StepFailed" },
      { ...step, node: "B" },
      { ...step, item: [1] },
      { ...step, item: [2, 1] },
      { ...step, item: [12] },
      { ...step, item: [] },
      { ...step, attempt: 3 },
      { ...step, occurrence: "2" },
      { ...step, occurrence: "" },
      { ...step, origin: { runId: "run-2" } },
      { ...step, origin: { planDigest: "d2" } },
      { ...step, origin: { runId: "run-", planDigest: "1d1" } },
    ];
    const keys = others.map((sketch) => keyOf(sketch));
    expect(new Set(keys).size).toBe(others.length);
  });

  it("has not changed: duplicates of what is stored would be taken for new", () => {
    expect(keyOf(step)).toMatchInlineSnapshot(`"5aac91b0e47b4d7e615b0a60c8b111e8efda6036524aba323b3bdf917d03913a"`);
  });
});

describe("the id of an event", () => {
  const chance = () => Buffer.from(Array.from({ length: 10 }, (_, index) => index * 28));
  const idAt = (ms: number) => new OrderedIds(chance).at(ms);

  it("is a UUID of version 7 with the time in front", () => {
    const id = idAt(Date.UTC(2026, 0, 1));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 1));
  });

  it("sorts by time", () => {
    const ids = [5, 1, 1_000, 2 ** 40].map(idAt);
    expect(ids.toSorted()).toEqual([1, 5, 1_000, 2 ** 40].map(idAt));
  });

  it("comes after those that were made before in the same millisecond, wherever chance had them begin", () => {
    const last = new OrderedIds(() => Buffer.alloc(10, 0xff));
    const ids = Array.from({ length: 200_000 }, () => last.at(7));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(200_000);
    expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id))).toBe(true);
  });

  it("is another one in another process", () => {
    expect(new OrderedIds().at(7)).not.toBe(new OrderedIds().at(7));
  });

  it("has sixteen bytes, and is refused where it is none", () => {
    const bytes = Buffer.alloc(18);
    writeUuid(idAt(1), bytes, 1);
    expect(uuidText(bytes.subarray(1, 17))).toBe(idAt(1));
    for (const text of ["", "x", idAt(1).replace("-", "0"), `${idAt(1).slice(0, 35)}g`, `${idAt(1)}0`]) {
      expect(() => writeUuid(text, bytes, 1)).toThrow(`${JSON.stringify(text)} is no UUID`);
    }
  });
});
