import { DeclarationError } from "../errors.js";
import type { MessageSchema, Step } from "./step.js";
import type { MessageFunction, Used } from "./use.js";

/** A step that can be chosen, with or without options. */
export type Branch = Step | Used<Step>;

/** Several implementations of one product, as {@link choose} makes it. */
export interface Choice<Schema extends MessageSchema = MessageSchema> {
  readonly kind: "choose";
  readonly schema: Schema;
  readonly by: MessageFunction<string>;
  readonly branches: Readonly<Record<string, Branch>>;
}

/** What {@link choose} is given: the selector, and a step for each key that it can return. */
export type ChoiceParts<Key extends string> = { readonly by: MessageFunction<Key> } & Readonly<
  Record<Exclude<Key, "by">, Branch>
>;

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
export function choose<const Schema extends MessageSchema, Key extends string>(
  schema: Schema,
  parts: ChoiceParts<Key>,
): Choice<Schema> {
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
