import { type Flat, type FlatChoice, type FlatNeed, type FlatNode, type FlatStep, neededFor } from "./flat.js";
import { takesWhole } from "./frames.js";

/** Why a node may not run, though what is asked for needs it; a node without a reason always does. */
export type Reason =
  /** It is one of the branches of a choice. */
  | { readonly kind: "chosen"; readonly choice: FlatChoice; readonly key: string }
  /** It has conditions, or the graphs around it have. */
  | { readonly kind: "condition" }
  /** A message that it requires may be absent. */
  | { readonly kind: "absent"; readonly message: string }
  /** Nobody may need it: who takes its message may not run, or may not ask for it. */
  | { readonly kind: "not-needed" };

/** What may become of the nodes of a graph when some of its outputs are asked for. */
export class Outlook {
  private readonly choices = new Map<FlatStep, { readonly choice: FlatChoice; readonly key: string }>();
  private readonly skippable = new Map<FlatNode, Reason>();
  /** What may turn out not to be needed. */
  private readonly gated: ReadonlySet<FlatNode>;

  /** @param messages outputs, by full name; the node of each is taken to be asked for. */
  constructor(flat: Flat, messages: readonly string[]) {
    for (const node of flat.nodes) {
      if (node.kind === "step") continue;
      for (const branch of node.branches) this.choices.set(branch.node, { choice: node, key: branch.key });
    }
    // In the plan's order, all that a node needs has its reason already.
    for (const node of flat.nodes) {
      const reason = this.reasonOf(node);
      if (reason) this.skippable.set(node, reason);
    }
    const certain = neededForCertain(flat, messages);
    this.gated = new Set([...neededFor(flat, messages).nodes].filter((node) => !certain.has(node)));
  }

  /** Why a node may not run: because of its branch, its conditions, what it takes, or because nobody needs it. */
  of(node: FlatNode): Reason | undefined {
    const branch = node.kind === "step" ? this.choices.get(node) : undefined;
    if (branch) return { kind: "chosen", ...branch };
    return this.skippable.get(node) ?? (this.gated.has(node) ? { kind: "not-needed" } : undefined);
  }

  /** Whether it may be that there is no message at all of what a node makes, or of a single item of it. */
  private mayLack({ need, source }: FlatNeed): boolean {
    if (source.kind === "input" || ["optional", "lazy"].includes(need.shape.cardinality)) return false;
    const { node } = source;
    if (!takesWhole(need.shape.cardinality)) return node.product.cardinality === "optional" || this.skippable.has(node);
    // Of a list taken whole, single items may be absent; the list is there where its origin ran.
    const origin = takesWhole(node.product.cardinality) ? node : node.frame.at(-1);
    return origin !== undefined && this.skippable.has(origin);
  }

  private reasonOf(node: FlatNode): Reason | undefined {
    if (node.conditions.length > 0) return { kind: "condition" };
    const required = node.kind === "step" ? node.arguments : node.selector;
    const lacking = required.find((need) => this.mayLack(need));
    if (lacking) return { kind: "absent", message: lacking.need.shape.message.exportName };
    if (node.kind === "step") return undefined;
    for (const branch of node.branches) {
      const reason = this.skippable.get(branch.node);
      if (reason) return reason;
    }
    return undefined;
  }
}

/**
 * What is demanded whatever happens: what only lazy parameters take, what a node with conditions takes besides, and the
 * branches of a choice are demanded later, if at all.
 */
function neededForCertain(flat: Flat, messages: readonly string[]): ReadonlySet<FlatNode> {
  const found = new Set<FlatNode>();
  const asked = messages.flatMap((message) => flat.sources.get(message) ?? []);
  const waiting = asked.flatMap((source) => (source.kind === "node" ? [source.node] : []));
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    const after = node.conditions.length > 0 ? node.conditions.flat() : takenAtOnce(node);
    for (const { source } of after) if (source.kind === "node") waiting.push(source.node);
    waiting.push(...node.frame);
  }
  return found;
}

function takenAtOnce(node: FlatNode): readonly FlatNeed[] {
  if (node.kind === "choice") return node.selector;
  return [...node.arguments, ...node.fallback, ...node.rateLimitKey].filter(
    ({ need }) => need.shape.cardinality !== "lazy",
  );
}
