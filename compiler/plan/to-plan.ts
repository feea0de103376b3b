import { create, equals } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { requiredCapabilities } from "../../proto/contract/capabilities.js";
import { planDigests } from "../../proto/contract/digest.js";
import { parseDuration } from "../../proto/contract/duration.js";
import { toDurability } from "../../proto/contract/options.js";
import {
  type Argument,
  ArgumentSchema,
  AwaitedSchema,
  BranchSchema,
  Cardinality as PlanCardinality,
  ChoiceSchema,
  ConditionSchema,
  type Input,
  InputSchema,
  MessageSchemaSchema,
  type Node,
  NodeSchema,
  OutputSchema,
  type Plan,
  PlanSchema,
  PoliciesSchema,
  ProductSchema,
} from "../../generated/protograph/v1/plan_pb.js";
import { compareText } from "../diagnostics/diagnostic.js";
import { type Flat, type FlatNeed, type FlatNode, type FlatSource, flatten } from "../graph/flat.js";
import { framesOf } from "../graph/frames.js";
import type { Cardinality, Graph, Port } from "../graph/model.js";
import type { Descriptors } from "../protos/descriptors.js";
import { schemaDigest } from "../protos/schema-digest.js";
import type { MessageRef } from "../source/declarations.js";

/** A graph with its plan. */
export interface Planned {
  readonly graph: Graph;
  /** The graph's nodes as the plan has them, in its order. */
  readonly flat: Flat;
  readonly plan: Plan;
}

const cardinalities: Readonly<Record<Cardinality, PlanCardinality>> = {
  one: PlanCardinality.ONE,
  optional: PlanCardinality.OPTIONAL,
  list: PlanCardinality.LIST,
  stream: PlanCardinality.STREAM,
  lazy: PlanCardinality.LAZY,
};

/**
 * Turns a graph that every check has passed into its plan. Two declarations that mean the same give the same plan: what
 * has no meaning (the order of steps, inputs and outputs) is sorted out of it.
 */
export function toPlan(graph: Graph, descriptors: Descriptors): Planned {
  const flat = flatten(graph);
  const inputs = sorted(graph.inputs);
  const values = new Values(inputs, flat.nodes);
  const { dims } = framesOf(graph);
  const plan = create(PlanSchema, {
    graph: graph.name,
    version: graph.version,
    inputs: inputs.map(toInput),
    nodes: flat.nodes.map((node) => toNode(node, values)),
    outputs: sorted(graph.outputs).map(({ message: { name: message }, optional }) => {
      const many = (dims.get(message) ?? []).length > 0;
      const cardinality = many ? PlanCardinality.LIST : PlanCardinality.ONE;
      return create(OutputSchema, { message, value: values.of(flat.sources.get(message)), cardinality, optional });
    }),
    schemas: messagesOf(graph, flat).map((message) =>
      create(MessageSchemaSchema, { message: message.name, digest: schemaDigest(descriptors.message(message)) }),
    ),
    durability: toDurability(graph.durability?.mode),
  });
  return {
    graph,
    flat,
    plan: Object.assign(plan, planDigests(plan), { requiresCapabilities: requiredCapabilities(plan) }),
  };
}

/** Values are numbered inputs first, then products in the order of the nodes. */
class Values {
  private readonly numbers: ReadonlyMap<Port | FlatNode, number>;

  constructor(inputs: readonly Port[], nodes: readonly FlatNode[]) {
    this.numbers = new Map([...inputs, ...nodes].map((each, index) => [each, index]));
  }

  of(source: FlatSource | undefined): number {
    const number = source && this.numbers.get(source.kind === "input" ? source.port : source.node);
    if (number === undefined) throw new Error("a value has no producer, and no check has said so");
    return number;
  }

  ofNode(node: FlatNode): number {
    return this.of({ kind: "node", node });
  }

  arguments(needs: readonly FlatNeed[]): Argument[] {
    return needs.map(({ need: { shape }, source }) =>
      create(ArgumentSchema, {
        value: this.of(source),
        message: shape.message.name,
        cardinality: cardinalities[shape.cardinality],
      }),
    );
  }
}

function toInput({ message, awaited }: Port): Input {
  const within = awaited?.within === undefined ? undefined : parseDuration(awaited.within);
  return create(InputSchema, {
    message: message.name,
    ...(awaited && { awaited: create(AwaitedSchema, within === undefined ? {} : { within: durationFromMs(within) }) }),
  });
}

function toNode(node: FlatNode, values: Values): Node {
  const { id, product, conditions, frame } = node;
  return create(NodeSchema, {
    id,
    product: create(ProductSchema, { message: product.message.name, cardinality: cardinalities[product.cardinality] }),
    liftedOver: frame.map((list) => values.ofNode(list)),
    conditions: conditions.map((needs) => create(ConditionSchema, { arguments: values.arguments(needs) })),
    ...(node.kind === "choice" ? choiceParts(node, values) : stepParts(node, values)),
  });
}

function stepParts({ use, policies, ...node }: Extract<FlatNode, { kind: "step" }>, values: Values) {
  return {
    arguments: values.arguments(node.arguments),
    version: use.version,
    fallback: values.arguments(node.fallback),
    rateLimitKey: values.arguments(node.rateLimitKey),
    ...(equals(PoliciesSchema, policies, create(PoliciesSchema)) ? {} : { policies }),
  };
}

function choiceParts({ selector, branches }: Extract<FlatNode, { kind: "choice" }>, values: Values) {
  return {
    // A choice computes nothing that a version could be of.
    version: "1",
    choice: create(ChoiceSchema, {
      arguments: values.arguments(selector),
      branches: branches.map(({ key, node }) => create(BranchSchema, { key, value: values.ofNode(node) })),
    }),
  };
}

/** The messages that the graph's values have, sorted by full name. */
export function messagesOf(graph: Graph, { nodes }: Flat): readonly MessageRef[] {
  const messages = new Map<string, MessageRef>();
  for (const { message } of graph.inputs) messages.set(message.name, message);
  for (const { product } of nodes) messages.set(product.message.name, product.message);
  return [...messages.values()].sort((a, b) => compareText(a.name, b.name));
}

function sorted(ports: readonly Port[]): readonly Port[] {
  return ports.toSorted((a, b) => compareText(a.message.name, b.message.name));
}
