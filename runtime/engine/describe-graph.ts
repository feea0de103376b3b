import type { Node, Plan } from "../../generated/protograph/v1/plan_pb.js";
import { describePolicies } from "../../proto/contract/describe-policies.js";
import { neededValues } from "../plan/values.js";

/** A step of a {@link GraphDescription}. */
export interface StepDescription {
  readonly name: string;
  readonly version: string;
  /** Full names of the messages it takes, in order. */
  readonly needs: readonly string[];
  /** Full name of the message it returns. */
  readonly produces: string;
  /** Its policies, in words; empty where it has none. */
  readonly policies: readonly string[];
}

/** An output of a {@link GraphDescription}. */
export interface OutputDescription {
  readonly message: string;
  /** Full names of the inputs it needs, in the order its method takes them. */
  readonly inputs: readonly string[];
  /** Names of the steps that run for it, in an order they can run in. */
  readonly steps: readonly string[];
}

/** A graph as plain data; as text, where it is made a string. */
export interface GraphDescription {
  readonly graph: string;
  readonly version: string;
  readonly digest: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly OutputDescription[];
  readonly steps: readonly StepDescription[];
  toString(): string;
}

/** Describes the graph a plan stands for. */
export function describeGraph(plan: Plan): GraphDescription {
  const description = {
    graph: plan.graph,
    version: plan.version,
    digest: plan.digest,
    inputs: plan.inputs.map(({ message }) => message),
    outputs: plan.outputs.map(({ message, value }) => {
      const needed = neededValues(plan, value);
      return {
        message,
        inputs: plan.inputs.flatMap((input, index) => (needed.has(index) ? [input.message] : [])),
        steps: plan.nodes.flatMap(({ id }, index) => (needed.has(plan.inputs.length + index) ? [id] : [])),
      };
    }),
    steps: plan.nodes.map(describeStep),
  };
  Object.defineProperty(description, "toString", { value: () => render(description) });
  return description;
}

function describeStep(node: Node): StepDescription {
  return {
    name: node.id,
    version: node.version,
    needs: node.arguments.map(({ message }) => message),
    produces: node.product?.message ?? "",
    policies: describePolicies(node.policies),
  };
}

function render({ graph, version, inputs, outputs, steps }: GraphDescription): string {
  const lines = [`${graph} (version ${version})`, `  takes ${inputs.join(", ")}`];
  for (const output of outputs) lines.push(`  gives ${output.message} from ${output.inputs.join(", ")}`);
  for (const { name, needs, produces, policies } of steps) {
    const extra = policies.length > 0 ? ` [${policies.join(" ")}]` : "";
    lines.push(`  ${name}: ${needs.join(", ")} → ${produces}${extra}`);
  }
  return lines.join("\n");
}
