import type { ts } from "../source/tree.js";
import { escape } from "./entering.js";
import { isNamed, isOnlyCompared, isWritten } from "./naming.js";
import type { Ref } from "./reference.js";
import { isReadAtOnce, reportSink } from "./sightings.js";
import { bare } from "./tree.js";
import { textOf, type Visit } from "./visit.js";

/** A name that is read or handed on, and not called. Gives whether there was something to report. */
export function lookAtMention(
  visit: Visit,
  refs: readonly Ref[],
  node: ts.Expression | ts.ShorthandPropertyAssignment,
): boolean {
  if (refs.length === 0 || isWritten(visit, node)) return false;
  const atOnce = refs.filter((each) => isReadAtOnce(visit, each));
  // Another name for what was read has nothing new to say.
  if (atOnce.length > 0)
    return !isVariable(visit, node) && atOnce.some((each) => reportSink(visit, each, node, { kind: "mention" }));
  if (isNamed(visit, node) || isOnlyCompared(visit, node)) return false;
  let found = false;
  for (const ref of refs) {
    if (ref.kind === "global" || ref.kind === "module")
      found = reportSink(visit, ref, node, { kind: "mention" }) || found;
    else escape(visit, ref, node, textOf(node));
  }
  return found;
}

/** Whether a name is that of a variable, and not of the platform or an import. */
function isVariable(visit: Visit, node: ts.Node): boolean {
  const { ts, scopes } = visit.world;
  const name = ts.isShorthandPropertyAssignment(node) ? node.name : node;
  let root: ts.Node = name;
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) root = bare(ts, root.expression);
  if (!ts.isIdentifier(root)) return false;
  const declared = scopes.find(root.text, root)?.node;
  if (!declared) return false;
  if (ts.isBindingElement(declared) || ts.isVariableDeclaration(declared)) {
    const refs = visit.evaluator.of(root, visit.frame);
    return refs.some((each) => isReadAtOnce(visit, each));
  }
  return false;
}
