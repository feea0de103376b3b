import type { Code } from "../diagnostics/codes.js";

/** What a rule is: its code in `protograph check`, and what it finds, as the end of a sentence. */
export interface RuleData {
  readonly code: Code;
  readonly finds: string;
  /** The repair that serves most of what it finds. */
  readonly fix: string;
  /** Whether it needs the whole program, and so has no place in an editor. */
  readonly wholeProgram?: true;
}

/** Every rule of determinism, once. */
export const rules = {
  "no-wall-clock": {
    code: "PG5001",
    finds: "reads of the clock",
    fix: "take the time from ctx.now()",
  },
  "no-ambient-random": {
    code: "PG5002",
    finds: "chance that no seed decides",
    fix: "take chance from ctx.random(), and identifiers from ctx.uuid()",
  },
  "no-ambient-timer": {
    code: "PG5003",
    finds: "timers that the run knows nothing of",
    fix: "wait with ctx.sleep()",
  },
  "no-ambient-io": {
    code: "PG5004",
    finds: "files, processes and the network, reached past the services",
    fix: "take a service in the constructor, and ask that",
  },
  "no-environment": {
    code: "PG5005",
    finds: "what differs from one process or host to the next",
    fix: "take it as a message, or from a service of the constructor",
  },
  "no-host-locale": {
    code: "PG5006",
    finds: "texts and dates that depend on the host's locale or time zone",
    fix: "name the locale and the time zone, or use the UTC methods",
  },
  "no-completion-order": {
    code: "PG5007",
    finds: "results that depend on which of several promises settles first",
    fix: "await all of them, and put their results together in the order of the inputs",
  },
  "no-floating-promise": {
    code: "PG5008",
    finds: "promises that nobody awaits",
    fix: "await it, or return it",
  },
  "no-shared-state": {
    code: "PG5009",
    finds: "writes to what outlives the call",
    fix: "keep it in a local variable, or behind a service of the constructor",
  },
  "no-input-mutation": {
    code: "PG5010",
    finds: "writes to an input, which other steps read too",
    fix: "change a copy: clone(Schema, message), or [...list]",
  },
  "no-dynamic-code": {
    code: "PG5011",
    finds: "code that is put together while it runs",
    fix: "write the code where it can be read",
  },
  "no-gc-observation": {
    code: "PG5012",
    finds: "what depends on when memory is freed",
    fix: "hold the value itself",
  },
  "no-transitive-nondeterminism": {
    code: "PG5013",
    finds: "any of these, reached through a call into another file",
    fix: "hand the value to the function as a parameter",
    wholeProgram: true,
  },
  "unresolved-call": {
    code: "PG5014",
    finds: "calls of what cannot be looked into",
    fix: 'say in protograph.json what it does, under "determinism"',
    wholeProgram: true,
  },
} as const satisfies Record<string, RuleData>;

export type RuleName = keyof typeof rules;

/** The names of all rules, in the order of their codes. */
export const ruleNames = Object.keys(rules) as readonly RuleName[];

/** Whether a text names a rule. */
export function isRuleName(text: string): text is RuleName {
  return Object.hasOwn(rules, text);
}

/** Warnings of other families that a person may know better about: by the names of their pages, with their codes. */
export const allowable = { "status-field": "PG3029" } as const satisfies Readonly<Record<string, Code>>;

/** What a suppression can name. */
export type AllowableName = RuleName | keyof typeof allowable;

export const allowableNames: readonly AllowableName[] = [
  ...ruleNames,
  ...(Object.keys(allowable) as (keyof typeof allowable)[]),
];

/** Whether a text is the name of something that can be allowed. */
export function isAllowableName(text: string): text is AllowableName {
  return isRuleName(text) || Object.hasOwn(allowable, text);
}

/** Whether an editor, which sees one file, cannot tell whether there is something to allow. */
export function needsProgram(name: AllowableName): boolean {
  return !isRuleName(name) || "wholeProgram" in rules[name];
}
