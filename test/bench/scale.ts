import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Message } from "@bufbuild/protobuf";
import { CompiledGraph, output, type OutputRef, type Run } from "protograph";
import {
  handBuiltParts,
  type HandBuiltParts,
  type HandBuiltStep,
  type Named,
  step,
} from "../../runtime/hand-built.test-support.js";
import type { Figure, Suite } from "./figure.js";
import { type Case, interleave, type Measured, median, timesAsLong } from "./measure.js";

const small = 10;
const large = 10_000;

/** What a node costs in a small graph and in a large one. */
export const scale: Suite = {
  name: "scale",
  async run() {
    const figures: Figure[] = [];
    for (const shape of [chain, fan]) figures.push(await time(shape), heap(shape));
    return figures;
  },
};

async function time(shape: Shape): Promise<Figure> {
  const caseOf = (nodes: number): Case => {
    const graph = new Large(
      shape.build(
        nodes,
        ({ typeName }) =>
          async () =>
            messageOf(typeName),
      ),
    );
    return {
      name: String(nodes),
      work: async (times) => {
        for (let time = 0; time < times; time++) await graph.run();
      },
    };
  };
  const [few, many] = (await interleave([caseOf(small), caseOf(large)])) as [Measured, Measured];
  return {
    name: shape.name,
    value: median(many.rounds) / large,
    unit: "ns/node",
    baseline: median(few.rounds) / small,
    ratio: (timesAsLong(many, few) * small) / large,
    aim: `at most 1.3 times the cost of a node among ${small}, among ${large}`,
  };
}

/** What a run holds for each node while its last one is still going. */
function heap(shape: Shape): Figure {
  const perNode = (nodes: number) => {
    const graph = new Large(
      shape.build(
        nodes,
        ({ typeName }) =>
          () =>
            messageOf(typeName),
        () => new Promise(() => undefined),
      ),
    );
    graph.run();
    collect();
    const before = process.memoryUsage().heapUsed;
    const runs = Array.from({ length: Math.ceil(100_000 / nodes) }, () => graph.run());
    collect();
    return (process.memoryUsage().heapUsed - before) / (runs.length * nodes);
  };
  const [few, many] = [perNode(1_000), perNode(large)];
  return {
    name: `${shape.name}.heap`,
    value: many,
    unit: "bytes/node",
    baseline: few,
    ratio: many / few,
    aim: `about 1: as much for a node among ${large} as among 1000`,
  };
}

interface Shape {
  readonly name: string;
  /** A graph of so many nodes; `last` is what its last one computes. */
  build(nodes: number, compute: Computes, last?: () => unknown): HandBuiltParts;
}

type Computes = (message: Named) => () => unknown;

/** Each node needs the one before. */
const chain: Shape = {
  name: "scale.chain",
  build: (nodes, compute, last) =>
    partsOf(
      Array.from({ length: nodes }, (_, index) => {
        const isLast = index === nodes - 1 && last !== undefined;
        return step([named(index)], named(index + 1), isLast ? last : compute(named(index + 1)));
      }),
    ),
};

/** All but the last need the input, and the last needs them all. */
const fan: Shape = {
  name: "scale.fan",
  build: (nodes, compute, last) => {
    const leaves = Array.from({ length: nodes - 1 }, (_, index) => {
      return step([named(0)], named(index + 1), compute(named(index + 1)));
    });
    const all = leaves.map(({ gives }) => gives);
    return partsOf([...leaves, step(all, named(nodes), last ?? compute(named(nodes)))]);
  },
};

function partsOf(steps: readonly HandBuiltStep[]): HandBuiltParts {
  return {
    inputs: [named(0)],
    outputs: [named(steps.length)],
    steps: Object.fromEntries(steps.map((each, index) => [`Node${index}`, each])),
  };
}

function named(index: number): Named {
  return { typeName: `bench.v1.M${index}` };
}

/** Like a generated message: every one of a type has the same text for its name, not a copy. */
function messageOf(typeName: string): Message {
  return { $typeName: typeName };
}

class Large extends CompiledGraph {
  readonly #output: OutputRef<unknown>;
  readonly #input = messageOf(named(0).typeName);

  constructor(parts: HandBuiltParts) {
    const { declaration, plan, messages, steps } = handBuiltParts(parts);
    super(declaration, plan, messages, steps);
    this.#output = output(plan, plan.outputs[0]?.message ?? "");
  }

  run(): Run<unknown> {
    return this.start(this.#output, [this.#input]);
  }
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  gc();
  gc();
}
