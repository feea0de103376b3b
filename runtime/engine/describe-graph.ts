import { Cardinality, type Node, type Plan } from "../../generated/protograph/v1/plan_pb.js";
import { describePolicies } from "../../proto/contract/describe-policies.js";
import { type DurabilityMode, durabilityMode } from "../../proto/contract/options.js";
import { neededValues } from "../../proto/contract/values.js";

/** A step of a {@link GraphDescription}. */
export interface StepDescription {
  readonly name: string;
  readonly version: string;
  /**
   * Full names of the messages it takes, in order, with a mark for how: `movies.v1.Movie[]` is a list, `…` a stream, `?` what
   * may be absent, `lazy` before it what is computed when it is asked for.
   */
  readonly needs: readonly string[];
  /** Full name of the message it returns, with the same marks. */
  readonly produces: string;
  /** Of the list or stream that it is called for each item of, the message; of nested ones outermost first. */
  readonly liftedOver: readonly string[];
  /** Of a choice, the keys of its branches. */
  readonly branches: readonly string[];
  /** Its policies, in words; empty where it has none. */
  readonly policies: readonly string[];
}

/** An output of a {@link GraphDescription}. */
export interface OutputDescription {
  readonly message: string;
  /** Full names of the inputs it needs, in the order its method takes them. */
  readonly inputs: readonly string[];
  /** Full names of the inputs that are delivered while it is computed. */
  readonly awaited: readonly string[];
  /** Names of the steps that run for it, in an order they can run in. */
  readonly steps: readonly string[];
}

/** A graph as plain data; as text, where it is made a string. */
export interface GraphDescription {
  readonly graph: string;
  readonly version: string;
  /** Absent where none is declared. */
  readonly durability?: DurabilityMode;
  readonly digest: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly OutputDescription[];
  readonly steps: readonly StepDescription[];
  toString(): string;
}

/** Describes the graph a plan stands for. */
export function describeGraph(plan: Plan): GraphDescription {
  const durability = durabilityMode(plan.durability);
  const description = {
    graph: plan.graph,
    version: plan.version,
    ...(durability !== undefined && { durability }),
    digest: plan.digest,
    inputs: plan.inputs.map(({ message }) => message),
    outputs: plan.outputs.map(({ message, value }) => {
      const needed = neededValues(plan, value);
      return {
        message,
        inputs: plan.inputs.flatMap((input, index) => (needed.has(index) && !input.awaited ? [input.message] : [])),
        awaited: plan.inputs.flatMap((input, index) => (needed.has(index) && input.awaited ? [input.message] : [])),
        steps: plan.nodes.flatMap(({ id }, index) => (needed.has(plan.inputs.length + index) ? [id] : [])),
      };
    }),
    steps: plan.nodes.map((node) => describeStep(node, plan)),
  };
  Object.defineProperty(description, "toString", { value: () => render(description) });
  return description;
}

function describeStep(node: Node, plan: Plan): StepDescription {
  return {
    name: node.id,
    version: node.version,
    needs: (node.choice ?? node).arguments.map(({ message, cardinality }) => marked(message, cardinality)),
    produces: marked(node.product?.message ?? "", node.product?.cardinality),
    liftedOver: node.liftedOver.map((value) => plan.nodes[value - plan.inputs.length]?.product?.message ?? ""),
    branches: node.choice?.branches.map(({ key }) => key) ?? [],
    policies: describePolicies(node.policies),
  };
}

function marked(message: string, cardinality: Cardinality | undefined): string {
  switch (cardinality) {
    case Cardinality.LIST:
      return `${message}[]`;
    case Cardinality.STREAM:
      return `${message}…`;
    case Cardinality.OPTIONAL:
      return `${message}?`;
    case Cardinality.LAZY:
      return `lazy ${message}`;
    default:
      return message;
  }
}

function render({ graph, version, durability, inputs, outputs, steps }: GraphDescription): string {
  const stored = durability === undefined ? "" : `, durability ${durability}`;
  const lines = [`${graph} (version ${version}${stored})`, `  takes ${inputs.join(", ")}`];
  for (const { message, inputs: given, awaited } of outputs) {
    const late = awaited.length > 0 ? `, awaiting ${awaited.join(", ")}` : "";
    lines.push(`  gives ${message} from ${given.join(", ")}${late}`);
  }
  for (const { name, needs, produces, liftedOver, branches, policies } of steps) {
    const each = liftedOver.length > 0 ? `for each ${liftedOver.join(" of each ")}, ` : "";
    const choice = branches.length > 0 ? `, by ${branches.join(" or ")}` : "";
    const extra = policies.length > 0 ? ` [${policies.join(" ")}]` : "";
    lines.push(`  ${name}: ${each}${needs.join(", ")} → ${produces}${choice}${extra}`);
  }
  return lines.join("\n");
}
