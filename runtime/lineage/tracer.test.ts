import { create, fromBinary, type Message, toJson } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { traceEnvelopeJson } from "../../proto/contract/json-shapes.js";
import { type TraceEnvelope, TraceEnvelopeSchema } from "../../generated/protograph/v1/trace_pb.js";
import {
  AcceptedSchema,
  DeliveredSchema,
  LostSchema,
  ReceivedSchema,
  RefundedSchema,
  SearchedSchema,
  SentSchema,
  SortedSchema,
} from "../../test/messages/generated/pipes/v1/stops_pb.js";
import { DeclarationError } from "../errors.js";
import { HandBuiltFlow, looseFlow } from "../flows/hand-built-flow.test-support.js";
import { passOn, postOf, sent, type Stop } from "../flows/parcels.test-support.js";
import { consoleLog } from "../engine/log.js";
import { HandBuilt, lazy, list, step, stream } from "../hand-built.test-support.js";
import { ManualClock } from "../testing/manual-clock.js";
import { MemoryTraceStore } from "./memory-trace-store.js";
import { Tracer, type TraceOptions } from "./tracer.js";

const on = (schema: Parameters<typeof passOn>[0]) => (_ctx: unknown, stop: Stop) => passOn(schema, stop.id, "");
const ids = (envelopes: readonly TraceEnvelope[]) => envelopes.map(({ itemId }) => itemId);
const wait = () => new Promise((resolve) => setImmediate(resolve));

/** Sent and Lost are joined; of that come two, of which one is looked at again. */
function diamond(options?: TraceOptions) {
  const graph = new HandBuilt({
    inputs: [SentSchema, LostSchema],
    outputs: [DeliveredSchema],
    steps: {
      Sort: step([SentSchema, LostSchema], SortedSchema, on(SortedSchema)),
      Left: step([SortedSchema], ReceivedSchema, on(ReceivedSchema)),
      Right: step([SortedSchema], AcceptedSchema, on(AcceptedSchema)),
      Join: step([ReceivedSchema, AcceptedSchema], DeliveredSchema, on(DeliveredSchema)),
    },
  });
  const trace = new Tracer(options);
  trace.follow(graph);
  const inputs = [sent("a", "x".repeat(100)), create(LostSchema, { id: "l" })] as const;
  return { graph, trace, inputs, run: () => graph.run(DeliveredSchema, inputs, { runId: "r" }) };
}

describe("a message", () => {
  it("leads back to all the inputs that it was made of, and from each to all that was made of it", async () => {
    const { trace, inputs, run } = diamond();
    const delivered = await run();
    const { items, leaves } = await trace.lineage(delivered);
    expect(ids(items)).toEqual(["r/Join", "r/Left", "r/Right", "r/Sort", "r/pipes.v1.Sent", "r/pipes.v1.Lost"]);
    expect(ids(leaves)).toEqual(["r/pipes.v1.Sent", "r/pipes.v1.Lost"]);
    for (const input of inputs) {
      expect(ids(await trace.descendants(input))).toEqual(["r/Sort", "r/Left", "r/Right", "r/Join"]);
    }
    expect(await trace.lineage("r/Left")).toMatchObject({ leaves });
    expect(await trace.lineage(sent("other"))).toEqual({ items: [], leaves: [] });
  });

  it("has an envelope as the contract wants it", async () => {
    const clock = new ManualClock();
    const { trace, run } = diamond({ clock, meta: { channel: "web" } });
    const envelope = await trace.envelope(await run());
    expect(envelope).toMatchObject({
      traceId: "r",
      itemId: "r/Join",
      messageType: "pipes.v1.Delivered",
      parents: [
        { itemId: "r/Left", messageType: "pipes.v1.Received" },
        { itemId: "r/Right", messageType: "pipes.v1.Accepted" },
      ],
      origin: { graph: "test.v1.HandBuilt", runId: "r", nodeId: "Join" },
      meta: { channel: "web" },
    });
    expect(traceEnvelopeJson.safeParse(toJson(TraceEnvelopeSchema, envelope!)).error).toBeUndefined();
  });

  it.each<[string, TraceOptions["content"], readonly [string | undefined, string | undefined]]>([
    ["in its envelope", "inline", ["inline", "inline"]],
    ["beside it", "reference", ["reference", "reference"]],
    ["in it or beside it, as large as it is", { inlineUpTo: 50 }, ["reference", "inline"]],
    ["in it, where it is small", undefined, ["inline", "inline"]],
  ])("has its content %s", async (_, content, want) => {
    const { trace, inputs, run } = diamond(content && { content });
    await run();
    const envelopes = await Promise.all(inputs.map((input) => trace.envelope(input)));
    expect(envelopes.map((envelope) => envelope?.content?.form.case)).toEqual(want);
    const bytes = await trace.content(envelopes[0]!);
    expect(fromBinary(SentSchema, bytes!)).toEqual(inputs[0]);
  });

  it("of a list is one by its place; what is made of all of them is made of each", async () => {
    const graph = new HandBuilt({
      inputs: [SentSchema],
      outputs: [DeliveredSchema],
      steps: {
        Split: step([SentSchema], list(SortedSchema), () => ["0", "1"].map((id) => passOn(SortedSchema, id, ""))),
        Each: step([SortedSchema], ReceivedSchema, on(ReceivedSchema)),
        All: step([list(ReceivedSchema)], DeliveredSchema, () => create(DeliveredSchema)),
      },
    });
    const trace = new Tracer();
    trace.follow(graph);
    const delivered = await graph.run(DeliveredSchema, [sent("a")], { runId: "r" });
    const { items } = await trace.lineage(delivered);
    expect(ids(items)).toEqual(["r/All", "r/Each[0]", "r/Each[1]", "r/Split[0]", "r/Split[1]", "r/pipes.v1.Sent"]);
    expect(items[2]?.origin?.itemIndex).toEqual([1]);
  });

  it("that is taken lazily, or as a stream, or given by a fallback leads back as well", async () => {
    const graph = new HandBuilt({
      inputs: [SentSchema],
      outputs: [DeliveredSchema],
      steps: {
        Stream: step([SentSchema], stream(SortedSchema), async function* () {
          await Promise.resolve();
          yield passOn(SortedSchema, "s", "");
        }),
        Count: step([stream(SortedSchema)], RefundedSchema, async (_ctx, all: AsyncIterable<Message>) => {
          for await (const _ of all) await Promise.resolve();
          return create(RefundedSchema);
        }),
        Fails: step([SentSchema], LostSchema, () => Promise.reject(new Error("no")), {
          fallback: () => create(LostSchema),
        }),
        Lazy: step([lazy(LostSchema)], SearchedSchema, async (_ctx, lost: { get(): Promise<Message> }) => {
          await lost.get();
          return create(SearchedSchema);
        }),
        Direct: step([LostSchema], AcceptedSchema, () => create(AcceptedSchema)),
        Join: step([RefundedSchema, SearchedSchema, AcceptedSchema], DeliveredSchema, () => create(DeliveredSchema)),
      },
    });
    const trace = new Tracer();
    trace.follow(graph);
    const { items, leaves } = await trace.lineage(await graph.run(DeliveredSchema, [sent("a")], { runId: "r" }));
    expect(ids(items).toSorted()).toEqual(
      ["Count", "Direct", "Fails", "Join", "Lazy", "Stream", "pipes.v1.Sent"].map((id) => `r/${id}`),
    );
    expect(ids(leaves)).toEqual(["r/pipes.v1.Sent"]);
  });

  it("leads from graph to graph of a flow, also where it is read as another", async () => {
    const { built, graphs, link } = postOf();
    const trace = new Tracer();
    const flow = new HandBuiltFlow(looseFlow({ graphs, handoffs: [link] }), built, { trace });
    const input = sent("a");
    const outputs = await flow.start([input], { runId: "f" });
    const { items, leaves } = await trace.lineage(outputs["pipes.v1.Delivered"]!);
    expect(items.map(({ messageType }) => messageType)).toEqual([
      ...["pipes.v1.Delivered", "pipes.v1.Received", "pipes.v1.Sorted", "pipes.v1.Sent"],
    ]);
    expect(new Set(items.map(({ traceId }) => traceId))).toEqual(new Set(["f"]));
    expect(ids(leaves)).toEqual(["f/Sort/pipes.v1.Sent"]);
    expect(await trace.descendants(input)).toHaveLength(3);
  });
});

describe("to trace", () => {
  it("keeps no more than its store may, the newest", async () => {
    const store = new MemoryTraceStore(3);
    const { trace, inputs, run } = diamond({ store, content: "reference" });
    const delivered = await run();
    expect(ids((await trace.lineage(delivered)).items)).toEqual(["r/Join", "r/Left", "r/Right"]);
    expect(await trace.envelope(inputs[0])).toBeUndefined();
    expect(store.madeOf("r/pipes.v1.Sent")).toEqual([]);
    for (const items of [0, -1, 1.5, Infinity]) expect(() => new MemoryTraceStore(items)).toThrow(DeclarationError);
  });

  it.each<[string, () => never | Promise<never>]>([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
  ])("changes nothing for a run where the store %s", async (_, put) => {
    const warnings: string[] = [];
    const log = { ...consoleLog("silent"), warn: (message: string) => void warnings.push(message) };
    const store = Object.assign(new MemoryTraceStore(), { put });
    const { run } = diamond({ store, log });
    expect(await run()).toEqual(create(DeliveredSchema, { id: "a" }));
    await wait();
    expect(warnings).toHaveLength(6);
  });
});
