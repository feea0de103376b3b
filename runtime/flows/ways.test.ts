import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  AcceptedSchema,
  DecidedSchema,
  DeliveredSchema,
  LostSchema,
  ReceivedSchema,
  RefundedSchema,
  RefusedSchema,
  SearchedSchema,
  SentSchema,
  SortedSchema,
} from "../../test/messages/generated/pipes/v1/stops_pb.js";
import { branch, handoff, route } from "../dsl/flow.js";
import { failure } from "../hand-built.test-support.js";
import { HandBuiltFlow, looseFlow } from "./hand-built-flow.test-support.js";
import { graphOf, keepingSink, loose, passOn, postOf, sent, type Stop } from "./parcels.test-support.js";

const on = (schema: Parameters<typeof passOn>[0]) => (stop: Stop) => passOn(schema, stop.id, "");

describe("a handoff", () => {
  it("gives a message of the same name as it is, and another read anew", async () => {
    const { built, graphs, link } = postOf();
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    expect(await flow.start([sent("a")])).toEqual({
      "pipes.v1.Delivered": create(DeliveredSchema, { id: "a", body: "x sorted delivered" }),
    });
  });

  it("maps where it is told to, and a map that fails or makes something else is an error", async () => {
    const run = (map: (stop: never) => never) => {
      const { built, graphs, link } = postOf({}, { map: map as never });
      const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink: keepingSink() });
      return flow.start([sent("a")]);
    };
    const mapped = run(({ id }: Stop) => passOn(ReceivedSchema, id, "mapped") as never);
    expect(await mapped).toMatchObject({ "pipes.v1.Delivered": { body: "mapped delivered" } });
    const cause = new Error("no");
    const thrown = await failure(
      run(() => {
        throw cause;
      }),
    );
    expect(thrown).toMatchObject({ cause: { code: "MAP_FAILED", cause } });
    const other = await failure(run(({ id }: Stop) => passOn(SentSchema, id, "") as never));
    expect(other).toMatchObject({
      cause: { code: "MAP_FAILED", message: expect.stringContaining("pipes.v1.Sent instead") as string },
    });
  });

  it("fails behind its publisher: what was published stays, and the error says how far the run came", async () => {
    const thrown = new TypeError("nobody there");
    const { built, graphs, link } = postOf({ deliver: () => Promise.reject(thrown) });
    const errorSink = keepingSink();
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink });
    const run = flow.start([sent("a")], { runId: "r", tenant: "acme" });
    expect(await failure(run)).toMatchObject({
      code: "FLOW_FAILED",
      message:
        "pipes.v1.Flow failed in Deliver: step Deliver failed: nobody there (attempt 1 of run r/Deliver) (run r; completed: Sort)",
      runId: "r",
      graph: "Deliver",
      cause: { code: "STEP_FAILED", step: "Deliver", cause: thrown },
      snapshot: {
        status: "FAILED",
        graphs: {
          Sort: { status: "COMPLETED", checkpoints: { "pipes.v1.Sorted": { id: "a" } } },
          Deliver: { status: "FAILED", runId: "r/Deliver", checkpoints: {} },
        },
        failures: [{ graph: "Deliver", required: true }],
      },
    });
    expect(run.snapshot().status).toBe("FAILED");
    await flow.drained();
    expect(errorSink.rejects).toMatchObject([
      {
        tenant: "acme",
        runId: "r/Deliver",
        graph: "pipes.v1.Deliver",
        flow: "pipes.v1.Flow",
        nodeId: "Deliver",
        attempt: 1,
        failure: { name: "TypeError" },
        payloads: [],
      },
    ]);
  });

  it("that fails is told with its first error, whatever becomes of the sink", async () => {
    const { built, graphs, link } = postOf({ deliver: () => Promise.reject(new Error("nobody there")) });
    const errorSink = {
      name: "down",
      take: () => {
        throw new Error("the sink is down");
      },
    };
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink, log });
    expect(await failure(flow.start([sent("a")]))).toMatchObject({ cause: { cause: { message: "nobody there" } } });
  });

  it("tells what the run was given only where that is asked for", async () => {
    const { built, graphs, link } = postOf({ deliver: () => Promise.reject(new Error("no")) });
    const errorSink = keepingSink();
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink, errorPayloads: true });
    await failure(flow.start([sent("a")]));
    await flow.drained();
    expect(errorSink.rejects[0]?.payloads).toMatchObject([{ messageType: "pipes.v1.Received" }]);
  });
});

describe("several ways", () => {
  const search = (compute: (stop: Stop) => unknown) => graphOf("Search", SortedSchema, SearchedSchema, compute);

  function besides(options: object, compute: (stop: Stop) => unknown) {
    const post = postOf();
    const aux = search(compute);
    const link = loose(handoff)(post.graphs[0], SortedSchema, aux.declaration, SortedSchema, {
      key: "id",
      role: "aux",
      ...options,
    });
    const handoffs = [post.link, link];
    return new HandBuiltFlow(looseFlow({ graphs: [...post.graphs, aux.declaration], handoffs }), [...post.built, aux], {
      errorSink: keepingSink(),
    });
  }

  it("are all taken", async () => {
    expect(Object.keys(await besides({}, on(SearchedSchema)).start([sent("a")]))).toEqual([
      ...["pipes.v1.Delivered", "pipes.v1.Searched"],
    ]);
  });

  it("that fail fail the run where they are required, and nobody else where they are not", async () => {
    const fail = () => Promise.reject(new Error("no"));
    const optional = besides({ required: false }, fail).start([sent("a")]);
    expect(await optional).toMatchObject({ "pipes.v1.Delivered": { id: "a" }, "pipes.v1.Searched": undefined });
    expect(optional.snapshot()).toMatchObject({
      status: "COMPLETED",
      graphs: { Search: { status: "FAILED" } },
      failures: [{ graph: "Search", required: false }],
    });
    expect(await failure(besides({ required: true }, fail).start([sent("a")]))).toMatchObject({
      graph: "Search",
      snapshot: { graphs: { Deliver: { status: "COMPLETED" } } },
    });
  });
});

describe("a route", () => {
  function deciding(decide: (stop: Stop) => unknown, own: object = {}) {
    const built = [
      graphOf("Decide", SentSchema, DecidedSchema, decide),
      graphOf("Ship", AcceptedSchema, DeliveredSchema, on(DeliveredSchema)),
      graphOf("Refund", RefusedSchema, RefundedSchema, on(RefundedSchema)),
      graphOf("Tell", AcceptedSchema, SearchedSchema, on(SearchedSchema)),
    ];
    const [decision, ship, refund, tell] = built.map(({ declaration }) => declaration);
    const ways = {
      accepted: [ship, loose(branch)(tell, AcceptedSchema, { role: "aux", required: false })],
      refused: refund,
    };
    const handoffs = [loose(route)(decision, DecidedSchema, "outcome", ways, { key: "id", ...own })];
    const graphs = built.map(({ declaration }) => declaration);
    return new HandBuiltFlow(looseFlow({ graphs, handoffs }), built, { errorSink: keepingSink() });
  }

  it("leads to the graphs of the case, and no further: the other outputs are absent", async () => {
    const accepted = deciding(({ id }) => create(DecidedSchema, { id, outcome: { case: "accepted", value: { id } } }));
    const run = accepted.start([sent("a")]);
    expect(await run).toMatchObject({
      "pipes.v1.Delivered": { id: "a" },
      "pipes.v1.Searched": { id: "a" },
      "pipes.v1.Refunded": undefined,
    });
    expect(run.snapshot().graphs.Refund!.status).toBe("SKIPPED");
    const refused = deciding(({ id }) => create(DecidedSchema, { id, outcome: { case: "refused", value: { id } } }));
    expect(await refused.start([sent("b")])).toMatchObject({
      "pipes.v1.Delivered": undefined,
      "pipes.v1.Refunded": { id: "b" },
    });
  });

  it("without a case is an error", async () => {
    const run = deciding(({ id }) => create(DecidedSchema, { id })).start([sent("a")]);
    expect(await failure(run)).toMatchObject({ graph: "Decide", cause: { code: "UNDECIDED" } });
  });

  it("waits at the decision for the branch that it takes, and not for the others", async () => {
    const flow = deciding(
      ({ id }) => create(DecidedSchema, { id, outcome: { case: id === "a" ? "refused" : "accepted", value: { id } } }),
      { window: 1 },
    );
    const results = await flow.pipe(["a", "b", "c", "d"].map((id) => sent(id)));
    expect(results.map(({ outputs }) => outputs!["pipes.v1.Refunded"] === undefined)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("tells duplicates by the decision's key", async () => {
    const flow = deciding(({ id }) => create(DecidedSchema, { id, outcome: { case: "accepted", value: { id } } }));
    await flow.start([sent("a")]);
    const again = flow.start([sent("a")]);
    await again;
    expect(again.snapshot().graphs.Ship!.duplicate).toBe(true);
  });
});

describe("a declared exception", () => {
  class OutOfReach extends Error {
    constructor(
      readonly id: string,
      readonly pieces: unknown,
    ) {
      super("out of reach");
    }
  }
  class FarOutOfReach extends OutOfReach {}
  class Gone extends Error {
    readonly outcome = create(LostSchema, { id: "gone", pieces: 1 });
  }

  function losing(thrown: unknown) {
    const lost: unknown[] = [];
    let calls = 0;
    const post = postOf({
      deliver: () => {
        calls++;
        throw thrown;
      },
    });
    const find = graphOf("Find", LostSchema, SearchedSchema, (stop) => {
      lost.push(stop);
      return passOn(SearchedSchema, stop.id, "");
    });
    const handoffs = [
      post.link,
      loose(handoff)(post.graphs[1], LostSchema, find.declaration, LostSchema, { key: "id" }),
    ];
    const errorSink = keepingSink();
    const flow = new HandBuiltFlow(
      looseFlow({
        graphs: [...post.graphs, find.declaration],
        handoffs,
        unhappy: { OutOfReach: LostSchema, Gone: LostSchema },
      }),
      [...post.built, find],
      { errorSink },
    );
    return { flow, lost, errorSink, calls: () => calls };
  }

  const renamed = Object.assign(new Error("out of reach"), { name: "OutOfReach", id: "c", pieces: 4 });

  it.each<[string, Error, object]>([
    ["its own properties", new OutOfReach("a", 3), { id: "a", pieces: 3, message: "out of reach" }],
    ["those of a class that extends it", new FarOutOfReach("b", 2), { id: "b", pieces: 2 }],
    ["one of its name, where a minifier has renamed the class", renamed, { id: "c", pieces: 4 }],
    ["its outcome", new Gone(), { id: "gone", pieces: 1, message: "" }],
  ])("is an outcome with a graph of its own, made of %s, and no error", async (_, thrown, want) => {
    const { flow, lost, errorSink } = losing(thrown);
    const run = flow.start([sent("a")]);
    expect(await run).toMatchObject({
      "pipes.v1.Searched": { $typeName: "pipes.v1.Searched" },
      "pipes.v1.Delivered": undefined,
    });
    expect(lost).toMatchObject([want]);
    expect(run.snapshot().graphs.Deliver).toMatchObject({
      status: "UNHAPPY",
      checkpoints: { "pipes.v1.Lost": want },
    });
    await flow.drained();
    expect(errorSink.rejects).toEqual([]);
  });

  it("is an outcome for its duplicates, too", async () => {
    const { flow, lost, calls } = losing(new OutOfReach("a", 3));
    expect(await flow.start([sent("a")])).toEqual(await flow.start([sent("a")]));
    expect([lost.length, calls()]).toEqual([1, 1]);
  });

  it.each<[string, unknown]>([
    ["is not declared", new TypeError("no")],
    ["has properties of other types than the message", new OutOfReach("a", "three")],
    ["is no error", "OutOfReach"],
    [
      "cannot be looked at",
      new Proxy(new OutOfReach("a", 1), {
        getPrototypeOf: () => {
          throw new Error("no");
        },
      }),
    ],
  ])("that %s is operational", async (_, thrown) => {
    const { flow, lost, errorSink } = losing(thrown);
    expect(await failure(flow.start([sent("a")]))).toMatchObject({ graph: "Deliver" });
    await flow.drained();
    expect([lost.length, errorSink.rejects.length]).toEqual([0, 1]);
  });
});
