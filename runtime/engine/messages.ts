import type { ProgramNode } from "../plan/layout.js";

/** Told by the full name, so that messages of another copy of the generated code are messages too. */
export function isMessageOf(value: unknown, message: string): value is { readonly $typeName: string } {
  try {
    return (value as { readonly $typeName?: unknown } | null | undefined)?.$typeName === message;
  } catch {
    return false;
  }
}

/** The first product of a node; see {@link ProgramNode.seen}. */
export function recognize(node: ProgramNode<unknown>, product: unknown): boolean {
  if (!isMessageOf(product, node.message)) return false;
  node.seen = product.$typeName;
  return true;
}
