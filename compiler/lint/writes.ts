import type { ts } from "../source/tree.js";
import type { Ref } from "./reference.js";
import { rules } from "./rules.js";
import type { Binding } from "./scopes.js";
import { bare, isInside } from "./tree.js";
import { textOf, type Visit } from "./visit.js";

/** Methods that write to what they are called on. */
export const mutators: ReadonlySet<string> = new Set(
  (
    "push pop shift unshift splice sort reverse fill copyWithin set add delete clear " +
    "setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds setTime setYear " +
    "setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds"
  ).split(" "),
);

/** Functions of the platform that write to their first argument. */
const writers = new Set([
  "Object.assign",
  "Object.defineProperty",
  "Object.defineProperties",
  "Object.setPrototypeOf",
  "Reflect.set",
  "Reflect.defineProperty",
  "Reflect.deleteProperty",
  "Reflect.setPrototypeOf",
  "Atomics.add",
  "Atomics.store",
  "Atomics.sub",
  "Atomics.exchange",
  "Atomics.and",
  "Atomics.or",
  "Atomics.xor",
  "Atomics.compareExchange",
]);

const fixKinds = { sort: "toSorted", reverse: "toReversed", splice: "toSpliced" } as const;

/** Reports a write to a place: a variable, a member, or those that a pattern names. */
export function reportWrite(visit: Visit, target: ts.Expression, at: ts.Node): void {
  const { ts } = visit.world;
  const node = bare(ts, target);
  if (ts.isArrayLiteralExpression(node)) {
    for (const each of node.elements) reportWrite(visit, ts.isSpreadElement(each) ? each.expression : each, each);
  } else if (ts.isObjectLiteralExpression(node)) {
    for (const each of node.properties) {
      if (ts.isShorthandPropertyAssignment(each)) reportWrite(visit, each.name, each);
      else if (ts.isPropertyAssignment(each)) reportWrite(visit, each.initializer, each);
      else if (ts.isSpreadAssignment(each)) reportWrite(visit, each.expression, each);
    }
  } else if (ts.isBinaryExpression(node)) reportWrite(visit, node.left, at);
  else if (ts.isIdentifier(node)) reportVariable(visit, node, at);
  else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    reportChange(visit, node.expression, at, textOf(node));
  }
}

function reportVariable(visit: Visit, node: ts.Identifier, at: ts.Node): void {
  const binding = visit.world.scopes.find(node.text, node);
  if (binding && isInside(binding.node, visit.frame.home)) return;
  visit.report({
    rule: "no-shared-state",
    node: at,
    message: `${node.text} is written to, and ${lifeOf(visit, binding)}`,
    fix: rules["no-shared-state"].fix,
  });
}

function lifeOf(visit: Visit, binding: Binding | undefined): string {
  if (!binding) return "it is a global";
  return visit.world.ts.isSourceFile(binding.scope)
    ? "it is its module's, so it outlives the call"
    : "it outlives the call";
}

/** Reports a change of what an expression stands for. */
function reportChange(
  visit: Visit,
  owner: ts.Expression,
  at: ts.Node,
  what: string,
  fixKind?: "toSorted" | "toReversed" | "toSpliced",
): void {
  const taint = visit.taints.of(owner, visit.frame);
  if (taint.input === 0) {
    visit.report({
      rule: "no-input-mutation",
      node: at,
      message: `${what} writes to an input`,
      fix: rules["no-input-mutation"].fix,
      fixKind,
    });
  } else if (taint.shared === 0 && !isHeldWeakly(visit.evaluator.of(owner, visit.frame))) {
    visit.report({
      rule: "no-shared-state",
      node: at,
      message: `${what} writes to what outlives the call`,
      fix: rules["no-shared-state"].fix,
    });
  }
}

/** A memory that is keyed by objects of the call is the call's own. */
function isHeldWeakly(refs: readonly Ref[]): boolean {
  return refs.length > 0 && refs.every((each) => each.kind === "global" && /^Weak(Map|Set)#$/.test(each.path));
}

/** Reports a call that writes to what it is called on, or to an argument. */
export function reportChangingCall(visit: Visit, call: ts.CallExpression, refs: readonly Ref[]): void {
  const { ts } = visit.world;
  const callee = bare(ts, call.expression);
  const [first] = call.arguments;
  for (const ref of refs) {
    if (ref.kind === "global" && writers.has(ref.path) && first) return reportChange(visit, first, call, textOf(call));
    if (ref.kind === "module") {
      const verdict = visit.world.sinks.ofModule(ref.module, ref.path);
      const written =
        typeof verdict === "string" && verdict.startsWith("mutates:")
          ? call.arguments[Number(verdict.slice(8))]
          : undefined;
      if (written) return reportChange(visit, written, call, textOf(call));
    }
  }
  if (refs.some((each) => each.kind === "function" || each.kind === "service" || each.kind === "module")) return;
  if (ts.isPropertyAccessExpression(callee)) {
    const { text } = callee.name;
    // Array.prototype.push.call(list, item)
    const method = bare(ts, callee.expression);
    if (
      (text === "call" || text === "apply") &&
      ts.isPropertyAccessExpression(method) &&
      mutators.has(method.name.text)
    ) {
      if (first && refsOfPrototype(visit, method)) reportChange(visit, first, call, textOf(call));
      return;
    }
    if (text === "test" || text === "exec") reportPosition(visit, callee.expression, call);
    if (mutators.has(text)) {
      const fixKind = text === "sort" || text === "reverse" || text === "splice" ? fixKinds[text] : undefined;
      reportChange(visit, callee.expression, call, `${textOf(callee)}()`, fixKind);
    }
  } else if (ts.isElementAccessExpression(callee)) {
    const name = visit.evaluator.text(callee.argumentExpression, visit.frame);
    if (name !== undefined && mutators.has(name)) reportChange(visit, callee.expression, call, `${textOf(callee)}()`);
  }
}

/** A pattern that looks on from where it last stopped remembers that place. */
function reportPosition(visit: Visit, pattern: ts.Expression, call: ts.CallExpression): void {
  const { ts, scopes } = visit.world;
  const node = bare(ts, pattern);
  const declared = ts.isIdentifier(node) ? scopes.find(node.text, node)?.node : undefined;
  const initializer = declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  if (!initializer || !ts.isRegularExpressionLiteral(initializer) || !/[gy][a-z]*$/.test(initializer.text)) return;
  // Where it is asked until there is nothing more, it ends where it began.
  for (let at: ts.Node = call; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isWhileStatement(at.parent) && at.parent.expression === at) return;
  }
  reportChange(visit, pattern, call, `${textOf(call)}, which remembers where it stopped,`);
}

function refsOfPrototype(visit: Visit, method: ts.PropertyAccessExpression): boolean {
  const refs = visit.evaluator.of(method.expression, visit.frame);
  return refs.some((each) => (each.kind === "global" && each.path.endsWith("#")) || each.kind === "list");
}
