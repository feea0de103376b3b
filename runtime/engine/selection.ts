import { describeValue } from "../describe-thrown.js";
import type { MessageFunction } from "../dsl/options.js";
import { SelectionError, type StepPlace } from "../errors.js";
import { isThenable } from "./is-thenable.js";

/**
 * Asks a step's `when`.
 *
 * @throws SelectionError when it answers with something else than a boolean; whatever it throws itself.
 */
export function holdsCondition(
  place: StepPlace,
  when: MessageFunction<boolean>,
  messages: readonly unknown[],
): boolean {
  const answer: unknown = when(...(messages as never[]));
  if (typeof answer === "boolean") return answer;
  throw new SelectionError(place, `was asked with when, which returned ${describeAnswer(answer)} instead of a boolean`);
}

/**
 * Asks a choice's `by` for the key of a branch.
 *
 * @throws SelectionError when it answers with something else than a key; whatever it throws itself.
 */
export function chooseBranch(
  place: StepPlace,
  by: MessageFunction<string>,
  keys: readonly string[],
  messages: readonly unknown[],
): string {
  const answer: unknown = by(...(messages as never[]));
  if (typeof answer === "string" && keys.includes(answer)) return answer;
  const known = keys.map((key) => JSON.stringify(key)).join(" or ");
  throw new SelectionError(
    place,
    `was chosen for with by, which returned ${describeAnswer(answer)} instead of ${known}`,
  );
}

function describeAnswer(answer: unknown): string {
  if (isThenable(answer)) {
    // Its failure would be nobody's.
    answer.then(undefined, () => undefined);
    return "a promise";
  }
  return typeof answer === "string" ? JSON.stringify(answer) : describeValue(answer);
}
