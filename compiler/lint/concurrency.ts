import type { ts } from "../source/tree.js";
import type { FunctionNode } from "./reference.js";
import { rules } from "./rules.js";
import { bare, hasModifier, isAssignmentOperator, isFunctionNode, isInside, visit as walk } from "./tree.js";
import { textOf, type Visit } from "./visit.js";

/** Methods that start their callback for every item before the first has ended. */
const starting = new Set(["map", "flatMap", "forEach", "filter", "some", "every"]);

const ordered = new Set(["push", "unshift", "splice", "pop", "shift"]);
const keyed = new Set(["set", "add", "delete"]);

/** Reports writes of a function that runs several times at once to what all of them share, after it has waited. */
export function reportSharedWrites(visit: Visit, call: ts.CallExpression): void {
  for (const callback of startedBy(visit, call))
    reportIn(
      visit,
      callback,
      hasModifier(visit.world.ts, callback, visit.world.ts.SyntaxKind.AsyncKeyword) ? "after await" : "then",
    );
}

/** The functions that a call starts several times at once. */
function startedBy(visit: Visit, call: ts.CallExpression): readonly FunctionNode[] {
  const { ts } = visit.world;
  const callee = bare(ts, call.expression);
  const [first, second] = call.arguments;
  if (ts.isPropertyAccessExpression(callee)) {
    const { text } = callee.name;
    if (starting.has(text) && first) return localFunctions(visit, first);
    if (text === "from" && second) return localFunctions(visit, second);
    if ((text === "all" || text === "allSettled") && first && isPromiseName(visit, callee))
      return startedTogether(visit, first);
    if (text === "push" && isInLoop(visit, call)) return call.arguments.flatMap((each) => calledFunctions(visit, each));
  }
  const isPool = visit.evaluator
    .of(callee, visit.frame)
    .some((each) => each.kind === "module" && /^p-(map|limit|queue|all)$/.test(each.module));
  return isPool ? call.arguments.flatMap((each) => localFunctions(visit, each)) : [];
}

function isPromiseName(visit: Visit, callee: ts.PropertyAccessExpression): boolean {
  return visit.evaluator
    .of(callee, visit.frame)
    .some((each) => each.kind === "global" && each.path.startsWith("Promise."));
}

/** The functions behind several promises in one list. */
function startedTogether(visit: Visit, list: ts.Expression): readonly FunctionNode[] {
  const { ts } = visit.world;
  const node = bare(ts, list);
  if (!ts.isArrayLiteralExpression(node) || node.elements.length < 2) return [];
  return node.elements.flatMap((each) => calledFunctions(visit, each));
}

/** The functions of this unit that an expression calls, and those it hands to `then`. */
function calledFunctions(visit: Visit, expression: ts.Expression): readonly FunctionNode[] {
  const { ts } = visit.world;
  const node = bare(ts, expression);
  if (!ts.isCallExpression(node)) return [];
  const callee = bare(ts, node.expression);
  if (ts.isPropertyAccessExpression(callee) && /^(then|catch|finally)$/.test(callee.name.text)) {
    return [
      ...node.arguments.flatMap((each) => localFunctions(visit, each)),
      ...calledFunctions(visit, callee.expression),
    ];
  }
  return localFunctions(visit, callee).filter((each) => hasModifier(ts, each, ts.SyntaxKind.AsyncKeyword));
}

function localFunctions(visit: Visit, expression: ts.Expression): readonly FunctionNode[] {
  const { ts } = visit.world;
  const node = bare(ts, expression);
  if (isFunctionNode(ts, node)) return [node];
  return visit.evaluator
    .of(node, visit.frame)
    .flatMap((each) => (each.kind === "function" && isInside(each.node, visit.frame.home) ? [each.node] : []));
}

function isInLoop(visit: Visit, node: ts.Node): boolean {
  const { ts } = visit.world;
  for (
    let at = node.parent as ts.Node | undefined;
    at && !ts.isFunctionLike(at);
    at = at.parent as ts.Node | undefined
  ) {
    if (ts.isIterationStatement(at, false)) return true;
  }
  return false;
}

function reportIn(visit: Visit, callback: FunctionNode, mode: "after await" | "then"): void {
  const { ts } = visit.world;
  const waits = mode === "then" ? [callback.getStart()] : awaitsOf(visit, callback);
  if (!callback.body) return;
  walk(ts, callback.body, (node) => {
    if (ts.isTypeNode(node)) return false;
    const target = writtenBy(visit, node);
    if (
      target &&
      isAfter(visit, node, callback, waits, mode) &&
      isOutside(visit, target, callback) &&
      matters(visit, node, target, callback)
    ) {
      visit.report({
        rule: "no-completion-order",
        node,
        message: `${textOf(node)} happens in the order in which promises settle`,
        fix: rules["no-completion-order"].fix,
      });
      return false;
    }
    return true;
  });
}

/** Where a function waits: at its own `await`s, and where a callback runs that was handed to `then`. */
function awaitsOf(visit: Visit, callback: FunctionNode): readonly number[] {
  const { ts } = visit.world;
  const found: number[] = [];
  walk(ts, callback, (node) => {
    if (node !== callback && ts.isFunctionLike(node)) {
      if (isThenCallback(visit, node)) found.push(node.getStart());
      return false;
    }
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) found.push(node.getStart());
    return true;
  });
  return found;
}

function isThenCallback(visit: Visit, node: ts.Node): boolean {
  const { ts } = visit.world;
  const call = node.parent;
  if (!ts.isCallExpression(call)) return false;
  const callee = bare(ts, call.expression);
  return ts.isPropertyAccessExpression(callee) && /^(then|catch|finally)$/.test(callee.name.text);
}

/** Whether a write comes after a wait: behind it, or around it, or in a loop with it. */
function isAfter(
  visit: Visit,
  write: ts.Node,
  callback: FunctionNode,
  waits: readonly number[],
  mode: "after await" | "then",
): boolean {
  const { ts } = visit.world;
  if (mode === "then") return true;
  if (waits.some((each) => each < write.getEnd())) return true;
  for (let at = write.parent as ts.Node | undefined; at && at !== callback; at = at.parent as ts.Node | undefined) {
    const [start, end] = [at.getStart(), at.getEnd()];
    if (ts.isIterationStatement(at, false) && waits.some((each) => each >= start && each < end)) return true;
    // What is inside a callback of then is later than all around it.
    if (isThenCallback(visit, at)) return true;
  }
  return false;
}

/** What a node writes to, if it does. */
function writtenBy(visit: Visit, node: ts.Node): ts.Expression | undefined {
  const { ts } = visit.world;
  if (ts.isBinaryExpression(node) && isAssignmentOperator(ts, node.operatorToken.kind)) return node.left;
  if (
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  ) {
    return node.operand;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const callee = bare(ts, node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  return ordered.has(callee.name.text) || keyed.has(callee.name.text) ? callee.expression : undefined;
}

/** The variable at the root of a path. */
function rootOf(visit: Visit, expression: ts.Expression): ts.Identifier | undefined {
  const { ts } = visit.world;
  let at = bare(ts, expression);
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) || ts.isCallExpression(at))
    at = bare(ts, at.expression);
  return ts.isIdentifier(at) ? at : undefined;
}

function isOutside(visit: Visit, target: ts.Expression, callback: FunctionNode): boolean {
  const root = rootOf(visit, target);
  const binding = root && visit.world.scopes.find(root.text, root);
  // What is not even this unit's is shared state, and reported as that.
  return (
    binding !== undefined &&
    !isInside(binding.node, callback) &&
    isInside(binding.node, visit.frame.home) &&
    !isOwnItem(visit, binding.node)
  );
}

/** Whether a variable is a parameter of a callback around: each item has its own. */
function isOwnItem(visit: Visit, node: ts.Node): boolean {
  const { ts } = visit.world;
  return (
    ts.isParameter(node) &&
    ts.isArrowFunction(node.parent) &&
    !hasModifier(ts, node.parent, ts.SyntaxKind.AsyncKeyword) &&
    isThenCallback(visit, node.parent)
  );
}

/** Whether the order of such writes can be seen: not where each has a key of its own and nobody goes through them. */
function matters(visit: Visit, node: ts.Node, target: ts.Expression, callback: FunctionNode): boolean {
  const { ts } = visit.world;
  const plain = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (plain && ts.isElementAccessExpression(bare(ts, target))) {
    const { argumentExpression } = bare(ts, target) as ts.ElementAccessExpression;
    return ts.isPropertyAccessExpression(argumentExpression) && argumentExpression.name.text === "length";
  }
  const root = rootOf(visit, target);
  if (!root) return true;
  if (!ts.isCallExpression(node)) return true;
  const name = (bare(ts, node.expression) as ts.PropertyAccessExpression).name.text;
  if (name === "delete") return false;
  return keyed.has(name) ? isGoneThrough(visit, root, callback) : !isSorted(visit, root, callback);
}

function usesOf(visit: Visit, root: ts.Identifier, callback: FunctionNode): readonly ts.Identifier[] {
  const { ts, scopes } = visit.world;
  const binding = scopes.find(root.text, root);
  const found: ts.Identifier[] = [];
  if (!binding) return found;
  walk(ts, binding.scope, (node) => {
    if (
      ts.isIdentifier(node) &&
      node.text === root.text &&
      !isInside(node, callback) &&
      node.getStart() > callback.getEnd()
    )
      found.push(node);
    return true;
  });
  return found;
}

function isSorted(visit: Visit, root: ts.Identifier, callback: FunctionNode): boolean {
  const { ts } = visit.world;
  return usesOf(visit, root, callback).some((use) => {
    const access = use.parent;
    return (
      ts.isPropertyAccessExpression(access) &&
      /^(sort|toSorted)$/.test(access.name.text) &&
      ts.isCallExpression(access.parent)
    );
  });
}

function isGoneThrough(visit: Visit, root: ts.Identifier, callback: FunctionNode): boolean {
  const { ts } = visit.world;
  return usesOf(visit, root, callback).some((use) => {
    const { parent } = use;
    if (ts.isPropertyAccessExpression(parent)) return /^(values|keys|entries|forEach)$/.test(parent.name.text);
    if (ts.isForOfStatement(parent)) return parent.expression === use;
    return ts.isSpreadElement(parent) || ts.isCallExpression(parent);
  });
}
