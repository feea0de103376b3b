import { describe, expect, it } from "vitest";
import { FailureClass } from "../../generated/protograph/v1/failure_pb.js";
import { SortedSchema } from "../../test/messages/generated/pipes/v1/stops_pb.js";
import type { Sighting } from "../dsl/flow-options.js";
import { observe, tap } from "../dsl/flow.js";
import { failure } from "../hand-built.test-support.js";
import { HandBuiltFlow, looseFlow } from "./hand-built-flow.test-support.js";
import { keepingSink, loose, postOf, sent, settled, type Stop } from "./parcels.test-support.js";

type Watch = (seen: Stop, sighting: Sighting) => void | Promise<void>;

function watched(
  links: readonly unknown[] | ((graphs: readonly unknown[]) => readonly unknown[]),
  deliver?: () => unknown,
) {
  const { built, graphs, link } = postOf(deliver && { deliver });
  const errorSink = keepingSink();
  const more = typeof links === "function" ? links(graphs) : links;
  const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link, ...more] }), built, { errorSink });
  return { flow, errorSink };
}

const observing =
  (watch: Watch, options = {}) =>
  (graphs: readonly unknown[]) => [loose(observe)(graphs[0], SortedSchema, watch, options)];

/** The step's function has the name of the constant it was made with. */
const tapping =
  (watch: Watch, options = {}) =>
  (graphs: readonly unknown[]) => {
    const step = Object.defineProperty(() => undefined, "name", { value: "Sort" });
    return [{ ...(loose(tap)(graphs[0], step, watch, { weak: true, ...options }) as object) }];
  };

describe("an observer", () => {
  it("sees stable checkpoints, in order, and is told where they are from", async () => {
    const seen: unknown[] = [];
    const { flow } = watched(observing(({ id }, sighting) => void seen.push([id, sighting])));
    await flow.pipe(["a", "b"].map((id) => sent(id)));
    await settled();
    expect(seen).toMatchObject([
      ["a", { graph: "Sort", step: undefined, stable: true }],
      ["b", { graph: "Sort" }],
    ]);
  });

  it("sees also what the rest of the flow fails behind, but no duplicate", async () => {
    const seen: string[] = [];
    const { flow } = watched(
      observing(({ id }) => void seen.push(id)),
      () => Promise.reject(new Error("no")),
    );
    await failure(flow.start([sent("a")]));
    expect(seen).toEqual(["a"]);
  });

  it.each<[string, Watch]>([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
    ["is deaf", () => new Promise(() => undefined)],
  ])("that %s neither delays nor fails the flow", async (what, watch) => {
    const { flow, errorSink } = watched(observing(watch, { window: 4 }));
    const results = await flow.pipe(Array.from({ length: 40 }, (_, at) => sent(String(at))));
    expect(results.every(({ error }) => error === undefined)).toBe(true);
    await settled();
    await flow.drained();
    const { waiting, dropped } = flow.traffic().watchers[0]!;
    const ofCode = (code: string) => errorSink.rejects.filter(({ failure }) => failure?.code === code);
    const behind = ofCode("OBSERVER_BEHIND");
    const thrown = errorSink.rejects.filter((each) => !behind.includes(each));
    const told = thrown.reduce((sum, { count }) => sum + Number(count), 0);
    expect(waiting).toBeLessThanOrEqual(4);
    expect(told + dropped + waiting).toBe(40);
    if (what !== "is deaf") return;
    expect([waiting, told]).toEqual([4, 0]);
    // However much is dropped, the error sink hears of it once.
    expect(behind.map(({ graph, count, failure }) => [graph, count, failure?.class, failure?.message])).toEqual([
      [
        "pipes.v1.Sort",
        1n,
        FailureClass.RATE_LIMITED,
        "what looks at Sort/pipes.v1.Sorted is behind: 4 wait for it, and what comes while they do is dropped",
      ],
    ]);
  });

  it("holds the flow back where it is to see everything, and no more than its window wait for it", async () => {
    let open = (): void => undefined;
    let most = 0;
    const watch = async () => {
      most = Math.max(most, flow.traffic().watchers[0]!.waiting);
      await new Promise<void>((resolve) => (open = resolve));
    };
    const { flow } = watched(observing(watch, { overflow: "wait", window: 2 }));
    let over = 0;
    const runs = Array.from({ length: 6 }, (_, at) => flow.start([sent(String(at))]).then(() => over++));
    for (let opened = 0; opened < 6; opened++) {
      await settled();
      expect(over).toBe(Math.min(6, opened + 2));
      open();
    }
    await Promise.all(runs);
    expect(most).toBe(2);
  });

  it.each([
    ["observer", observing],
    ["tap", tapping],
  ])("that is required waits unless told otherwise, as does one that asks to: the %s", async (_what, looking) => {
    const deaf = () => new Promise<void>(() => undefined);
    for (const options of [{ required: true }, { overflow: "wait" }]) {
      const { flow } = watched(looking(deaf, { ...options, window: 1 }));
      const runs = ["a", "b"].map((id) => flow.start([sent(id)]));
      await settled();
      expect(runs[1]!.snapshot().status).toBe("RUNNING");
      expect(flow.traffic().watchers[0]).toMatchObject({ waiting: 1, dropped: 0 });
      for (const run of runs) run.cancel();
    }
  });

  it("that is required sees everything: it cannot drop", () => {
    const dropping = () => watched(observing(() => undefined, { required: true, overflow: "drop" }));
    expect(dropping).toThrow(/overflow: what is required sees every message/);
  });

  it("that is required is waited for, and fails the run", async () => {
    const cause = new Error("not seen");
    const { flow } = watched(observing(() => Promise.reject(cause), { required: true }));
    expect(await failure(flow.start([sent("a")]))).toMatchObject({
      graph: "Sort",
      cause,
      snapshot: { graphs: { Sort: { status: "COMPLETED" }, Deliver: { status: "COMPLETED" } } },
    });
  });
});

describe("a tap", () => {
  it("sees what a step has returned, before anybody knows what comes of it", async () => {
    const seen: unknown[] = [];
    const { flow } = watched(
      tapping(({ id }, { step, stable, runId, flowRunId }) => void seen.push([id, step, stable, runId, flowRunId])),
    );
    await flow.start([sent("a")], { runId: "r" });
    expect(seen).toEqual([["a", "Sort", false, "r/Sort", "r"]]);
  });

  it("that is deaf is not waited for: what it does not see is dropped, and counted", async () => {
    const { flow } = watched(tapping(() => new Promise(() => undefined), { window: 1 }));
    await flow.pipe(["a", "b", "c"].map((id) => sent(id)));
    expect(flow.traffic().watchers).toEqual([{ id: "Sort/Sort", waiting: 1, dropped: 2 }]);
  });

  it("that is required fails the run", async () => {
    const cause = new Error("not seen");
    const { flow } = watched(tapping(() => Promise.reject(cause), { required: true }));
    expect(await failure(flow.start([sent("a")]))).toMatchObject({ graph: "Sort", cause });
  });

  it("that is to see everything holds the step back", async () => {
    let open = (): void => undefined;
    const watch = () => new Promise<void>((resolve) => (open = resolve));
    const { flow } = watched(tapping(watch, { overflow: "wait", window: 1 }));
    const runs = ["a", "b"].map((id) => flow.start([sent(id)]));
    await runs[0];
    await settled();
    expect(runs[1]!.snapshot().graphs.Sort!.status).toBe("RUNNING");
    open();
    await runs[1];
    open();
  });
});
