import type { ts } from "../source/tree.js";
import { wrapped } from "./tree.js";
import { type Visit } from "./visit.js";

export function isWritten(visit: Visit, node: ts.Node): boolean {
  const { ts } = visit.world;
  const outer = wrapped(ts, node);
  const { parent } = outer;
  return (
    ts.isBinaryExpression(parent) && parent.left === outer && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

/** Whether a value only gets another name where it stands: what is done with it shows where that is used. */
export function isNamed(visit: Visit, node: ts.Node): boolean {
  const { ts } = visit.world;
  const outer = wrapped(ts, node);
  const { parent } = outer;
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent)
  ) {
    return parent.initializer === outer;
  }
  if (ts.isExportAssignment(parent) || ts.isExpressionStatement(parent)) return true;
  if (ts.isPropertyAssignment(parent) || ts.isSpreadAssignment(parent)) return isNamed(visit, parent.parent);
  if (ts.isObjectLiteralExpression(parent)) return isNamed(visit, parent);
  if (ts.isArrayLiteralExpression(parent)) return isNamed(visit, parent);
  if (ts.isConditionalExpression(parent)) return parent.condition === outer || isNamed(visit, parent);
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    if (kind === ts.SyntaxKind.EqualsToken) return parent.right === outer;
    const passes =
      kind === ts.SyntaxKind.BarBarToken ||
      kind === ts.SyntaxKind.QuestionQuestionToken ||
      kind === ts.SyntaxKind.AmpersandAmpersandToken;
    return passes && isNamed(visit, parent);
  }
  if (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.name.text === "freeze"
  )
    return isNamed(visit, parent);
  // An instance that is returned is what the call of the function gives.
  return false;
}

export function isOnlyCompared(visit: Visit, node: ts.Node): boolean {
  const { ts } = visit.world;
  const outer = wrapped(ts, node);
  const { parent } = outer;
  if (ts.isTypeOfExpression(parent) || ts.isVoidExpression(parent) || ts.isIfStatement(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return (
    kind === ts.SyntaxKind.InstanceOfKeyword ||
    kind === ts.SyntaxKind.InKeyword ||
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken
  );
}
