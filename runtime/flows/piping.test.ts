import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  DeliveredSchema,
  ReceivedSchema,
  RefundedSchema,
  SearchedSchema,
  SentSchema,
  SortedSchema,
} from "../../test/messages/generated/pipes/v1/stops_pb.js";
import { awaited } from "../dsl/ports.js";
import { handoff } from "../dsl/flow.js";
import { failure, step } from "../hand-built.test-support.js";
import { CancelledError, DeadlineError, DeclarationError, WrongInputError } from "../errors.js";
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

const ids = (count: number) => Array.from({ length: count }, (_, at) => String(at));

/** A post whose deliveries fail for some. */
function postFailing(failing: readonly string[], handing: Parameters<typeof postOf>[1] = {}) {
  const { built, graphs, link } = postOf(
    {
      deliver: async ({ id }) => {
        await settled();
        if (failing.includes(id)) throw new Error(`nobody at ${id}`);
        return passOn(DeliveredSchema, id, "");
      },
    },
    handing,
  );
  return new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink: keepingSink() });
}

async function* streamOf(count: number, told: string[] = []) {
  try {
    for (const id of ids(count)) {
      await Promise.resolve();
      told.push(id);
      yield sent(id);
    }
  } finally {
    told.push("closed");
  }
}

describe("a piping", () => {
  it.each<[string, Parameters<HandBuiltFlow["pipe"]>[0], number]>([
    ["one message", sent("0"), 1],
    ["a list", ids(30).map((id) => sent(id)), 30],
    ["a set", new Set(ids(3).map((id) => sent(id))), 3],
    ["a stream", streamOf(30), 30],
    ["nothing", [], 0],
  ])("gives the results of %s in its order", async (_, source, count) => {
    const results = await postFailing([], { window: 4 }).pipe(source);
    expect(results.map(({ index, outputs }) => [index, (outputs!["pipes.v1.Delivered"] as Stop).id])).toEqual(
      ids(count).map((id, at) => [at, id]),
    );
  });

  it("keeps the order, also where the later are done first", async () => {
    const doors = new Doors();
    const { built, graphs, link } = postOf({
      deliver: async ({ id }) => {
        await doors.wait(id);
        return passOn(DeliveredSchema, id, "");
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    const piping = flow.pipe(ids(3).map((id) => sent(id)));
    const all = piping.then((results) => results.map(({ outputs }) => (outputs!["pipes.v1.Delivered"] as Stop).id));
    await settled();
    for (const id of ["2", "1"]) await doors.open(id);
    expect(piping.progress()).toEqual({ started: 3, completed: 2, failed: 0, untaken: 2 });
    await doors.open("0");
    expect(await all).toEqual(["0", "1", "2"]);
  });

  it("asks for no more than its window while nobody takes results", async () => {
    const told: string[] = [];
    const piping = postFailing([]).pipe(streamOf(50, told), { window: 5 });
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(told).toHaveLength(5);
    expect(piping.progress()).toEqual({ started: 5, completed: 5, failed: 0, untaken: 5 });
    let taken = 0;
    for await (const { index } of piping) {
      expect(index).toBe(taken++);
      for (let turn = 0; turn < 5; turn++) await settled();
      expect(told.filter((each) => each !== "closed").length).toBeLessThanOrEqual(taken + 5);
    }
    expect(taken).toBe(50);
  });

  it("that is left early closes its source and cancels what is on its way", async () => {
    const told: string[] = [];
    const flow = postFailing([], { window: 4 });
    for await (const { index } of flow.pipe(streamOf(50, told))) if (index === 2) break;
    await settled();
    expect(told.at(-1)).toBe("closed");
    expect(told.length).toBeLessThan(15);
    expect(flow.traffic().graphs.Deliver).toMatchObject({ taken: 0, waiting: 0 });
  });

  it("ends at the first failure, after the results before it", async () => {
    const told: string[] = [];
    const results: number[] = [];
    const flow = postFailing(["3"], { window: 2 });
    const piping = flow.pipe(streamOf(50, told));
    const error = await failure(
      (async () => {
        for await (const { index } of piping) results.push(index);
      })(),
    );
    expect(error).toMatchObject({
      code: "FLOW_FAILED",
      graph: "Deliver",
      snapshot: { graphs: { Sort: { status: "COMPLETED" } } },
    });
    expect(results).toEqual([0, 1, 2]);
    await settled();
    expect(told.at(-1)).toBe("closed");
  });

  it.each([
    ["collect", ["1", "3", "5"], "goes on"],
    [{ tolerate: 0.5 }, ["1", "3"], "goes on"],
    [{ tolerate: 0.5 }, ["0", "1", "3", "4"], "ends"],
    [{ tolerate: 0.2 }, ["1", "3"], "ends"],
  ] as const)("of %o, where %o fail, %s", async (itemFailure, failing, what) => {
    for (const source of [ids(6).map((id) => sent(id)), streamOf(6)]) {
      const piping = postFailing(failing, { itemFailure }).pipe(source);
      if (what === "ends") expect(await failure(piping)).toMatchObject({ code: "FLOW_FAILED" });
      else {
        const results = await piping;
        expect(results.flatMap(({ error, index }) => (error ? [String(index)] : []))).toEqual(failing);
        expect(piping.progress()).toMatchObject({ completed: 6 - failing.length, failed: failing.length });
      }
    }
  });

  it("of what fails at the door goes on where it was told to", async () => {
    const { built, graphs, link } = postOf({
      sort: ({ id }) => {
        if (id === "1") throw new Error("no");
        return passOn(SortedSchema, id, "");
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { errorSink: keepingSink() });
    const source = () => ids(3).map((id) => sent(id));
    expect(await failure(flow.pipe(source()))).toMatchObject({ graph: "Sort" });
    expect((await flow.pipe(source(), { itemFailure: "collect" })).map(({ error }) => error !== undefined)).toEqual([
      ...[false, true, false],
    ]);
  });

  it("fails with what its source throws, after the results before it", async () => {
    const thrown = new Error("no more");
    const source = function* () {
      yield sent("0");
      throw thrown;
    };
    const results: number[] = [];
    const piping = postFailing([]).pipe(source());
    const error = await failure(
      (async () => {
        for await (const { index } of piping) results.push(index);
      })(),
    );
    expect([error, results]).toEqual([thrown, [0]]);
    await expect(postFailing([]).pipe([create(SortedSchema)])).rejects.toBeInstanceOf(WrongInputError);
  });

  it("is taken once", async () => {
    const piping = postFailing([]).pipe([sent("0")]);
    await piping;
    expect(await failure(piping)).toMatchObject({ code: "STREAM_CONSUMED" });
  });
});

describe("a run of a flow", () => {
  const deaf = () => {
    const signals: AbortSignal[] = [];
    const { built, graphs, link } = postOf({
      deliver: (_stop, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const clock = new ManualClock();
    const errorSink = keepingSink();
    return {
      flow: new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { clock, errorSink }),
      clock,
      signals,
      errorSink,
    };
  };

  it("is cancelled with all its graphs, by its handle or the caller's signal, and that is no error of theirs", async () => {
    const { flow, signals, errorSink } = deaf();
    const caller = new AbortController();
    const runs = [flow.start([sent("a")]), flow.start([sent("b")], { signal: caller.signal })];
    await settled();
    runs[0]!.cancel("enough");
    caller.abort("enough, too");
    for (const run of runs) {
      expect(await failure(run)).toBeInstanceOf(CancelledError);
      expect(run.snapshot()).toMatchObject({
        status: "CANCELLED",
        graphs: { Sort: { status: "COMPLETED" }, Deliver: { status: "CANCELLED" } },
      });
    }
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(flow.traffic().graphs.Deliver!.taken).toBe(0);
    await flow.drained();
    expect(errorSink.rejects).toEqual([]);
    expect(await failure(flow.start([sent("c")], { signal: AbortSignal.abort("late") }))).toMatchObject({
      reason: "late",
    });
  });

  it("has a deadline, which its graphs have as well", async () => {
    const { flow, clock, signals } = deaf();
    const run = flow.start([sent("a")], { deadline: new Date(clock.now() + 1_000) });
    const late = flow.start([sent("b")], { deadline: new Date(clock.now() - 1) });
    expect(await failure(late)).toBeInstanceOf(DeadlineError);
    const failed = failure(run);
    await clock.advance("1s");
    expect(await failed).toBeInstanceOf(DeadlineError);
    expect(signals[0]!.aborted).toBe(true);
    expect(clock.sleeping).toBe(0);
    const never = flow.start([sent("c")], { deadline: new Date(NaN) });
    expect(await failure(never)).toBeInstanceOf(DeclarationError);
  });

  it("gives its graphs its tenant, its seed and its id, so that equal seeds draw alike", async () => {
    const drawn: unknown[] = [];
    const { built, graphs, link } = postOf({
      sort: ({ id }, { random, tenant, runId }) => {
        drawn.push([random(), tenant, runId]);
        return passOn(SortedSchema, id, "");
      },
    });
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    for (const runId of ["r", "s"]) await flow.start([sent(runId)], { runId, tenant: "acme", seed: 1 });
    const [[number], [other]] = drawn as [[number], [number]];
    expect(drawn).toEqual([
      [number, "acme", "r/Sort"],
      [other, "acme", "s/Sort"],
    ]);
    expect(other).toBe(number);
  });

  it("refuses another message than its input, before anything starts", async () => {
    const { flow } = deaf();
    const run = flow.start([create(SortedSchema)]);
    expect(await failure(run)).toMatchObject({
      code: "WRONG_INPUT",
      expected: "pipes.v1.Sent",
      actual: "pipes.v1.Sorted",
    });
    expect(run.snapshot().graphs.Sort!.status).toBe("CANCELLED");
  });

  it("hands in what a graph awaits, also before it has started", async () => {
    const doors = new Doors();
    const post = postOf({
      sort: async ({ id }) => {
        await doors.wait(id);
        return passOn(SortedSchema, id, "");
      },
    });
    const sign = new Built({
      name: "pipes.v1.Sign",
      inputs: [DeliveredSchema, awaited(RefundedSchema)],
      outputs: [SearchedSchema],
      steps: {
        Sign: step([DeliveredSchema, RefundedSchema], SearchedSchema, (_ctx, one: Stop, two: Stop) =>
          passOn(SearchedSchema, one.id + two.id, ""),
        ),
      },
    });
    const link = loose(handoff)(post.graphs[1], DeliveredSchema, sign.declaration, DeliveredSchema, { key: "id" });
    const declaration = looseFlow({
      graphs: [...post.graphs, sign.declaration],
      handoffs: [post.link, link],
      inputs: [SentSchema],
    });
    const flow = new HandBuiltFlow(declaration, [...post.built, sign]);
    const signature = create(RefundedSchema, { id: "!" });
    const early = flow.start([sent("a")]);
    await early.deliver(signature);
    expect(await failure(early.deliver(signature))).toMatchObject({ code: "ALREADY_DELIVERED" });
    expect(await failure(early.deliver(sent("a")))).toMatchObject({ code: "NOT_AWAITED" });
    const late = flow.start([sent("b")]);
    while (doors.waiting.length > 0) await doors.open();
    expect(late.snapshot().graphs.Sign!.status).toBe("RUNNING");
    await late.deliver(signature);
    expect([await early, await late]).toMatchObject([
      { "pipes.v1.Searched": { id: "a!" } },
      { "pipes.v1.Searched": { id: "b!" } },
    ]);
    expect(await failure(late.deliver(signature))).toMatchObject({ code: "RUN_ENDED" });
  });

  it("that nobody awaits causes no unhandled rejection", async () => {
    const run = postFailing(["a"]).start([sent("a")]);
    for (let turn = 0; turn < 4; turn++) await settled();
    expect(run.snapshot().status).toBe("FAILED");
  });
});

describe("a flow in a flow", () => {
  it("gives what it would if its graphs stood in the outer one", async () => {
    const { built, graphs, link } = postOf();
    const inner = looseFlow({ name: "pipes.v1.Post", graphs, handoffs: [link] });
    const find = graphOf("Find", DeliveredSchema, SearchedSchema, ({ id, body }) => passOn(SearchedSchema, id, body));
    const send = graphOf("Send", ReceivedSchema, SentSchema, ({ id, body }) => passOn(SentSchema, id, `${body} sent`));
    const key = { key: "id" };
    const nested = new HandBuiltFlow(
      looseFlow({
        graphs: [send.declaration, inner, find.declaration],
        handoffs: [
          loose(handoff)(send.declaration, SentSchema, inner, SentSchema, key),
          loose(handoff)(inner, DeliveredSchema, find.declaration, DeliveredSchema, key),
        ],
      }),
      [send, ...built, find],
    );
    const flat = new HandBuiltFlow(
      looseFlow({
        graphs: [send.declaration, ...graphs, find.declaration],
        handoffs: [
          link,
          loose(handoff)(send.declaration, SentSchema, graphs[0], SentSchema, key),
          loose(handoff)(graphs[1], DeliveredSchema, find.declaration, DeliveredSchema, key),
        ],
      }),
      [send, ...built, find],
    );
    const message = create(ReceivedSchema, { id: "a", body: "x" });
    const run = nested.start([message]);
    expect(await run).toEqual(await flat.start([message]));
    expect(Object.keys(run.snapshot().graphs)).toEqual(["Send", "Post/Sort", "Post/Deliver", "Find"]);
  });
});

describe("generated code that is older than its declaration", () => {
  it("is not run, and says what changed", () => {
    const { built, graphs, link } = postOf();
    const before = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built);
    const changed = postOf({}, { window: 3, key: "body" as never });
    const declaration = looseFlow({ name: "pipes.v1.Other", graphs: changed.graphs, handoffs: [changed.link] });
    const stale = () => HandBuiltFlow.stale(before, declaration, changed.built);
    expect(stale).toThrow(DeclarationError);
    expect(stale).toThrow(
      "its name was pipes.v1.Flow and is pipes.v1.Other; window of Sort/pipes.v1.Sorted -> Deliver/pipes.v1.Received was 16 and is 3; key of Sort/pipes.v1.Sorted -> Deliver/pipes.v1.Received was id and is body",
    );
  });
});
