import { create, type Message, toJsonString } from "@bufbuild/protobuf";
import { setTimeout } from "node:timers/promises";
import { output, type StepContext } from "protograph";
import type { GoldenGraph } from "../golden/engine-under-test.js";
import {
  type Approval,
  ApprovalSchema,
  file_golden_v1_golden,
  type Order,
  OrderSchema,
} from "../golden/generated/golden/v1/golden_pb.js";
import { graphs } from "../golden/graphs.js";
import type { Stage } from "../golden/steps/stage.js";
import { Durability } from "../../generated/protograph/v1/plan_pb.js";
import { Chance } from "./chance.js";

/** A kind of run in the workload. */
export interface Kind {
  readonly name: string;
  readonly graph: GoldenGraph;
  /** Short name of the message asked for. */
  readonly output: string;
}

/** What the workload is made of. */
export const kinds = [
  { name: "invoicing", graph: graphs.invoicing, output: "Receipt" },
  { name: "persistent", graph: graphs.persistent, output: "Receipt" },
  { name: "quoting", graph: graphs.quoting, output: "Offer" },
  { name: "confirming", graph: graphs.confirming, output: "Receipt" },
  { name: "shipping", graph: graphs.shipping, output: "Parcel" },
  { name: "charging", graph: graphs.charging, output: "Receipt" },
  { name: "haggling", graph: graphs.haggling, output: "Receipt" },
  { name: "approving", graph: graphs.approving, output: "Receipt" },
] as const satisfies readonly Kind[];

export function kindOf(name: string): Kind {
  const kind = kinds.find((each) => each.name === name);
  if (!kind) throw new Error(`there is no kind ${name}`);
  return kind;
}

/** What the nodes of a graph are like. */
interface Traits {
  /** Those that return something as a whole which is kept, so that there is one checkpoint for each. */
  readonly whole: ReadonlySet<string>;
  /** Those that may be given something else by the next process, because a step before them is not kept. */
  readonly moody: ReadonlySet<string>;
}

const traits = new Map<string, Traits>();

export function traitsOf(graph: string): Traits {
  const known = traits.get(graph);
  if (known) return known;
  const kind = kinds.find((each) => each.graph.name === graph);
  const { inputs = [], nodes = [] } = kind?.graph.make({ stage: new BusyWorld(new Chance(0)) }).plan ?? {};
  const moody = new Set<string>();
  for (const { id, policies, arguments: needs } of nodes) {
    const isMoody = needs.some(({ value }) => moody.has(nodes[value - inputs.length]?.id ?? ""));
    if (isMoody || policies?.durability === Durability.MEMORY) moody.add(id);
  }
  const whole = nodes.filter(({ choice, liftedOver, policies }) => {
    return !choice && liftedOver.length === 0 && policies?.durability !== Durability.MEMORY;
  });
  const found = { whole: new Set(whole.map(({ id }) => id)), moody };
  traits.set(graph, found);
  return found;
}

/** The order that a run is for: the same number is the same order. */
export function orderOf(number: number): Order {
  const chance = new Chance(number);
  const skus = Array.from({ length: 1 + chance.below(6) }, (_, at) => `sku-${number}-${at}`);
  return create(OrderSchema, { id: `o-${number}`, skus, gift: chance.next() < 0.5, express: chance.next() < 0.5 });
}

/** The approval that a run waits for. */
export function approvalOf(number: number): Approval {
  return create(ApprovalSchema, { by: `manager ${number % 7}` });
}

/** An output as text that can be compared. */
export function outputText(message: Message | undefined): string {
  if (!message) return "absent";
  const schema = file_golden_v1_golden.messages.find(({ typeName }) => typeName === message.$typeName);
  if (!schema) throw new Error(`${message.$typeName} is no message of the workload`);
  return toJsonString(schema, message);
}

/** A world whose steps take a moment, and some of which fail at first where they are tried again. */
export class BusyWorld implements Stage {
  constructor(
    private readonly chance: Chance,
    private readonly before: (ctx: StepContext, item: string) => void = () => undefined,
    private readonly after: () => void = () => undefined,
    private readonly longestMs = 4,
  ) {}

  mood(): number {
    return process.pid;
  }

  async enter(ctx: StepContext, sku = ""): Promise<void> {
    // An article's last part is its place in its order.
    this.before(ctx, sku.slice(sku.lastIndexOf("-") + 1));
    if (ctx.runId.startsWith("persistent") && ctx.step === "FindPrice" && ctx.attempt === 1)
      throw new Error("no answer");
    if (this.longestMs > 0) await setTimeout(this.chance.next() * this.longestMs);
    this.after();
  }
}

/** What a run in memory gives. */
export async function expectedOutput(kind: Kind, number: number): Promise<string> {
  const graph = kind.graph.make({ stage: new BusyWorld(new Chance(number), undefined, undefined, 0) });
  const run = graph.start<Message, Message>(output(graph.plan, `golden.v1.${kind.output}`), [orderOf(number)]);
  if (kind.name === "approving") await run.deliver(approvalOf(number));
  return outputText(await run);
}
