import { create, type DescMessage, type Message, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { Cardinality, type Node, NodeSchema, type Plan, PlanSchema } from "../generated/protograph/v1/plan_pb.js";
import { requiredCapabilities } from "../proto/contract/capabilities.js";
import { planDigests } from "../proto/contract/digest.js";
import { type DurationText, parseDuration } from "../proto/contract/duration.js";
import { defaults, type DurabilityMode, toDurability, toPolicies } from "../proto/contract/options.js";
import { choose } from "./dsl/choose.js";
import type { Branch } from "./dsl/declaration.js";
import { graph, schemaOf } from "./dsl/graph.js";
import type { GraphDeclaration, GraphEntry, GraphInput, GraphOutput } from "./dsl/declaration.js";
import type { MessageSchema, StepClass, StepContext, StepFunction, StepObject } from "./dsl/step.js";
import { optionsData, use } from "./dsl/use.js";
import type { UseOptions } from "./dsl/options.js";
import { CompiledGraph, type EngineOptions } from "./engine/compiled-graph.js";
import type { Run, RunOptions } from "./engine/run.js";
import { output } from "./plan/output.js";
import { readPlan } from "./plan/read-plan.js";

/** What a hand-built plan has to know of a message. */
export interface Named {
  readonly typeName: string;
}

/** A message, and how a parameter takes it or a step gives it. */
export interface Formed {
  readonly named: Named;
  readonly form: Cardinality;
}

/** One of a message where nothing else is said. */
export type Form = Named | Formed;

/** `readonly M[]` */
export const list = (named: Named): Formed => ({ named, form: Cardinality.LIST });
/** `AsyncIterable<M>` */
export const stream = (named: Named): Formed => ({ named, form: Cardinality.STREAM });
/** `M | undefined` */
export const maybe = (named: Named): Formed => ({ named, form: Cardinality.OPTIONAL });
/** `Lazy<M>` */
export const lazy = (named: Named): Formed => ({ named, form: Cardinality.LAZY });

/** A step of a hand-built graph; its name is its key there. */
export interface HandBuiltStep {
  readonly needs: readonly Form[];
  readonly gives: Form;
  readonly step: StepFunction | StepObject;
  readonly options?: UseOptions;
  /** What its functions take. */
  readonly whenNeeds?: readonly Form[];
  readonly fallbackNeeds?: readonly Form[];
  readonly keyNeeds?: readonly Form[];
}

/** A choice of a hand-built graph; its key there is its message's short name. */
export interface HandBuiltChoice {
  readonly gives: Named;
  readonly byNeeds: readonly Form[];
  readonly by: (...messages: never[]) => string;
  readonly branches: Readonly<Record<string, HandBuiltStep>>;
}

/** A graph described by hand, as the compiler would have read it. */
export interface HandBuiltParts {
  readonly name?: string;
  readonly version?: string;
  readonly durability?: DurabilityMode;
  readonly inputs: readonly (Named | GraphInput)[];
  readonly outputs: readonly (Named | GraphOutput)[];
  /** In topological order where there are lists among them. */
  readonly steps: Readonly<Record<string, HandBuiltStep | HandBuiltChoice>>;
}

/** A step that is a function; what it takes and gives stands in `needs` and `gives`, so its own types are free. */
export function step(
  needs: readonly Form[],
  gives: Form,
  compute: (ctx: StepContext, ...messages: never[]) => unknown,
  options?: UseOptions & Pick<HandBuiltStep, "whenNeeds" | "fallbackNeeds" | "keyNeeds">,
): HandBuiltStep {
  const { whenNeeds, fallbackNeeds, keyNeeds, ...rest } = options ?? {};
  return {
    needs,
    gives,
    step: compute,
    ...(options && { options: rest }),
    ...(whenNeeds && { whenNeeds }),
    ...(fallbackNeeds && { fallbackNeeds }),
    ...(keyNeeds && { keyNeeds }),
  };
}

/** The declaration, the plan and the steps that a generated file would bring together. */
export function handBuiltParts({
  name = "test.v1.HandBuilt",
  version,
  durability,
  inputs,
  outputs,
  steps,
}: HandBuiltParts): {
  declaration: GraphDeclaration;
  plan: Plan;
  messages: DescMessage[];
  steps: (StepFunction | StepObject)[];
} {
  const ports = inputs as readonly GraphInput[];
  const order = inOrder(ports.map(schemaOf), steps);
  const planner = new Planner(ports.map((port) => schemaOf(port).typeName));
  const running: (StepFunction | StepObject)[] = [];
  const entries = order.map(([id, entry]): GraphEntry => {
    if ("step" in entry) {
      planner.add(id, entry);
      running.push(entry.step);
      return declare(entry, id);
    }
    const keys = Object.keys(entry.branches).sort();
    for (const key of keys) {
      planner.add(`${id}/${key}`, entry.branches[key]!, entry);
      running.push(entry.branches[key]!.step);
    }
    planner.addChoice(id, entry, keys);
    const branches = Object.fromEntries(keys.map((key) => [key, declare(entry.branches[key]!)]));
    return choose(entry.gives as MessageSchema, { by: entry.by, ...branches } as never);
  });
  const plan = create(PlanSchema, {
    graph: name,
    version: version ?? defaults.version,
    inputs: ports.map((port) => ({
      message: schemaOf(port).typeName,
      ...("schema" in port && { awaited: planAwaited(port.options.within) }),
    })),
    nodes: planner.nodes,
    outputs: (outputs as readonly GraphOutput[]).map((port) =>
      planner.output(schemaOf(port).typeName, "schema" in port),
    ),
    durability: toDurability(durability),
  });
  Object.assign(plan, planDigests(plan), { requiresCapabilities: requiredCapabilities(plan) });
  const bytes = Buffer.from(toBinary(PlanSchema, plan)).toString("base64");
  const declaration = graph({
    name,
    ...(version !== undefined && { version }),
    ...(durability !== undefined && { durability }),
    inputs: ports as readonly MessageSchema[],
    outputs: outputs as readonly MessageSchema[],
    steps: entries as unknown as readonly StepFunction[],
  });
  const named = [
    ...ports.map(schemaOf),
    ...order.map(([, entry]) => ("named" in entry.gives ? entry.gives.named : entry.gives)),
  ];
  const messages = [...new Set(named)].filter((each): each is DescMessage => "kind" in each);
  return { declaration, plan: readPlan(bytes), messages, steps: running };
}

function planAwaited(within: DurationText | undefined) {
  return within === undefined ? {} : { within: durationFromMs(parseDuration(within) ?? 0) };
}

function declare({ step, options }: HandBuiltStep, name?: string): Branch {
  const declared = typeof step === "function" ? step : (step.constructor as StepClass);
  return use(declared, { ...(name !== undefined && { name }), ...options });
}

interface PlannedValue {
  readonly message: string;
  readonly dims: readonly number[];
}

/** Numbers values and finds what each node is lifted over, as the compiler does. */
class Planner {
  readonly nodes: Node[] = [];
  private readonly values: PlannedValue[];
  /** The last value of each message: a choice comes after its branches. */
  private readonly numbers: Map<string, number>;

  constructor(inputs: readonly string[]) {
    this.values = inputs.map((message) => ({ message, dims: [] }));
    this.numbers = new Map(inputs.map((message, value) => [message, value]));
  }

  add(id: string, entry: HandBuiltStep, within?: HandBuiltChoice): void {
    const { needs, gives, options = {}, whenNeeds, fallbackNeeds = [], keyNeeds = [] } = entry;
    const branches = within ? Object.values(within.branches).flatMap((branch) => branch.needs) : [];
    const all = [
      ...needs,
      ...(whenNeeds ?? []),
      ...fallbackNeeds,
      ...keyNeeds,
      ...branches,
      ...(within?.byNeeds ?? []),
    ];
    const { named, form } = formed(gives);
    this.push(named.typeName, {
      id,
      arguments: needs.map((need) => this.argument(need)),
      product: { message: named.typeName, cardinality: form },
      version: options.version ?? defaults.version,
      policies: toPolicies(optionsData(options)),
      liftedOver: this.frameOf(all),
      conditions: options.when ? [{ arguments: (whenNeeds ?? []).map((need) => this.argument(need)) }] : [],
      fallback: fallbackNeeds.map((need) => this.argument(need)),
      rateLimitKey: keyNeeds.map((need) => this.argument(need)),
    });
  }

  addChoice(id: string, { gives, byNeeds, branches }: HandBuiltChoice, keys: readonly string[]): void {
    const first = this.values.length - keys.length;
    this.push(gives.typeName, {
      id,
      product: { message: gives.typeName, cardinality: Cardinality.ONE },
      version: defaults.version,
      policies: toPolicies({}),
      liftedOver: this.frameOf([...byNeeds, ...Object.values(branches).flatMap((branch) => branch.needs)]),
      choice: {
        arguments: byNeeds.map((need) => this.argument(need)),
        branches: keys.map((key, index) => ({ key, value: first + index })),
      },
    });
  }

  output(message: string, optional: boolean) {
    const value = this.valueOf(message);
    const cardinality = this.values[value]!.dims.length > 0 ? Cardinality.LIST : Cardinality.ONE;
    return { message, value, cardinality, optional };
  }

  private push(message: string, node: MessageInitShape<typeof NodeSchema>): void {
    const made = create(NodeSchema, node);
    const { liftedOver, product } = made;
    const many = product?.cardinality === Cardinality.LIST || product?.cardinality === Cardinality.STREAM;
    this.nodes.push(made);
    this.numbers.set(message, this.values.length);
    this.values.push({ message, dims: many ? [...liftedOver, this.values.length] : liftedOver });
  }

  private argument(need: Form) {
    const { named, form } = formed(need);
    return { message: named.typeName, cardinality: form, value: this.valueOf(named.typeName) };
  }

  private valueOf(message: string): number {
    return this.numbers.get(message) ?? -1;
  }

  private frameOf(needs: readonly Form[]): number[] {
    const frames = needs.map((need) => {
      const { named, form } = formed(need);
      const dims = this.values[this.valueOf(named.typeName)]?.dims ?? [];
      return form === Cardinality.LIST || form === Cardinality.STREAM ? dims.slice(0, -1) : dims;
    });
    return [...(frames.sort((a, b) => b.length - a.length)[0] ?? [])];
  }
}

function formed(form: Form): Formed {
  return "named" in form ? form : { named: form, form: Cardinality.ONE };
}

/** A graph without generated code. */
export class HandBuilt extends CompiledGraph {
  constructor(parts: HandBuiltParts, options?: EngineOptions) {
    const { declaration, plan, messages, steps } = handBuiltParts(parts);
    super(declaration, plan, messages, steps, options);
  }

  run<M extends Message>(wanted: MessageSchema<M>, inputs: readonly Message[], options?: RunOptions): Run<M> {
    return this.start(output<M>(this.plan, wanted.typeName), inputs, options);
  }

  /** The same for an output that is a list. */
  runList<M extends Message>(
    wanted: MessageSchema<M>,
    inputs: readonly Message[],
    options?: RunOptions,
  ): Run<readonly M[], Message> {
    return this.start(output<readonly M[]>(this.plan, wanted.typeName), inputs, options);
  }
}

/** What a run fails with; a run that does not fail gives an error that says so. */
export function failure(run: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(run).then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
}

/** Topological, in one pass where the steps are given in order already. */
function inOrder(
  inputs: readonly Named[],
  steps: HandBuiltParts["steps"],
): [string, HandBuiltStep | HandBuiltChoice][] {
  const known = new Set(inputs.map(({ typeName }) => typeName));
  const order: [string, HandBuiltStep | HandBuiltChoice][] = [];
  let left = Object.entries(steps);
  while (left.length > 0) {
    const before = order.length;
    left = left.filter((entry) => {
      if (!allNeeds(entry[1]).every((need) => known.has(formed(need).named.typeName))) return true;
      known.add(formed(entry[1].gives).named.typeName);
      order.push(entry);
      return false;
    });
    if (order.length === before) throw new Error(`no order for ${left.map(([name]) => name).join(", ")}`);
  }
  return order;
}

function allNeeds(entry: HandBuiltStep | HandBuiltChoice): readonly Form[] {
  if (!("step" in entry)) return [...entry.byNeeds, ...Object.values(entry.branches).flatMap(allNeeds)];
  return [...entry.needs, ...(entry.whenNeeds ?? []), ...(entry.fallbackNeeds ?? []), ...(entry.keyNeeds ?? [])];
}
