import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AcceptedSchema,
  DeliveredSchema,
  LostSchema,
  ReceivedSchema,
  RefundedSchema,
  RefusedSchema,
  SentSchema,
  SortedSchema,
} from "../../test/messages/generated/pipes/v1/stops_pb.js";
import { handoff } from "../dsl/flow.js";
import { failure, step } from "../hand-built.test-support.js";
import { DeclarationError } from "../errors.js";
import { Built, HandBuiltFlow, looseFlow } from "./hand-built-flow.test-support.js";
import { Doors, graphOf, keepingSink, loose, passOn, postOf, sent, settled } from "./parcels.test-support.js";

const numbered = (count: number) => Array.from({ length: count }, (_, at) => sent(String(at)));

describe("a window", () => {
  it("bounds what is in flight at every place: a slow consumer holds back its producer, and that the source", async () => {
    const sort = new Doors();
    const deliver = new Doors();
    const { built, graphs, link } = postOf(
      {
        sort: async ({ id }) => {
          await sort.wait(id);
          return passOn(SortedSchema, id, "");
        },
        deliver: async ({ id }) => {
          await deliver.wait(id);
          return passOn(DeliveredSchema, id, "");
        },
      },
      { window: 3 },
    );
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    let pulled = 0;
    const source = function* () {
      for (const each of numbered(20)) {
        pulled++;
        yield each;
      }
    };
    const piping = flow.pipe(source());
    const results = piping.then((all) => all.map(({ outputs }) => outputs));
    await settled();
    // Nobody is done: three are being sorted, one waits at the door, and the source is asked for no more.
    expect([sort.waiting.length, pulled]).toEqual([3, 4]);
    await sort.open();
    await sort.open();
    await sort.open();
    expect([sort.waiting.length, deliver.waiting.length, pulled]).toEqual([0, 3, 4]);
    expect(flow.traffic().graphs).toEqual({ Deliver: { window: 3, taken: 3, waiting: 1 } });
    await deliver.open();
    expect([sort.waiting.length, deliver.waiting.length, pulled]).toEqual([1, 2, 5]);
    while (sort.waiting.length + deliver.waiting.length > 0) {
      await (sort.waiting.length > 0 ? sort : deliver).open();
      expect(sort.waiting.length + deliver.waiting.length).toBeLessThanOrEqual(3);
    }
    expect(await results).toHaveLength(20);
    expect([sort.most, deliver.most]).toEqual([3, 3]);
    expect(flow.traffic().graphs).toEqual({ Deliver: { window: 3, taken: 0, waiting: 0 } });
  });

  it("also holds back runs that are started one by one, first come first served", async () => {
    const doors = new Doors();
    const { built, graphs, link } = postOf(
      {
        sort: async ({ id }) => {
          await doors.wait(id);
          return passOn(SortedSchema, id, "");
        },
      },
      { window: 2 },
    );
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { window: 100 });
    const runs = numbered(6).map((each) => flow.start([each]));
    await settled();
    expect(doors.waiting).toEqual(["0", "1"]);
    runs[2]!.cancel();
    await doors.open("1");
    expect(doors.waiting).toEqual(["0", "3"]);
    expect(runs.map((run) => run.snapshot().graphs.Sort!.status)).toEqual([
      ...["RUNNING", "COMPLETED", "CANCELLED", "RUNNING", "HELD", "HELD"],
    ]);
    while (doors.waiting.length > 0) await doors.open();
    await Promise.allSettled(runs);
    expect(flow.traffic().graphs.Deliver).toEqual({ window: 2, taken: 0, waiting: 0 });
  });

  it("bounds the runs of a flow as a whole", async () => {
    const doors = new Doors();
    const only = graphOf("Only", SentSchema, SortedSchema, async ({ id }) => {
      await doors.wait(id);
      return passOn(SortedSchema, id, "");
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs: [only.declaration], handoffs: [] }), [only], { window: 2 });
    const runs = numbered(4).map((each) => flow.start([each]));
    await settled();
    runs[2]!.cancel();
    expect(doors.waiting).toEqual(["0", "1"]);
    await doors.open();
    expect(doors.waiting).toEqual(["1", "3"]);
    await doors.open();
    await doors.open();
    expect((await Promise.allSettled(runs)).map(({ status }) => status)).toEqual([
      ...["fulfilled", "fulfilled", "rejected", "fulfilled"],
    ]);
  });

  it("that is full refuses, where it does not wait, and what was published stays", async () => {
    const doors = new Doors();
    const { built, graphs, link } = postOf(
      {
        deliver: async ({ id }) => {
          await doors.wait(id);
          return passOn(DeliveredSchema, id, "");
        },
      },
      { window: 1, overflow: "refuse" },
    );
    const sink = keepingSink();
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink: sink });
    const first = flow.start([sent("a")]);
    await settled();
    const second = flow.start([sent("b")]);
    expect(await failure(second)).toMatchObject({
      code: "FLOW_FAILED",
      cause: { code: "WINDOW_FULL", handoff: "Sort/pipes.v1.Sorted -> Deliver/pipes.v1.Received" },
      snapshot: { graphs: { Sort: { status: "COMPLETED" }, Deliver: { status: "SKIPPED" } } },
    });
    await doors.open();
    await first;
    await flow.drained();
    expect(sink.rejects).toHaveLength(1);
  });

  it.each([0, -1, 1.5, NaN, Infinity])("of %f is none", (window) => {
    const { built, graphs, link } = postOf();
    const declaration = looseFlow({ graphs, handoffs: [link] });
    expect(() => new HandBuiltFlow(declaration, built, { window })).toThrow(DeclarationError);
    expect(() => postOf({}, { window })).toThrow(DeclarationError);
    expect(() => new HandBuiltFlow(declaration, built).pipe([], { window })).toThrow(DeclarationError);
  });

  it("never blocks runs, however ways split and join again, and whoever overtakes whom", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.infiniteStream(fc.nat()), async (shape, chances) => {
        const doors = new Doors();
        const flow = shapedFlow(shape, doors);
        const runs = numbered(5).map((each) => flow.start([each]));
        await settled();
        while (doors.waiting.length > 0) {
          const value = chances.next().value as number;
          await doors.open(doors.waiting[value % doors.waiting.length]);
        }
        expect(runs.map((run) => run.snapshot().status)).toEqual(runs.map(() => "COMPLETED"));
        for (const { taken, waiting } of Object.values(flow.traffic().graphs)) expect([taken, waiting]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});

const stops = [
  ...[
    SentSchema,
    ReceivedSchema,
    SortedSchema,
    DeliveredSchema,
    AcceptedSchema,
    RefusedSchema,
    RefundedSchema,
    LostSchema,
  ],
] as const;

/** By graph but the first, those that hand to it and the window; graphs are in topological order. */
type Shape = readonly { readonly from: readonly number[]; readonly window: number }[];

const shapes: fc.Arbitrary<Shape> = fc.integer({ min: 2, max: 6 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, at) =>
      fc.record({
        from: fc.subarray(
          Array.from({ length: at + 1 }, (_, earlier) => earlier),
          { minLength: 1, maxLength: Math.min(3, at + 1) },
        ),
        window: fc.integer({ min: 1, max: 2 }),
      }),
    ),
  ),
);

/** A flow whose graphs take what those before them give, one message each, and wait at a door. */
function shapedFlow(shape: Shape, doors: Doors): HandBuiltFlow {
  const built = [[0], ...shape.map(({ from }) => from.map((earlier) => earlier + 1))].map((takes, at) => {
    const schemas = takes.map((place) => stops[place]!);
    const gives = stops[at + 1]!;
    return new Built({
      name: `pipes.v1.G${at}`,
      inputs: schemas,
      outputs: [gives],
      steps: {
        Only: step(schemas, gives, async ({ runId }) => {
          await doors.wait(runId);
          return passOn(gives, runId, "");
        }),
      },
    });
  });
  const handoffs = shape.flatMap(({ from, window }, at) =>
    from.map((earlier) => {
      const message = stops[earlier + 1];
      const ends = [built[earlier]!.declaration, message, built[at + 1]!.declaration, message];
      return loose(handoff)(...ends, { key: "id", window });
    }),
  );
  return new HandBuiltFlow(looseFlow({ graphs: built.map(({ declaration }) => declaration), handoffs }), built);
}
