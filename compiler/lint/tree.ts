import type { ts } from "../source/tree.js";
import type { FunctionNode } from "./reference.js";
import type { TypeScript } from "./scopes.js";

/** An expression without what only the type checker sees: parentheses, `as`, `satisfies`, `!`. */
export function bare(ts: TypeScript, node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isTypeAssertionExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

/** The outermost expression that is nothing but this one. */
export function wrapped(ts: TypeScript, node: ts.Node): ts.Node {
  let at = node;
  while (
    (at.parent as ts.Node | undefined) &&
    (ts.isParenthesizedExpression(at.parent) ||
      ts.isAsExpression(at.parent) ||
      ts.isSatisfiesExpression(at.parent) ||
      ts.isNonNullExpression(at.parent) ||
      ts.isTypeAssertionExpression(at.parent))
  ) {
    at = at.parent;
  }
  return at;
}

/** Whether a node is a function that has a body. */
export function isFunctionNode(ts: TypeScript, node: ts.Node): node is FunctionNode {
  return (
    (ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isArrowFunction(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isGetAccessor(node) ||
      ts.isSetAccessor(node) ||
      ts.isConstructorDeclaration(node)) &&
    node.body !== undefined
  );
}

/** The nearest function around a node, or `undefined` at the top level of a file. */
export function functionAround(ts: TypeScript, node: ts.Node): FunctionNode | undefined {
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (isFunctionNode(ts, at)) return at;
  }
  return undefined;
}

/** Whether a node stands inside another, or is it. */
export function isInside(node: ts.Node, outer: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent as ts.Node | undefined) if (at === outer) return true;
  return false;
}

/** The name of a property as text; `undefined` where it is computed from more than a constant. */
export function propertyText(
  ts: TypeScript,
  name: ts.PropertyName | ts.BindingName | ts.MemberName,
): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name)) {
    return name.text;
  }
  if (ts.isNoSubstitutionTemplateLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return undefined;
  const key = bare(ts, name.expression);
  if (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key)) return key.text;
  // Symbols that JavaScript itself calls by: `[Symbol.iterator]`.
  if (ts.isPropertyAccessExpression(key) && ts.isIdentifier(key.expression) && key.expression.text === "Symbol") {
    return `@@${key.name.text}`;
  }
  return undefined;
}

/** Every node under one, itself first and in order; where `into` says no, what is inside is left out. */
export function visit(ts: TypeScript, root: ts.Node, into: (node: ts.Node) => boolean): void {
  // It keeps its own stack: code may be nested more deeply than functions can be.
  const waiting: ts.Node[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!into(node)) continue;
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    waiting.push(...children.reverse());
  }
}

/** What a function returns: the expressions of its own `return`s, or the one it consists of. */
export function returnsOf(ts: TypeScript, node: FunctionNode): readonly ts.Expression[] {
  if (!node.body) return [];
  if (!ts.isBlock(node.body)) return [node.body];
  const found: ts.Expression[] = [];
  visit(ts, node.body, (each) => {
    if (ts.isFunctionLike(each) || ts.isClassLike(each)) return false;
    if (ts.isReturnStatement(each) && each.expression) found.push(each.expression);
    return true;
  });
  return found;
}

/** Whether a declaration has a modifier. */
export function hasModifier(ts: TypeScript, node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((each) => each.kind === kind) ?? false);
}

/** Whether a node is only a type, and so leaves nothing where the program runs. */
export function isTypeOnly(ts: TypeScript, node: ts.Node): boolean {
  return (
    (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node)
  );
}

/** The operators that write to what stands on their left. */
export function isAssignmentOperator(ts: TypeScript, kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Whether a member belongs to its class and not to the instances. */
export function hasStatic(ts: TypeScript, node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((each) => each.kind === ts.SyntaxKind.StaticKeyword) ?? false)
  );
}
