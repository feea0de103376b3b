import { planDigests } from "../../proto/contract/digest.js";
import {
  type Argument,
  Cardinality,
  type Choice,
  type Node,
  type Plan,
} from "../../generated/protograph/v1/plan_pb.js";
import { DeclarationError } from "../errors.js";

const checked = new WeakSet<Plan>();

/**
 * Makes sure that a plan is whole: its digest is right, and every number in it leads where the walker may follow.
 *
 * @throws DeclarationError (`INVALID_PLAN`) naming the graph and the fault.
 */
export function checkPlan(plan: Plan): void {
  if (checked.has(plan)) return;
  const fault = faultOf(plan);
  if (fault !== undefined) {
    const name = plan.graph === "" ? "a graph" : plan.graph;
    throw new DeclarationError(
      "INVALID_PLAN",
      `the plan of ${name} is damaged: ${fault}; run \`protograph generate\` to write it anew`,
    );
  }
  checked.add(plan);
}

function faultOf(plan: Plan): string | undefined {
  const { structureDigest, digest } = planDigests(plan);
  if (plan.digest !== digest || plan.structureDigest !== structureDigest)
    return "its digest does not match its content";
  const values: Value[] = plan.inputs.map(({ message }) => ({ message, dims: [], frame: [] }));
  for (const node of plan.nodes) {
    const fault = faultOfNode(node, values);
    if (fault !== undefined) return fault;
    const { product, liftedOver } = node;
    const dims = isMany(product?.cardinality) ? [...liftedOver, values.length] : liftedOver;
    values.push({ message: product?.message ?? "", dims, frame: liftedOver });
  }
  for (const { message, value, cardinality } of plan.outputs) {
    const found = values[value];
    if (found?.message !== message) return `output ${message} is value ${value}, which is ${nameOf(found)}`;
    const fits = found.dims.length === 0 ? Cardinality.ONE : Cardinality.LIST;
    if (cardinality !== fits) return `output ${message} is asked for in a way that it is not produced in`;
  }
  if (new Set(plan.nodes.map(({ id }) => id)).size < plan.nodes.length) return "two nodes have one id";
  return undefined;
}

/** A value as far as it is there: the lists it is an item of, outermost first, and those its node is lifted over. */
interface Value {
  readonly message: string;
  readonly dims: readonly number[];
  readonly frame: readonly number[];
}

function faultOfNode({ id, product, liftedOver, choice, ...node }: Node, values: readonly Value[]): string | undefined {
  if (product === undefined || !producible.has(product.cardinality)) {
    return `${id} produces in a way this version does not know`;
  }
  const innermost = values[liftedOver.at(-1) ?? -1];
  if (liftedOver.length > 0 && !(innermost && isSame(innermost.dims, liftedOver))) {
    return `${id} is lifted over what is no list before it`;
  }
  const functions = [
    ...node.conditions.map((each) => each.arguments),
    choice?.arguments ?? [],
    node.fallback,
    node.rateLimitKey,
  ];
  for (const argument of [node.arguments, ...functions].flat()) {
    const fault = faultOfArgument(id, argument, liftedOver, values);
    if (fault !== undefined) return fault;
  }
  if (functions.flat().some(({ cardinality }) => notForFunctions.has(cardinality))) {
    return `a function of ${id} takes what only a step can take`;
  }
  return choice && faultOfChoice(id, choice, product.message, liftedOver, values);
}

function faultOfArgument(
  id: string,
  { value, message, cardinality }: Argument,
  frame: readonly number[],
  values: readonly Value[],
): string | undefined {
  const found = values[value];
  if (found === undefined) return `${id} takes value ${value}, which is not there before it`;
  if (found.message !== message) return `${id} takes ${message}, and value ${value} is ${found.message}`;
  if (cardinality === Cardinality.UNSPECIFIED || !(cardinality in Cardinality)) {
    return `${id} takes ${message} in a way this version does not know`;
  }
  const { dims } = found;
  if (isMany(cardinality) && dims.length === 0) return `${id} takes a list of ${message}, of which there is one`;
  const lists = isMany(cardinality) ? dims.slice(0, -1) : dims;
  return isSame(lists, frame.slice(0, lists.length))
    ? undefined
    : `${id} takes ${message} of a list that it is not lifted over`;
}

function faultOfChoice(
  id: string,
  { branches }: Choice,
  message: string,
  frame: readonly number[],
  values: readonly Value[],
): string | undefined {
  if (branches.length < 2) return `${id} has fewer than two branches`;
  for (const { key, value } of branches) {
    const found = values[value];
    if (found?.message !== message) return `branch ${key} of ${id} is value ${value}, which is ${nameOf(found)}`;
    if (!isSame(found.frame, frame)) return `branch ${key} of ${id} is lifted over other lists`;
  }
  return undefined;
}

const producible: ReadonlySet<Cardinality> = new Set([
  Cardinality.ONE,
  Cardinality.OPTIONAL,
  Cardinality.LIST,
  Cardinality.STREAM,
]);

const notForFunctions: ReadonlySet<Cardinality> = new Set([Cardinality.STREAM, Cardinality.LAZY]);

function isMany(cardinality: Cardinality | undefined): boolean {
  return cardinality === Cardinality.LIST || cardinality === Cardinality.STREAM;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function nameOf(value: Value | undefined): string {
  return value?.message ?? "not there";
}
