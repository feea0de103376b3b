import type { Span } from "../diagnostics/diagnostic.js";
import type { GraphNode, NodeNeed } from "../graph/model.js";

/** A place as people write it: `steps/quote.ts:12:14`. */
export function placeText({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}

/** Names in a sentence: `A`, `A and B`, `A, B and C`. */
export function listText(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** The step and where it is declared: `Quote (steps/quote.ts:12:14)`. */
export function nodeText(node: GraphNode): string {
  return `${node.id} (${placeText(node.declared)})`;
}

/** What of a node takes a message: the step itself, a function beside it, or a branch of a choice. */
export function takerText(node: GraphNode, { role, branch }: NodeNeed): string {
  const id = branch?.id ?? node.id;
  if (role === "condition") return `the condition of ${id}`;
  if (role === "fallback") return `the fallback of ${id}`;
  if (role === "key") return `the rate limit's key of ${id}`;
  return role === "selector" ? `the selector of ${id}` : id;
}

/** Where what takes a message is declared. */
export function takerPlace(node: GraphNode, { role, branch }: NodeNeed): Span {
  const use = branch ?? (node.kind === "step" ? node : undefined);
  if (role === "argument") return use?.step.declaration.span ?? node.declared;
  if (role === "condition") return (node.kind === "graph" ? node.when : use?.when)?.span ?? node.declared;
  if (role === "fallback") return use?.fallback?.span ?? node.declared;
  if (role === "key") return use?.rateLimitKey?.span ?? node.declared;
  return (node.kind === "choice" ? node.by?.span : undefined) ?? node.declared;
}
