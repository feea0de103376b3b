import { DeclarationError } from "../errors.js";
import type { Branch, BranchesOf, Choice, ChoiceParts } from "./declaration.js";
import type { CheckedParts } from "./editor-checks.js";
import type { MessageFunction } from "./options.js";
import type { MessageSchema } from "./step.js";

/**
 * Several implementations of one product, of which each run takes one.
 *
 * The selector takes messages by type, like a step, and answers at once with the key of a branch. Only what the chosen
 * branch needs is computed. The choice is an event of the run before the chosen step starts, and is kept on a rerun.
 *
 * @param schema the message that every branch returns.
 * @throws DeclarationError (`INVALID_OPTION`) when there are fewer than two branches, or no selector.
 *
 * @example
 * ```ts
 * choose(ClassificationSchema, {
 *   by: (movie: Movie) => (movie.hasSubtitles ? "deep" : "fast"),
 *   fast: ClassifyByTitle,
 *   deep: use(ClassifyByDialogue, { timeout: "30s" }),
 * })
 * ```
 */
export function choose<const Schema extends MessageSchema, const Parts extends ChoiceParts>(
  schema: Schema,
  parts: CheckedParts<Schema, Parts>,
): Choice<Schema, Parts["by"], BranchesOf<Parts>>;
export function choose(schema: MessageSchema, parts: ChoiceParts): Choice {
  const { by, ...branches } = parts as { readonly by: MessageFunction<string> } & Readonly<Record<string, Branch>>;
  const refuse = (fault: string) => new DeclarationError("INVALID_OPTION", `choose(${schema.typeName}, …): ${fault}`);
  if (typeof by !== "function") throw refuse("by is a function of messages that returns the key of a branch");
  if (Object.keys(branches).length < 2) throw refuse("give it two branches or more; one is no choice");
  const missing = Object.keys(branches).find((key) => (branches[key] as unknown) === undefined);
  if (missing !== undefined) {
    throw refuse(`${missing} is undefined: break the circle of imports between this file and the step's own`);
  }
  return Object.freeze({ kind: "choose", schema, by, branches: Object.freeze(branches) });
}
