import type { ts } from "../source/tree.js";
import { DeclaredTypes } from "./declared-types.js";
import { builtinMethods, type Ref } from "./reference.js";
import { rules } from "./rules.js";
import { bare, hasModifier, isFunctionNode, returnsOf, visit as walk } from "./tree.js";
import { textOf, type Visit } from "./visit.js";

/** Functions of the platform and of Node that give a promise. */
const givePromises = /^(Promise\.\w+|fetch|import|scheduler\.(wait|yield)|Response#\w+|Array\.fromAsync)$/;
const promisingModules = new Set(["fs/promises", "timers/promises", "dns/promises", "readline/promises"]);

/** Reports a statement that lets a promise go. */
export function reportFloating(visit: Visit, statement: ts.ExpressionStatement): void {
  for (const node of valuesOf(visit, statement.expression)) {
    const why = whyFloating(visit, node);
    if (why !== undefined)
      visit.report({ rule: "no-floating-promise", node, message: why, fix: rules["no-floating-promise"].fix });
  }
}

/** Reports a promise that is kept in a variable that nobody reads. */
export function reportUnread(visit: Visit, declaration: ts.VariableDeclaration): void {
  const { ts, scopes } = visit.world;
  const { name, initializer } = declaration;
  if (!initializer || !ts.isIdentifier(name)) return;
  const scope = scopes.find(name.text, name)?.scope;
  if (!scope || ts.isSourceFile(scope)) return;
  const reads: ts.Node[] = [];
  walk(ts, scope, (node) => {
    if (ts.isIdentifier(node) && node !== name && node.text === name.text) reads.push(node);
    return reads.length === 0;
  });
  if (reads.length === 0 && (isPromise(visit, initializer) || isPromiseList(visit, initializer))) {
    visit.report({
      rule: "no-floating-promise",
      node: declaration,
      message: `nobody awaits ${name.text}`,
      fix: rules["no-floating-promise"].fix,
    });
  }
}

/** The expressions that a statement may come to: both sides of a choice. */
function valuesOf(visit: Visit, expression: ts.Expression): readonly ts.Expression[] {
  const { ts } = visit.world;
  const node = bare(ts, expression);
  if (ts.isVoidExpression(node)) return valuesOf(visit, node.expression);
  if (ts.isConditionalExpression(node)) return [...valuesOf(visit, node.whenTrue), ...valuesOf(visit, node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return valuesOf(visit, node.right);
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken)
      return valuesOf(visit, node.right);
    return kind === ts.SyntaxKind.CommaToken ? [...valuesOf(visit, node.left), ...valuesOf(visit, node.right)] : [];
  }
  return [node];
}

function whyFloating(visit: Visit, node: ts.Expression): string | undefined {
  const { ts } = visit.world;
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  if (ts.isCallExpression(node)) {
    const callee = bare(ts, node.expression);
    const [first] = node.arguments;
    if (
      ts.isPropertyAccessExpression(callee) &&
      callee.name.text === "forEach" &&
      first &&
      givesPromise(visit, first)
    ) {
      return "forEach awaits nothing of what its callback gives";
    }
    if (isPromiseList(visit, node)) return `nobody awaits the promises of ${textOf(node)}`;
  }
  return isPromise(visit, node) ? `nobody awaits ${textOf(node)}` : undefined;
}

/** Whether an expression is a list of promises: `items.map(async …)`. */
function isPromiseList(visit: Visit, expression: ts.Expression): boolean {
  const { ts } = visit.world;
  const node = bare(ts, expression);
  if (!ts.isCallExpression(node)) return false;
  const callee = bare(ts, node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const { text } = callee.name;
  const callback =
    text === "map" || text === "flatMap" ? node.arguments[0] : text === "from" ? node.arguments[1] : undefined;
  return callback !== undefined && givesPromise(visit, callback);
}

/** Whether a function gives a promise. */
function givesPromise(visit: Visit, callback: ts.Expression): boolean {
  return visit.evaluator.of(callback, visit.frame).some((ref) => functionGives(visit, ref, 0));
}

function functionGives(visit: Visit, ref: Ref, depth: number): boolean {
  const { ts } = visit.world;
  if (ref.kind !== "function" || ref.node.asteriskToken) return false;
  if (hasModifier(ts, ref.node, ts.SyntaxKind.AsyncKeyword)) return true;
  if (ref.node.type) {
    const written = new DeclaredTypes(visit.world).isPromise(ref.node.type);
    if (written !== undefined) return written;
  }
  return depth < 4 && returnsOf(ts, ref.node).some((each) => isPromise(visit, each, depth + 1));
}

/** Whether an expression gives a promise, as far as that can be told. */
function isPromise(visit: Visit, expression: ts.Expression, depth = 0): boolean {
  const { ts } = visit.world;
  const node = bare(ts, expression);
  if (ts.isConditionalExpression(node))
    return isPromise(visit, node.whenTrue, depth) || isPromise(visit, node.whenFalse, depth);
  const refs = visit.evaluator.of(node, visit.frame);
  if (refs.some((each) => each.kind === "global" && each.path === "Promise#")) return true;
  if (!ts.isCallExpression(node)) return false;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  const callee = bare(ts, node.expression);
  const called = visit.evaluator.of(callee, visit.frame);
  if (called.some((each) => functionGives(visit, each, depth))) return true;
  if (called.some((each) => each.kind === "function" && isFunctionNode(ts, each.node))) return false;
  for (const each of called) {
    if (each.kind === "global" && givePromises.test(each.path)) return true;
    if (each.kind === "module" && (promisingModules.has(each.module) || each.path.startsWith("promises."))) return true;
  }
  if (ts.isPropertyAccessExpression(callee)) {
    const { text } = callee.name;
    if (text === "then" || text === "finally") return true;
    if (text === "catch" && node.arguments.length === 1) return true;
    if (text === "sleep" && isContext(visit, callee.expression)) return true;
    if (isContext(visit, rootOf(visit, callee.expression)) || builtinMethods.has(text)) return false;
  }
  if (called.some((each) => each.kind === "global" || each.kind === "module")) return false;
  const types = new DeclaredTypes(visit.world);
  const written = types.signatures(callee).map((each) => (each.type ? types.isPromise(each.type) : undefined));
  if (written.includes(true)) return true;
  return written.length > 0 && !written.includes(undefined) ? false : isPromiseByChecker(visit, node);
}

/** Asks TypeScript's checker, where it is there already. */
function isPromiseByChecker(visit: Visit, node: ts.Expression): boolean {
  const checker = visit.world.files.checker?.();
  if (!checker) return false;
  const type = checker.getTypeAtLocation(node);
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((each) => {
    const name = (each as { readonly symbol?: ts.Symbol }).symbol?.name;
    return name === "Promise" || name === "PromiseLike";
  });
}

/** What a path of members starts with. */
function rootOf(visit: Visit, expression: ts.Expression): ts.Expression {
  const { ts } = visit.world;
  let at = bare(ts, expression);
  while (ts.isPropertyAccessExpression(at)) at = bare(ts, at.expression);
  return at;
}

function isContext(visit: Visit, expression: ts.Expression): boolean {
  const type = new DeclaredTypes(visit.world).typeOf(expression);
  return type !== undefined && visit.world.ts.isTypeReferenceNode(type) && type.getText().includes("StepContext");
}
