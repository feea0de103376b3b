import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  DeliveredSchema,
  LostSchema,
  ReceivedSchema,
  SearchedSchema,
  SentSchema,
  SortedSchema,
} from "../../test/messages/generated/pipes/v1/stops_pb.js";
import { fixed } from "../../proto/contract/backoff.js";
import { handoff } from "../dsl/flow.js";
import { failure, step } from "../hand-built.test-support.js";
import { ManualClock } from "../testing/manual-clock.js";
import { Built, HandBuiltFlow, looseFlow } from "./hand-built-flow.test-support.js";
import {
  Doors,
  graphOf,
  keepingSink,
  loose,
  passOn,
  postOf,
  sent,
  settled,
  type Stop,
} from "./parcels.test-support.js";

/** What is known to go wrong where processes are joined, each tried once. */
describe("a flow does not fall for", () => {
  it("schemas that drift apart: a field that the consumer does not know is not lost on the way through it", async () => {
    const kept: unknown[] = [];
    const { built, graphs, link } = postOf({
      sort: ({ id }) => create(SortedSchema, { id, part: { number: 7 } }),
      deliver: (stop) => {
        kept.push(stop.$unknown?.map(({ no }) => no));
        return passOn(DeliveredSchema, stop.id, stop.body);
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    expect(await flow.start([sent("a")])).toMatchObject({ "pipes.v1.Delivered": { id: "a", body: "" } });
    expect(kept).toEqual([[3]]);
  });

  it("temporal coupling: what one graph has done stands while the other is down, and goes on from there", async () => {
    let down = true;
    let sorted = 0;
    const post = postOf({
      sort: ({ id }) => {
        sorted++;
        return passOn(SortedSchema, id, "sorted");
      },
      deliver: ({ id, body }) => {
        if (down) throw new Error("down");
        return passOn(DeliveredSchema, id, `${body} delivered`);
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs: post.graphs, handoffs: [post.link] }), post.built, {
      errorSink: keepingSink(),
    });
    const run = flow.start([sent("a")]);
    await failure(run);
    const checkpoint = run.snapshot().graphs.Sort!.checkpoints["pipes.v1.Sorted"] as Stop;
    down = false;
    const [, deliver] = post.built;
    const mending = new HandBuiltFlow(looseFlow({ graphs: [deliver!.declaration], handoffs: [] }), [deliver!]);
    expect(await mending.start([passOn(ReceivedSchema, checkpoint.id, checkpoint.body)])).toMatchObject({
      "pipes.v1.Delivered": { body: "sorted delivered" },
    });
    expect(sorted).toBe(1);
  });

  it("a hot spot: one slow message holds a place, and the others go past it", async () => {
    const doors = new Doors();
    const { built, graphs, link } = postOf(
      {
        deliver: async ({ id }) => {
          if (id === "slow") await doors.wait(id);
          return passOn(DeliveredSchema, id, "");
        },
      },
      { window: 2 },
    );
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    const slow = flow.start([sent("slow")]);
    for (let at = 0; at < 20; at++) await flow.start([sent(String(at))]);
    expect(slow.snapshot().status).toBe("RUNNING");
    await doors.open();
    await slow;
  });

  it("retries that nobody has asked for: what fails was tried as often as its step says", async () => {
    let tries = 0;
    const failing = (retry: object) => {
      const steps = {
        Only: step([SentSchema], SortedSchema, () => Promise.reject(new Error(`no ${++tries}`)), retry),
      };
      const built = new Built({ name: "pipes.v1.Sort", inputs: [SentSchema], outputs: [SortedSchema], steps });
      const declaration = looseFlow({ graphs: [built.declaration], handoffs: [] });
      return new HandBuiltFlow(declaration, [built], { errorSink: keepingSink() });
    };
    await failure(failing({}).start([sent("a")]));
    expect(tries).toBe(1);
    await failure(failing({ retry: { attempts: 3, backoff: fixed("1ms") } }).start([sent("a")]));
    expect(tries).toBe(4);
  });

  it("a reference that is not there: a key without its field is refused, and not one key for all that lack it", async () => {
    const { built, graphs, link } = postOf({}, { key: ["part.number"] as never });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink: keepingSink() });
    for (const id of ["a", "b"]) {
      expect(await failure(flow.start([sent(id)]))).toMatchObject({ cause: { code: "KEY_MISSING" } });
    }
  });

  function joining(search: (stop: Stop) => unknown, clock = new ManualClock()) {
    const sort = new Built({
      name: "pipes.v1.Sort",
      inputs: [SentSchema],
      outputs: [SortedSchema, LostSchema],
      steps: {
        Sort: step([SentSchema], SortedSchema, (_ctx, { id }: Stop) => passOn(SortedSchema, id, "")),
        Lose: step([SentSchema], LostSchema, (_ctx, { id }: Stop) => passOn(LostSchema, id, "")),
      },
    });
    const find = graphOf("Find", LostSchema, SearchedSchema, search);
    const join = new Built({
      name: "pipes.v1.Join",
      inputs: [SortedSchema, SearchedSchema],
      outputs: [DeliveredSchema],
      steps: {
        Join: step([SortedSchema, SearchedSchema], DeliveredSchema, (_ctx, one: Stop, two: Stop) =>
          passOn(DeliveredSchema, one.id + two.id, `${one.$typeName} ${two.$typeName}`),
        ),
      },
    });
    const built = [sort, find, join];
    const graphs = built.map(({ declaration }) => declaration);
    const key = { key: "id" };
    const handoffs = [
      loose(handoff)(graphs[0], LostSchema, graphs[1], LostSchema, key),
      loose(handoff)(graphs[1], SearchedSchema, graphs[2], SearchedSchema, key),
      loose(handoff)(graphs[0], SortedSchema, graphs[2], SortedSchema, key),
    ];
    const options = { clock, errorSink: keepingSink() };
    return new HandBuiltFlow(looseFlow({ graphs, handoffs, outputs: [DeliveredSchema] }), built, options);
  }

  it("a join that never has all: it is over at its deadline, and says what was missing", async () => {
    const clock = new ManualClock();
    const flow = joining(() => new Promise(() => undefined), clock);
    const run = flow.start([sent("a")], { deadline: new Date(clock.now() + 5_000) });
    const failed = failure(run);
    await clock.advance("5s");
    expect(await failed).toMatchObject({ code: "DEADLINE" });
    expect(run.snapshot().graphs).toMatchObject({
      Sort: { status: "COMPLETED" },
      Find: { status: "CANCELLED" },
      Join: { status: "CANCELLED" },
    });
    expect(Object.values(flow.traffic().graphs).map(({ taken }) => taken)).toEqual([0, 0]);
  });

  it("a join of what comes in another order: each run gets its own, in the order of its parameters", async () => {
    const doors = new Doors();
    const flow = joining(async ({ id }) => {
      await doors.wait(id);
      return passOn(SearchedSchema, id, "");
    });
    const runs = ["a", "b", "c"].map((id) => flow.start([sent(id)]));
    await settled();
    for (const id of ["c", "a", "b"]) await doors.open(id);
    expect((await Promise.all(runs)).map((outputs) => outputs["pipes.v1.Delivered"])).toMatchObject(
      ["aa", "bb", "cc"].map((id) => ({ id, body: "pipes.v1.Sorted pipes.v1.Searched" })),
    );
  });

  it("an order by timestamps: a clock that goes back changes neither what is a duplicate nor the order of results", async () => {
    const clock = new ManualClock();
    let time = clock.now();
    const back = { now: () => (time -= 60_000), sleep: clock.sleep.bind(clock) };
    let delivered = 0;
    const { built, graphs, link } = postOf({
      deliver: ({ id }) => {
        delivered++;
        return passOn(DeliveredSchema, id, "");
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { clock: back });
    const results = await flow.pipe(["a", "b", "a", "c", "b"].map((id) => sent(id)));
    expect(results.map(({ outputs }) => (outputs!["pipes.v1.Delivered"] as Stop).id).join("")).toBe("abacb");
    expect(delivered).toBe(3);
  });

  it("policies that leak: what one handoff tolerates, another does not", async () => {
    const flowOf = (first: object, second: object) => {
      const post = postOf({
        deliver: ({ id }) => {
          if (id === "b") throw new Error("no");
          return passOn(DeliveredSchema, id, "");
        },
      });
      const search = graphOf("Search", DeliveredSchema, SearchedSchema, ({ id }) => {
        if (id === "c") throw new Error("no");
        return passOn(SearchedSchema, id, "");
      });
      const link = loose(handoff)(post.graphs[0], SortedSchema, post.graphs[1], ReceivedSchema, {
        key: "id",
        ...first,
      });
      const next = loose(handoff)(post.graphs[1], DeliveredSchema, search.declaration, DeliveredSchema, {
        key: "id",
        ...second,
      });
      const graphs = [...post.graphs, search.declaration];
      const built = [...post.built, search];
      return new HandBuiltFlow(looseFlow({ graphs, handoffs: [link, next] }), built, { errorSink: keepingSink() });
    };
    const source = () => ["a", "b", "c", "d"].map((id) => sent(id));
    const collect = { itemFailure: "collect" };
    expect(await failure(flowOf(collect, {}).pipe(source()))).toMatchObject({ graph: "Search" });
    expect(await failure(flowOf({}, collect).pipe(source()))).toMatchObject({ graph: "Deliver" });
    const results = await flowOf(collect, collect).pipe(source());
    expect(results.map(({ error }) => error !== undefined)).toEqual([false, true, true, false]);
  });
});
