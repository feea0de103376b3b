import type { ESLint, Linter, Rule } from "eslint";
import { type RuleName, ruleNames, rules } from "../rules.js";
import { makeRule, suppressionRule } from "./rule.js";

/** The rules that one file is enough for; `protograph check` has the others as well. */
const inOneFile: readonly RuleName[] = ruleNames.filter((name) => !("wholeProgram" in rules[name]));

/**
 * What these find is a matter of how values flow. In a file that has no step they judge every function, and functions
 * that no step comes by may do such things.
 */
const ofFlow: ReadonlySet<RuleName> = new Set([
  "no-completion-order",
  "no-floating-promise",
  "no-shared-state",
  "no-input-mutation",
]);

const allRules: Readonly<Record<string, Rule.RuleModule>> = {
  ...Object.fromEntries(inOneFile.map((name) => [name, makeRule(name)])),
  suppression: suppressionRule,
};

const plugin = { meta: { name: "protograph", namespace: "protograph" }, rules: allRules } satisfies ESLint.Plugin;

function config(name: string, severityOf: (rule: RuleName) => Linter.RuleSeverity): Linter.Config {
  const entries = inOneFile.map((rule) => [`protograph/${rule}`, severityOf(rule)] as const);
  const rules: Linter.RulesRecord = { ...Object.fromEntries(entries), "protograph/suppression": "error" };
  return { name: `protograph/${name}`, plugins: { protograph: plugin }, rules };
}

interface DeterminismPlugin extends ESLint.Plugin {
  readonly rules: typeof allRules;
  readonly configs: Readonly<Record<"recommended" | "strict", Linter.Config>>;
}

/**
 * The rules of determinism for ESLint.
 *
 * `configs.strict` has all of them as errors, as `protograph check` does; `protograph generate` writes a configuration
 * that applies it to the step files and what they reach. `configs.recommended` is for files of all kinds: it warns of
 * what is a fault only where a step comes by.
 *
 * @example
 * ```js
 * // eslint.config.js
 * import protograph from "protograph/eslint";
 * export default [{ files: ["steps/**"], ...protograph.configs.strict }];
 * ```
 */
const protograph: DeterminismPlugin = {
  ...plugin,
  configs: {
    recommended: config("recommended", (rule) => (ofFlow.has(rule) ? "warn" : "error")),
    strict: config("strict", () => "error"),
  },
};

// eslint-disable-next-line no-restricted-syntax -- ESLint's plugins are imported by their default export
export default protograph;
