import { create, type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import {
  choose,
  CompiledGraph,
  type EngineOptions,
  graph,
  type GraphDeclaration,
  type GraphEntry,
  optional,
  output,
  type Plan,
  readPlan,
  type Run,
  type RunOptions,
  type Step,
  type StepFunction,
  use,
  type UseOptions,
} from "protograph";
import { Cardinality, PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { requiredCapabilities } from "../../proto/contract/capabilities.js";
import { planDigests } from "../../proto/contract/digest.js";
import { type UseOptionsData, toPolicies } from "../../proto/contract/options.js";
import { CallLog } from "./call-log.js";
import { schema } from "./messages.js";
import {
  type Decider,
  dimsOf,
  isOptionalOutput,
  type Model,
  type ModelNode,
  type ModelScope,
  nodeOf,
  type Parameter,
} from "./model.js";
import { fallbackOf, predicateOf, selectorOf, stepOf } from "./steps.js";

const graphName = "fuzz.v1.Fuzz";

/** A graph made of a model. Its runs are to be one after another. */
export class FuzzedGraph extends CompiledGraph {
  private readonly log: { current: CallLog };

  constructor(model: Model, options?: EngineOptions) {
    const log = { current: new CallLog() };
    const { declaration, plan, messages, steps } = partsOf(model, () => log.current);
    super(declaration, plan, messages, steps, options);
    this.log = log;
  }

  /** The log of the run that is to come. */
  newLog(): CallLog {
    this.log.current = new CallLog();
    return this.log.current;
  }

  run(wanted: number, inputs: readonly Message[], options?: RunOptions): Run<unknown> {
    return this.start(output<unknown>(this.plan, schema(wanted).typeName), inputs, options);
  }
}

/** The declaration, the plan and the steps that a generated file would bring together. */
function partsOf(
  model: Model,
  log: () => CallLog,
): { declaration: GraphDeclaration; plan: Plan; messages: DescMessage[]; steps: StepFunction[] } {
  const steps = new Map(model.nodes.filter(({ choice }) => !choice).map((node) => [node, stepOf(node, log)]));
  const declaration = declare(model, model.root, graphName, steps);
  const inputs = Array.from({ length: model.inputs }, (_, value) => schema(value));
  const messages = [...new Set([...inputs, ...model.nodes.map((node) => schema(node.message))])];
  return { declaration, plan: planOf(model), messages, steps: [...steps.values()] };
}

function declare(
  model: Model,
  scope: ModelScope,
  name: string,
  steps: ReadonlyMap<ModelNode, StepFunction>,
): GraphDeclaration {
  const port = (value: number) => schema(model.nodes[value - model.inputs]?.message ?? value);
  const entries = scope.entries.map((entry): GraphEntry => {
    if (typeof entry === "number") return entryOf(model, entry, steps);
    const inner = declare(model, entry, `fuzz.v1.${entry.name}`, steps);
    return entry.when ? use(inner as never, { when: predicateOf(entry.when) } as never) : inner;
  });
  return graph({
    name,
    inputs: scope.inputs.map(port),
    outputs: scope.outputs.map((value) => (isOptionalOutput(model, value) ? optional(port(value)) : port(value))),
    steps: entries,
  });
}

function entryOf(model: Model, number: number, steps: ReadonlyMap<ModelNode, StepFunction>): GraphEntry {
  const node = nodeOf(model, model.inputs + number);
  if (node.choice === undefined) return used(node, steps);
  const branches = node.choice.branches.map(({ key, value }): [string, GraphEntry] => [
    key,
    used(nodeOf(model, value), steps, true),
  ]);
  const parts: Readonly<Record<string, unknown>> = { by: selectorOf(node.choice), ...Object.fromEntries(branches) };
  return choose(schema(node.message), parts as never);
}

/** The conditions of a node that are its own stand last, after those of the graphs around it. */
function used(node: ModelNode, steps: ReadonlyMap<ModelNode, StepFunction>, isBranch = false): GraphEntry {
  const own = node.ownCondition;
  const options: UseOptions = {
    ...(!isBranch && { name: node.id.slice(node.id.lastIndexOf("/") + 1) }),
    ...node.options,
    ...(own && { when: predicateOf(own) }),
    ...(node.fallback && { fallback: fallbackOf(node) }),
  };
  return use(steps.get(node) as Step, options as never);
}

function planOf(model: Model): Plan {
  const typeName = (value: number) => schema(model.nodes[value - model.inputs]?.message ?? value).typeName;
  const argument = ({ value, taking }: Parameter) => ({
    value,
    message: typeName(value),
    cardinality: Cardinality[taking],
  });
  const decided = ({ parameters }: Decider) => ({ arguments: parameters.map(argument) });
  const plan = create(PlanSchema, {
    graph: graphName,
    version: "1",
    inputs: Array.from({ length: model.inputs }, (_, value) => ({ message: typeName(value) })),
    nodes: model.nodes.map((node) => ({
      id: node.id,
      arguments: node.parameters.map(argument),
      product: { message: schema(node.message).typeName, cardinality: Cardinality[node.product] },
      version: "1",
      policies: toPolicies({ ...node.options, ...(node.fallback && { fallback: () => undefined }) } as UseOptionsData),
      liftedOver: [...node.frame],
      conditions: node.conditions.map(decided),
      ...(node.choice && { choice: { ...decided(node.choice), branches: [...node.choice.branches] } }),
      fallback: (node.fallback ?? []).map(argument),
    })),
    outputs: model.root.outputs.map((value) => ({
      message: typeName(value),
      value,
      cardinality: dimsOf(model, value).length > 0 ? Cardinality.LIST : Cardinality.ONE,
      optional: isOptionalOutput(model, value),
    })),
  });
  Object.assign(plan, planDigests(plan), { requiresCapabilities: requiredCapabilities(plan) });
  return readPlan(Buffer.from(toBinary(PlanSchema, plan)).toString("base64"));
}
