import type { Argument, Node, Plan } from "../../../generated/protograph/v1/plan_pb.js";

/** The messages of the inputs that an output of a plan needs: what a run of it is given. */
export function neededInputs(plan: Plan, output: string): ReadonlySet<string> {
  const start = plan.outputs.find(({ message }) => message === output);
  const reached = new Set(start ? [start.value] : []);
  const messages = new Set<string>();
  // A set takes what is added while it is walked.
  for (const value of reached) {
    const input = plan.inputs[value];
    if (input) messages.add(input.message);
    const node = plan.nodes[value - plan.inputs.length];
    if (!input && node) for (const each of valuesOf(node)) reached.add(each);
  }
  return messages;
}

function valuesOf({ arguments: own, liftedOver, conditions, choice, fallback, rateLimitKey }: Node): readonly number[] {
  const taken: readonly Argument[] = [
    ...own,
    ...conditions.flatMap((each) => each.arguments),
    ...(choice?.arguments ?? []),
    ...fallback,
    ...rateLimitKey,
  ];
  return [...taken.map(({ value }) => value), ...liftedOver, ...(choice?.branches.map(({ value }) => value) ?? [])];
}
