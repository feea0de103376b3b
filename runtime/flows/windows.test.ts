import { describe, expect, it } from "vitest";
import {
  DeliveredSchema,
  LostSchema,
  ReceivedSchema,
  RefundedSchema,
  SearchedSchema,
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
    expect(runs.map((run) => run.snapshot().graphs["Sort"]!.status)).toEqual([
      ...["RUNNING", "COMPLETED", "CANCELLED", "RUNNING", "HELD", "HELD"],
    ]);
    while (doors.waiting.length > 0) await doors.open();
    await Promise.allSettled(runs);
    expect(flow.traffic().graphs["Deliver"]).toEqual({ window: 2, taken: 0, waiting: 0 });
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

  it("of 1 lets runs through that split and join again, however they overtake each other", async () => {
    // Sort → Deliver ──────────┐
    //   └──→ Look → Search ────┴→ Join
    const [sort, look] = [new Doors(), new Doors()];
    const built = [
      new Built({
        name: "pipes.v1.Sort",
        inputs: [SentSchema],
        outputs: [SortedSchema, LostSchema],
        steps: {
          Sort: step([SentSchema], SortedSchema, (_ctx, { id }: { id: string }) => passOn(SortedSchema, id, "")),
          Lose: step([SentSchema], LostSchema, (_ctx, { id }: { id: string }) => passOn(LostSchema, id, "")),
        },
      }),
      graphOf("Deliver", SortedSchema, DeliveredSchema, async ({ id }) => {
        await sort.wait(id);
        return passOn(DeliveredSchema, id, "");
      }),
      graphOf("Look", LostSchema, ReceivedSchema, async ({ id }) => {
        await look.wait(id);
        return passOn(ReceivedSchema, id, "");
      }),
      graphOf("Search", ReceivedSchema, SearchedSchema, ({ id }) => passOn(SearchedSchema, id, "")),
      new Built({
        name: "pipes.v1.Join",
        inputs: [DeliveredSchema, SearchedSchema],
        outputs: [RefundedSchema],
        steps: {
          Join: step(
            [DeliveredSchema, SearchedSchema],
            RefundedSchema,
            (_ctx, one: { id: string }, two: { id: string }) => passOn(RefundedSchema, `${one.id}${two.id}`, ""),
          ),
        },
      }),
    ];
    const [first, deliver, lookFor, search, join] = built.map(({ declaration }) => declaration);
    const one = { key: "id", window: 1 };
    const handoffs = [
      loose(handoff)(first, SortedSchema, deliver, SortedSchema, one),
      loose(handoff)(first, LostSchema, lookFor, LostSchema, { ...one, window: 2 }),
      loose(handoff)(lookFor, ReceivedSchema, search, ReceivedSchema, one),
      loose(handoff)(deliver, DeliveredSchema, join, DeliveredSchema, one),
      loose(handoff)(search, SearchedSchema, join, SearchedSchema, one),
    ];
    const graphs = built.map(({ declaration }) => declaration);
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs, outputs: [RefundedSchema] }), built);
    const runs = numbered(6).map((each) => flow.start([each]));
    const over = Promise.all(runs);
    for (let turn = 0; turn < 100; turn++) {
      await settled();
      // Whoever can go on does, the latest first, and on this side or that.
      const doors = (turn % 2 === 0 ? [look, sort] : [sort, look]).find(({ waiting }) => waiting.length > 0);
      if (doors) await doors.open(doors.waiting.at(-1));
    }
    expect((await over).map((outputs) => outputs["pipes.v1.Refunded"])).toMatchObject(
      runs.map((_, at) => ({ id: `${at}${at}` })),
    );
  });
});
