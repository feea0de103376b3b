import { diagnostic } from "../diagnostics/diagnostic.js";
import type { Names } from "./names.js";
import type { ValueReader } from "./read-value.js";
import { isShadowed, type Scope } from "./scope.js";
import { ts } from "./typescript.js";

/** What is declared by a call at the top level of a module. */
export type Declaring = "graph" | "flow";

/** The calls of `graph`, or of `flow`, that declare one of the module; one anywhere else is reported. */
export function moduleCalls(
  callee: Declaring,
  scope: Scope,
  names: Names,
  values: ValueReader,
): readonly ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  // Most files declare steps only; those that can name `graph` import something of protograph's as a value.
  if (!scope.file.text.includes(callee)) return calls;
  // It keeps its own stack: code may be nested more deeply than functions can be.
  const waiting: ts.Node[] = [scope.file];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (ts.isCallExpression(node) && values.calleeOf(node, scope) === callee) {
      if (isModuleLevel(node)) calls.push(node);
      else if (!isShadowed(rootOf(node.expression), node)) reportInner(callee, node, names);
    }
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    waiting.push(...children.reverse());
  }
  return calls;
}

/** PG1010, PG3020: a graph or flow that is declared inside of something else; nobody could import it. */
export function reportInner(what: Declaring, call: ts.CallExpression, names: Names): void {
  names.report(
    diagnostic(
      what === "graph" ? "PG1010" : "PG3020",
      names.span(call.expression),
      `a ${what} must be a constant of its module`,
      { fix: `write export const name = ${what}({ … }) at the top level` },
    ),
  );
}

/** The first name of what is called: `protograph` of `protograph.graph`. */
function rootOf(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node)) return rootOf(node.expression);
  return ts.isIdentifier(node) ? node.text : "";
}

/** Whether a call makes a constant, or the default export, of its module. */
export function isModuleLevel(call: ts.CallExpression): boolean {
  let at: ts.Node = call.parent;
  while (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at)) at = at.parent;
  if (ts.isExportAssignment(at)) return true;
  return (
    ts.isVariableDeclaration(at) && ts.isVariableStatement(at.parent.parent) && ts.isSourceFile(at.parent.parent.parent)
  );
}
