import fc from "fast-check";
import { clone, create } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { events, type Sketch } from "./events.test-support.js";
import { histories, nodes } from "./histories.test-support.js";
import { project } from "./projection.js";
import { EventConflictError, RunLog } from "./run-log.js";
import { fullHash } from "./snapshot-hash.js";

const newLog = (now = () => 5) => new RunLog(nodes, now);

describe("a log of a run's events", () => {
  it("gives, whatever order they come in and however often, the snapshot of each once in order", () => {
    const deliveries = histories().chain((history) =>
      fc.tuple(fc.constant(history), fc.array(fc.nat(Math.max(0, history.length - 1)), { maxLength: 60 })),
    );
    fc.assert(
      fc.property(deliveries, fc.nat(), ([history, order], look) => {
        const log = newLog();
        order.forEach((index, at) => {
          const event = history[index];
          if (event !== undefined) log.append(event);
          if (at === look % order.length) log.snapshot();
        });
        for (const event of history) log.append(event);
        expect(fullHash(log.snapshot())).toBe(fullHash(project(nodes, history)));
        expect(log.events().map(({ eventId }) => eventId)).toEqual(history.map(({ eventId }) => eventId));
      }),
      { numRuns: 40 },
    );
  });

  it("answers a duplicate with the event it keeps", () => {
    let time = 100;
    const log = newLog(() => time);
    const [first, again] = [events("RunStarted")[0]!, events({ type: "RunStarted", seq: 9 })[0]!];
    const kept = log.append(first);
    time = 200;
    // Emitted anew by another process: another id, place, time and engine attempt.
    const { event, duplicate } = log.append(Object.assign(clone(RunEventSchema, again), { engineAttempt: 2 }));
    expect(duplicate).toBe(true);
    expect(kept.duplicate).toBe(false);
    expect(event).toBe(kept.event);
    expect(event).toMatchObject({ eventId: first.eventId, runSeq: 1n, persistedAt: { nanos: 100_000_000 } });
    expect(log.events()).toHaveLength(1);
  });

  it.each<[string, Sketch]>([
    ["the same event with other contents", { type: "StepCompleted", seq: 9, with: { outputHash: Buffer.from("x") } }],
    ["another event at a place that is taken", { type: "StepFailed", seq: 3 }],
  ])("refuses %s, and keeps what it has", (_, sketch) => {
    const log = newLog();
    for (const event of events("RunStarted", "StepStarted", "StepCompleted")) log.append(event);
    const before = fullHash(log.snapshot());
    const [other] = events(sketch);
    const refused = (() => {
      try {
        log.append(other!);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(EventConflictError);
    expect(refused).toMatchObject({ code: "EVENT_CONFLICT", kept: { type: "StepCompleted" }, refused: other });
    expect(fullHash(log.snapshot())).toBe(before);
  });

  it("compares what it cannot read, too", () => {
    const log = newLog();
    const unknown = (data: number) =>
      Object.assign(create(RunEventSchema), {
        runId: "run-1",
        runSeq: 1n,
        type: "StepPondered",
        idempotencyKey: Uint8Array.of(1),
        $unknown: [{ no: 99, wireType: WireType.Varint, data: Uint8Array.of(data) }],
      });
    log.append(unknown(1));
    expect(log.append(unknown(1)).duplicate).toBe(true);
    expect(() => log.append(unknown(2))).toThrow(EventConflictError);
  });
});
