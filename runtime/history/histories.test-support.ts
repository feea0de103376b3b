import fc from "fast-check";
import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { eventOf, everySketch, type Sketch } from "./events.test-support.js";
import type { RunSnapshot } from "../../generated/protograph/v1/snapshot_pb.js";
import { Projection } from "./projection.js";

/** The nodes of the runs below. */
export const nodes = ["A", "B"];

/**
 * Histories of a run, with gaps: at each place either something that can happen there, or anything at all.
 *
 * @param illegal in how many of ten places anything goes.
 */
export function histories(illegal = 2): fc.Arbitrary<readonly RunEvent[]> {
  const choices = fc.record({
    legal: fc.nat({ max: 9 }).map((of) => of >= illegal),
    pick: fc.nat({ max: 10_000 }),
    gap: fc.integer({ min: 1, max: 3 }),
  });
  return fc.array(choices, { maxLength: 25 }).map((steps) => {
    const history: RunEvent[] = [];
    const projection = new Projection(nodes);
    let seq = 0;
    for (const { legal, pick, gap } of steps) {
      seq += gap;
      const sketch = legal ? legalSketch(projection.snapshot(), pick, seq) : everySketch[pick % everySketch.length];
      if (sketch === undefined) continue;
      // Each has an occurrence of its own, so that none is taken for a duplicate of another.
      const event = eventOf({ ...sketch, occurrence: String(seq) }, seq);
      history.push(event);
      projection.apply(event);
    }
    return history;
  });
}

/** One of the sketches that can happen after a snapshot. */
function legalSketch(snapshot: RunSnapshot, pick: number, seq: number): Sketch | undefined {
  for (let index = 0; index < everySketch.length; index++) {
    const sketch = everySketch[(pick + index * 37) % everySketch.length];
    if (sketch !== undefined && Projection.from(snapshot).apply(eventOf(sketch, seq)) === "applied") return sketch;
  }
  return undefined;
}
