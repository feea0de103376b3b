import type { ts } from "../source/tree.js";
import type { FixKind } from "./finding.js";
import type { Ref } from "./reference.js";
import { type RuleName, rules } from "./rules.js";
import { bare } from "./tree.js";
import type { Verdict } from "./verdict.js";
import { textOf, type Visit } from "./visit.js";

/** How a name is used where it stands. */
export type Use =
  | { readonly kind: "call" | "new"; readonly args: readonly ts.Expression[] }
  /** Handed on, or read. */
  | { readonly kind: "mention" };

const verbs: Readonly<Partial<Record<RuleName, string>>> = {
  "no-wall-clock": "reads the clock",
  "no-ambient-random": "takes chance that no seed decides",
  "no-ambient-timer": "waits on a timer that the run knows nothing of",
  "no-ambient-io": "reaches files, processes or the network past the services",
  "no-environment": "differs from one process or host to the next",
  "no-host-locale": "depends on the host's locale or time zone",
  "no-completion-order": "gives what settles first",
  "no-shared-state": "depends on what was called before",
  "no-dynamic-code": "runs code that is put together while it runs",
  "no-gc-observation": "depends on when memory is freed",
};

/** Reports a name of the table where it is used; says whether there was something to report. */
export function reportSink(visit: Visit, ref: Ref, node: ts.Node, use: Use): boolean {
  if (ref.kind !== "global" && ref.kind !== "module") return false;
  const rule = ruleOf(visit, ref, use);
  if (rule === undefined) return false;
  const fixKind = fixOf(visit, ref, use, node);
  visit.report({
    rule,
    node,
    message: `${nameOf(ref, node)} ${verbs[rule] ?? rules[rule].finds}`,
    fix: rules[rule].fix,
    fixKind,
    via: ref.via,
  });
  return true;
}

/** What is wrong with a use of a name, if something is. */
function ruleOf(visit: Visit, ref: Extract<Ref, { kind: "global" | "module" }>, use: Use): RuleName | undefined {
  const { sinks } = visit.world;
  const of = (path: string): Verdict | undefined =>
    ref.kind === "global" ? sinks.ofGlobal(path) : sinks.ofModule(ref.module, path);
  if (use.kind === "new") {
    const made = judge(visit, of(`new ${ref.path}`), use);
    if (made !== undefined) return made;
    if (ref.path === "Date" || ref.path.endsWith("#")) return undefined;
  }
  if (use.kind === "call" && ref.kind === "global" && ref.path === "Date") return judge(visit, of("call Date"), use);
  // A path that only names `new` says nothing of a call: `Date` handed on is not the time.
  return judge(visit, of(ref.path), use);
}

function judge(visit: Visit, verdict: Verdict | undefined, use: Use): RuleName | undefined {
  if (verdict === undefined || verdict === "deterministic") return undefined;
  if (typeof verdict === "string") return verdict.startsWith("mutates:") ? undefined : (verdict as RuleName);
  switch (verdict.when) {
    case "called":
      return use.kind === "mention" ? undefined : verdict.rule;
    case "read":
      return verdict.rule;
    case "no arguments":
      return use.kind !== "mention" && count(visit, use.args) === 0 ? verdict.rule : undefined;
    case "one argument":
      return use.kind !== "mention" && count(visit, use.args) <= 1 ? verdict.rule : undefined;
  }
}

/** How many arguments are given; `undefined` at the end is none, and a spread is some. */
function count(visit: Visit, args: readonly ts.Expression[]): number {
  const { ts } = visit.world;
  if (args.some(ts.isSpreadElement)) return Infinity;
  let given = args.length;
  for (let last = args[given - 1]; last && ts.isIdentifier(last) && last.text === "undefined"; last = args[given - 1])
    given--;
  return given;
}

/** Whether a name is a value that is read, and no function: to have another name for it is to have read it. */
export function isReadAtOnce(visit: Visit, ref: Ref): boolean {
  if (ref.kind !== "global" && ref.kind !== "module") return false;
  const { sinks } = visit.world;
  const verdict = ref.kind === "global" ? sinks.ofGlobal(ref.path) : sinks.ofModule(ref.module, ref.path);
  return typeof verdict === "object" && verdict.when === "read";
}

function nameOf(ref: Extract<Ref, { kind: "global" | "module" }>, node: ts.Node): string {
  const text = textOf(node);
  const path = ref.path.replace(/^default\b\.?/, "").replace("#", "#");
  const last = path.split(/[.#]/).at(-1) ?? "";
  if (last === "" || text.includes(last.replace("()", ""))) return text;
  return ref.kind === "module" ? `${text}, which is ${path} of ${ref.module},` : `${text}, which is ${path},`;
}

const fixes: Readonly<Record<string, FixKind>> = {
  "Date.now": "ctx.now",
  "Math.random": "ctx.random",
  "crypto.randomUUID": "ctx.uuid",
  "node:crypto randomUUID": "ctx.uuid",
  "crypto randomUUID": "ctx.uuid",
  "uuid v4": "ctx.uuid",
  "timers/promises setTimeout": "ctx.sleep",
};

function fixOf(
  visit: Visit,
  ref: Extract<Ref, { kind: "global" | "module" }>,
  use: Use,
  node: ts.Node,
): FixKind | undefined {
  const { ts } = visit.world;
  if (ref.kind === "global" && ref.path === "Date" && use.kind === "new") return "new Date(ctx.now())";
  const fix = fixes[ref.kind === "global" ? ref.path : `${ref.module} ${ref.path}`];
  if (fix !== undefined) return use.kind === "call" ? fix : undefined;
  // await new Promise((resolve) => setTimeout(resolve, ms))
  const isTimer =
    ref.kind === "global" ? ref.path === "setTimeout" : ref.module === "timers" && ref.path === "setTimeout";
  if (!isTimer || use.kind !== "call" || !ts.isCallExpression(node)) return undefined;
  let at: ts.Node = node.parent;
  if (ts.isExpressionStatement(at)) at = at.parent;
  if (ts.isBlock(at) && at.statements.length === 1) at = at.parent;
  if (!ts.isArrowFunction(at) && !ts.isFunctionExpression(at)) return undefined;
  const made = at.parent;
  if (!ts.isNewExpression(made) || bare(ts, made.expression).getText() !== "Promise") return undefined;
  const [resolve] = at.parameters;
  const [first] = use.args;
  const plain = resolve && first && ts.isIdentifier(first) && resolve.name.getText() === first.text;
  return plain && ts.isAwaitExpression(made.parent) ? "ctx.sleep" : undefined;
}
