import { type UseOptionsData, useGraphOptions, useOptions } from "../../proto/contract/options.js";
import { DeclarationError } from "../errors.js";
import type { GraphDeclaration, Usable, Used } from "./declaration.js";
import type { CheckedFallback } from "./editor-checks.js";
import type { Fallback, MessageFunction, NoFallback, UseGraphOptions, UseOptions } from "./options.js";

/** `T`, for which nothing is inferred from the place that a result goes to: an option that is left out stays so. */
type Kept<T> = T extends infer Given ? Given : never;

/**
 * Puts a step in a graph with options.
 *
 * The compiler reads the options without running them: write literals, constants and spreads of constants.
 *
 * @throws DeclarationError (`INVALID_OPTION`) naming the step and the option.
 *
 * @example
 * ```ts
 * use(FetchMovie, { retry: { attempts: 4, backoff: exponential("100ms"), on: [HttpError] }, timeout: "2s" })
 * ```
 */
export function use<
  const S extends Usable,
  When extends MessageFunction<boolean> = never,
  Otherwise extends Fallback = NoFallback,
  Key extends MessageFunction<string> = never,
>(
  step: S,
  options: S extends GraphDeclaration ? UseGraphOptions<When> : UseOptions<When, CheckedFallback<S, Otherwise>, Key>,
): Used<S, Kept<When>, Kept<Otherwise>, Kept<Key>> {
  // What TypeScript cannot see: modules that import each other find nothing where a class will be.
  if ((step as unknown) === undefined) {
    const message = "use(undefined, …): break the circle of imports between this file and the step's own";
    throw new DeclarationError("INVALID_OPTION", message);
  }
  const parsed = (typeof step === "function" ? useOptions : useGraphOptions).safeParse(options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue && issue.path.length > 0 ? ` ${issue.path.join(".")}:` : "";
    throw new DeclarationError(
      "INVALID_OPTION",
      `use(${step.name}, …):${place} ${issue?.message ?? "unusable options"}`,
    );
  }
  const given = options as UseOptions<Kept<When>, Kept<Otherwise>, Kept<Key>>;
  return Object.freeze({ kind: "use", step, options: Object.freeze({ ...given }) });
}

/** The validated options of an entry, for the engine: `use` has accepted them. */
export function optionsData(options: UseOptions): UseOptionsData {
  return options as UseOptionsData;
}
