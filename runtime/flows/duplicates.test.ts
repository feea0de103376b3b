import { describe, expect, it } from "vitest";
import { DeliveredSchema, SearchedSchema, SortedSchema } from "../../test/messages/generated/pipes/v1/stops_pb.js";
import { DeclarationError } from "../errors.js";
import { handoff } from "../dsl/flow.js";
import { failure } from "../hand-built.test-support.js";
import { ManualClock } from "../testing/manual-clock.js";
import type { FlowOptions } from "./compiled-flow.js";
import { HandBuiltFlow, looseFlow } from "./hand-built-flow.test-support.js";
import { Doors, graphOf, keepingSink, loose, passOn, postOf, sent, settled } from "./parcels.test-support.js";

/** A post that counts what it delivers; the body of what is sorted is that of what was sent. */
function counting(
  options: FlowOptions = {},
  handing: Parameters<typeof postOf>[1] = {},
  fails: readonly string[] = [],
) {
  const delivered: string[] = [];
  const failing = [...fails];
  const { built, graphs, link } = postOf(
    {
      sort: ({ id, body }) => passOn(SortedSchema, id, body),
      deliver: ({ id, body }) => {
        delivered.push(body);
        if (failing.shift() === body) throw new Error("nobody there");
        return passOn(DeliveredSchema, id, `${body} ${delivered.length}`);
      },
    },
    handing,
  );
  const errorSink = keepingSink();
  const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink, ...options });
  return { flow, delivered, errorSink };
}

describe("a duplicate", () => {
  it("runs nothing downstream, and has the first result", async () => {
    const { flow, delivered } = counting();
    const first = await flow.start([sent("a", "one")]);
    const again = flow.start([sent("a", "one")]);
    expect(await again).toEqual(first);
    expect(delivered).toEqual(["one"]);
    expect(again.snapshot().graphs).toMatchObject({
      Sort: { status: "COMPLETED", duplicate: false },
      Deliver: { status: "COMPLETED", duplicate: true, runId: undefined },
    });
    await flow.start([sent("b", "one")]);
    expect(delivered).toEqual(["one", "one"]);
  });

  it("of what is on its way waits for it", async () => {
    const doors = new Doors();
    const { built, graphs, link } = postOf({
      deliver: async ({ id }) => {
        await doors.wait(id);
        return passOn(DeliveredSchema, id, "");
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    const runs = [flow.start([sent("a")]), flow.start([sent("a")])];
    await settled();
    expect(doors.waiting).toEqual(["a"]);
    expect(runs[1]!.snapshot().graphs.Deliver!.status).toBe("HELD");
    await doors.open();
    const [first, second] = await Promise.all(runs);
    expect(second).toEqual(first);
    expect(doors.most).toBe(1);
  });

  it("runs nothing of all that comes behind either, whether or not it has a key there", async () => {
    let searched = 0;
    const post = postOf();
    const search = graphOf("Search", DeliveredSchema, SearchedSchema, ({ id }) => {
      searched++;
      return passOn(SearchedSchema, id, "");
    });
    const onwards = loose(handoff)(post.graphs[1], DeliveredSchema, search.declaration, DeliveredSchema, { key: "id" });
    const handoffs = [post.link, { ...(onwards as object), options: {} }];
    const flow = new HandBuiltFlow(looseFlow({ graphs: [...post.graphs, search.declaration], handoffs }), [
      ...post.built,
      search,
    ]);
    expect(await flow.start([sent("a")])).toEqual(await flow.start([sent("a")]));
    expect(searched).toBe(1);
  });

  it("with another body is refused, and told from one", async () => {
    const { flow, delivered, errorSink } = counting();
    await flow.start([sent("a", "one")]);
    const error = await failure(flow.start([sent("a", "two")]));
    expect(error).toMatchObject({
      cause: { code: "KEY_CONFLICT" },
      snapshot: { graphs: { Sort: { status: "COMPLETED" } } },
    });
    expect(delivered).toEqual(["one"]);
    await flow.drained();
    expect(errorSink.rejects).toMatchObject([{ failure: { code: "KEY_CONFLICT" }, graph: "pipes.v1.Deliver" }]);
  });

  it("is refused where its handoff says so", async () => {
    const { flow } = counting({}, { onDuplicate: "refuse" });
    await flow.start([sent("a")]);
    expect(await failure(flow.start([sent("a")]))).toMatchObject({ cause: { code: "DUPLICATE" } });
  });

  it("of what has failed is none: nothing is marked before it is accepted", async () => {
    const { flow, delivered } = counting({}, {}, ["one"]);
    expect(await failure(flow.start([sent("a", "one")]))).toMatchObject({ graph: "Deliver" });
    expect(await flow.start([sent("a", "one")])).toMatchObject({ "pipes.v1.Delivered": { body: "one 2" } });
    expect(delivered).toEqual(["one", "one"]);
  });

  it("that waited for what fails, or is cancelled, runs itself", async () => {
    const doors = new Doors();
    let calls = 0;
    const { built, graphs, link } = postOf({
      deliver: async ({ id }) => {
        await doors.wait(`${id}${calls++}`);
        return passOn(DeliveredSchema, id, "");
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink: keepingSink() });
    const runs = ["a", "a", "a"].map((id) => flow.start([sent(id)]));
    await settled();
    await doors.open("a0", new Error("no"));
    expect(doors.waiting).toEqual(["a1"]);
    runs[1]!.cancel();
    await settled();
    expect(doors.waiting).toEqual(["a1", "a2"]);
    await doors.open("a2");
    expect((await Promise.allSettled(runs)).map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });

  it("is told within a tenant", async () => {
    const { flow, delivered } = counting();
    await flow.start([sent("a")], { tenant: "one" });
    await flow.start([sent("a", "other")], { tenant: "two" });
    expect(delivered).toHaveLength(2);
  });

  it("is known for as long, and of as many, as the retention says", async () => {
    const clock = new ManualClock();
    const { flow, delivered } = counting({ clock, retention: { entries: 2, keep: "10s" } });
    for (const id of ["a", "b", "b", "a"]) await flow.start([sent(id, id)]);
    expect(delivered).toEqual(["a", "b"]);
    await flow.start([sent("c", "c")]);
    await flow.start([sent("b", "b")]);
    await flow.start([sent("a", "a")]);
    expect(delivered).toEqual(["a", "b", "c", "a"]);
    await clock.advance("10s");
    await flow.start([sent("a", "a")]);
    expect(delivered).toEqual(["a", "b", "c", "a", "a"]);
  });

  it.each([{ entries: 0 }, { entries: Infinity }, { keep: "soon" as "1s" }])("is not kept by %o", (retention) => {
    expect(() => counting({ retention })).toThrow(DeclarationError);
  });
});

describe("a key", () => {
  it("of several fields does not run into another", async () => {
    const { flow, delivered } = counting({}, { key: ["id", "body"] as never });
    for (const [id, body] of [
      ["ab", "c"],
      ["a", "bc"],
      ["a", "1:b"],
      ["a1:", "b"],
    ] as const)
      await flow.start([sent(id, body)]);
    expect(delivered).toHaveLength(4);
  });

  it("whose field is not set is an error, and what was published stays", async () => {
    const { flow, delivered } = counting({}, { key: ["id", "part.number"] as never });
    expect(await failure(flow.start([sent("a")]))).toMatchObject({
      graph: "Sort",
      cause: { code: "KEY_MISSING", message: expect.stringContaining("part.number of its key is not set") as string },
      snapshot: { graphs: { Sort: { status: "COMPLETED" }, Deliver: { status: "SKIPPED" } } },
    });
    expect(await failure(flow.start([sent("")]))).toMatchObject({ cause: { code: "KEY_MISSING" } });
    expect(delivered).toEqual([]);
  });
});
