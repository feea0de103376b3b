import type { Plan } from "../../../generated/protograph/v1/plan_pb.js";
import { neededValues } from "../values.js";

/** The messages of the inputs that an output of a plan needs: what a run of it is given. */
export function neededInputs(plan: Plan, output: string): ReadonlySet<string> {
  const asked = plan.outputs.find(({ message }) => message === output);
  const needed = asked && neededValues(plan, asked.value);
  return new Set(plan.inputs.flatMap(({ message }, value) => (needed?.has(value) ? [message] : [])));
}
