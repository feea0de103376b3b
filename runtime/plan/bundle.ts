import { create } from "@bufbuild/protobuf";
import { Cardinality, type Node, NodeSchema, type Plan, PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { defaults } from "../../proto/contract/options.js";
import { DeclarationError } from "../errors.js";

/** Several outputs of one run, in the order in which they were asked for. */
export interface Bundle {
  readonly $typeName: typeof bundleName;
  /** A message, a list, or `undefined` where an optional output is absent. */
  readonly values: readonly unknown[];
}

/** What no message can be called, so that nobody else provides one. */
const bundleName = "(outputs)";

/**
 * A plan with one more node, the last, that takes several of its outputs: to ask for that is to ask for them all, each step
 * run once.
 *
 * @throws DeclarationError (`INVALID_PLAN`) when the plan has no such output, or one of them is a list of lists, or a list
 * that may be absent: no step can take those.
 */
export function withBundle(plan: Plan, outputs: readonly string[]): { readonly plan: Plan; readonly node: Node } {
  const node = create(NodeSchema, {
    id: bundleName,
    arguments: outputs.map((message) => argumentOf(plan, message)),
    product: { message: bundleName, cardinality: Cardinality.ONE },
    version: defaults.version,
  });
  return { plan: create(PlanSchema, { ...plan, nodes: [...plan.nodes, node] }), node };
}

function argumentOf(plan: Plan, message: string) {
  const output = plan.outputs.find((each) => each.message === message);
  if (!output) throw new DeclarationError("INVALID_PLAN", `${plan.graph} has no output ${message}`);
  const { value, optional } = output;
  if (output.cardinality !== Cardinality.LIST) {
    return { message, value, cardinality: optional ? Cardinality.OPTIONAL : Cardinality.ONE };
  }
  const node = plan.nodes[value - plan.inputs.length];
  const depth = (node?.liftedOver.length ?? 0) + (node?.product?.cardinality === Cardinality.ONE ? 0 : 1);
  if (depth > 1 || optional) {
    const what = optional ? "a list that may be absent" : "lists of lists";
    throw new DeclarationError("INVALID_PLAN", `${plan.graph} gives ${what} of ${message}, which no flow can take`);
  }
  return { message, value, cardinality: Cardinality.LIST };
}

/** The step of that node. */
export function bundle(_ctx: unknown, ...values: readonly unknown[]): Bundle {
  return { $typeName: bundleName, values };
}
