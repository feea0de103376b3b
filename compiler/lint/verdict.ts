import type { RuleName } from "./rules.js";

/** When a name that is a source of nondeterminism is one. */
export interface Conditional {
  readonly rule: RuleName;
  /** `read` is a value and no function: it is one wherever it is read. */
  readonly when: "no arguments" | "one argument" | "called" | "read";
}

/** What a name does: nothing that matters, what a rule finds, or writing to the argument of that number. */
export type Verdict = "deterministic" | RuleName | Conditional | `mutates:${number}`;

/** What a module's members do: `*` stands for those that are not named. */
export type Members = Readonly<Record<string, Verdict>>;
