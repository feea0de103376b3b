import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { create } from "@bufbuild/protobuf";
import { handoff, type MessageSchema, type StepContext } from "protograph";
import { Built, HandBuiltFlow, looseFlow } from "../../runtime/flows/hand-built-flow.test-support.js";
import { loose } from "../../runtime/flows/parcels.test-support.js";
import { HandBuilt, type HandBuiltStep, step } from "../../runtime/hand-built.test-support.js";
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
} from "../messages/generated/pipes/v1/stops_pb.js";
import type { Figure, Suite } from "./figure.js";
import { type Case, interleave, type Measured, median, timesAsLong } from "./measure.js";

/** What it costs to hand messages from graph to graph, and what that holds on to. */
export const flow: Suite = {
  name: "flow",
  async run() {
    return [
      await throughput("flow.pipe", small, "at least 0.5 of the same nine steps in one graph"),
      await throughput("flow.pipe.bare", bare, "the same of steps that do nothing: what handing on costs by itself"),
      await memory(),
    ];
  },
};

const messages = 100_000;
const window = 64;

/** Nine steps, each of which takes the message before and gives the next. */
const stops: readonly MessageSchema[] = [
  ...[SentSchema, SortedSchema, ReceivedSchema, DeliveredSchema, AcceptedSchema],
  ...[RefusedSchema, RefundedSchema, LostSchema, SearchedSchema, DecidedSchema],
];

/** What a step makes of what it is given. */
type Work = (given: Given) => object;

/** Some stops have nothing but an id. */
interface Given {
  readonly id: string;
  readonly body?: string;
}

/** As little as a step can do. */
const bare: Work = ({ id }) => ({ id });

/** About what a small step does: it looks at all that it is given, and says something about it. */
const small: Work = ({ id, body = "" }) => ({ id, body: createHash("sha256").update(id).update(body).digest("hex") });

/** The steps between two stops. */
function stepsFrom(first: number, last: number, work: Work): Readonly<Record<string, HandBuiltStep>> {
  const steps: Record<string, HandBuiltStep> = {};
  for (const [at, gives] of stops.slice(first + 1, last + 1).entries()) {
    const compute = async (_ctx: StepContext, given: Given) => create(gives, work(given) as never);
    steps[`Step${first + at}`] = step([stopAt(first + at)], gives, compute);
  }
  return steps;
}

function stopAt(at: number): MessageSchema {
  return stops[at] ?? SentSchema;
}

function* source() {
  for (let number = 0; number < messages; number++) yield create(SentSchema, { id: String(number) });
}

/** The nine steps as three graphs. */
function threeGraphs(work: Work): HandBuiltFlow {
  const built = [0, 3, 6].map(
    (first) =>
      new Built({
        name: `bench.v1.From${first}`,
        inputs: [stopAt(first)],
        outputs: [stopAt(first + 3)],
        steps: stepsFrom(first, first + 3, work),
      }),
  );
  const graphs = built.map(({ declaration }) => declaration);
  const handoffs = [1, 2].map((at) => {
    const message = stops[3 * at];
    return loose(handoff)(graphs[at - 1], message, graphs[at], message, { key: "id", window });
  });
  return new HandBuiltFlow(looseFlow({ name: "bench.v1.Flow", graphs, handoffs }), built, { window });
}

/** The nine steps as one graph. */
function oneGraph(work: Work): HandBuilt {
  const steps = stepsFrom(0, 9, work);
  return new HandBuilt({ name: "bench.v1.Whole", inputs: [SentSchema], outputs: [DecidedSchema], steps });
}

/** Runs one graph for all messages, as many at once as the window has places. */
async function pool(graph: HandBuilt): Promise<void> {
  const each = source();
  const work = async () => {
    for (const message of each) await graph.run(DecidedSchema, [message]);
  };
  await Promise.all(Array.from({ length: window }, work));
}

async function throughput(name: string, work: Work, aim: string): Promise<Figure> {
  const graph = oneGraph(work);
  const cases: Case[] = [
    { name: "graph", work: repeat(() => pool(graph)) },
    { name: "flow", work: repeat(() => drain(threeGraphs(work))) },
  ];
  const [inOne, piped] = (await interleave(cases, { rounds: 5 })) as [Measured, Measured];
  return {
    name,
    value: Math.round((messages * 1e9) / median(piped.rounds)),
    unit: "messages/s",
    baseline: Math.round((messages * 1e9) / median(inOne.rounds)),
    ratio: 1 / timesAsLong(piped, inOne),
    aim,
  };
}

function repeat(run: () => Promise<void>): Case["work"] {
  return async (times) => {
    for (let time = 0; time < times; time++) await run();
  };
}

async function drain(piped: HandBuiltFlow, look: (index: number) => void = () => undefined) {
  for await (const { index } of piped.pipe(source())) look(index);
}

/** What is held on to in the middle of things, after 10,000 and after 100,000 messages. */
async function memory(): Promise<Figure> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap: number[] = [];
  await drain(threeGraphs(bare), (index) => {
    if (index !== messages / 10 - 1 && index !== messages - window - 1) return;
    collect();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  });
  const [early = NaN, late = NaN] = heap;
  return {
    name: "flow.heap",
    value: late,
    unit: "MiB",
    baseline: early,
    ratio: late / early,
    aim: "the same after 100,000 messages as after 10,000",
  };
}
