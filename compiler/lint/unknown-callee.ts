import type { ts } from "../source/tree.js";
import { builtinMethods, type Ref } from "./reference.js";
import { bare } from "./tree.js";
import type { Visit } from "./visit.js";

/** Why nobody can say what a callee does, where that is so: it came out of a text, or has no type. */
export function whyUnknown(visit: Visit, callee: ts.Expression, refs: readonly Ref[]): string | undefined {
  const { ts } = visit.world;
  if (refs.some((each) => each.kind !== "global")) return undefined;
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
  if (method !== undefined && builtinMethods.has(method)) return undefined;
  if (refs.some((each) => each.kind === "global" && each.path.startsWith("JSON.parse()")))
    return "it comes out of a text";
  return refs.length === 0 && isUntyped(visit, callee) ? "it has no type" : undefined;
}

/** Whether the root of a path is a variable of type `any`, or made one on the spot. */
function isUntyped(visit: Visit, expression: ts.Expression): boolean {
  const { ts, scopes } = visit.world;
  let at: ts.Expression = expression;
  for (;;) {
    if (ts.isAsExpression(at) && at.type.kind === ts.SyntaxKind.AnyKeyword) return !isOwn(visit, at.expression);
    if (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
    else if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = at.expression;
    else break;
  }
  if (!ts.isIdentifier(at)) return false;
  const declared = scopes.find(at.text, at)?.node;
  return (
    declared !== undefined && ts.isVariableDeclaration(declared) && declared.type?.kind === ts.SyntaxKind.AnyKeyword
  );
}

/** Whether what is made untyped is the step's own, a service of it, or something it was given. */
function isOwn(visit: Visit, expression: ts.Expression): boolean {
  const { ts, scopes } = visit.world;
  let at = bare(ts, expression);
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = bare(ts, at.expression);
  if (at.kind === ts.SyntaxKind.ThisKeyword) return true;
  const declared = ts.isIdentifier(at) ? scopes.find(at.text, at)?.node : undefined;
  return declared !== undefined && ts.isParameter(declared);
}
