import { type Dim, framesOf, takesWhole } from "./frames.js";
import type { Graph, GraphNode, NodeNeed, Product, StepUse, SubgraphNode } from "./model.js";
import { topologicalOrder, usesOf } from "./walk.js";

/** Why something may be absent: one hop, and what that hop comes from. */
export interface Absence {
  readonly node: GraphNode;
  readonly because:
    /** It runs only where its condition is true. */
    | { readonly kind: "condition"; readonly of: StepUse | SubgraphNode }
    /** It may return `undefined`. */
    | { readonly kind: "returns"; readonly use: StepUse }
    /** The graph in the graph says that this output of it may be absent. */
    | { readonly kind: "output"; readonly product: Product }
    /** It is skipped where a message that it takes is absent. */
    | { readonly kind: "need"; readonly need: NodeNeed; readonly from: Absence };
}

/** What may be absent in a run of a graph, in which every input is there. */
export class Presence {
  private static readonly known = new WeakMap<Graph, Presence>();

  /** By message: why it may be absent, or one item of it where there are several. */
  private readonly absent = new Map<string, Absence>();
  /** Why a node may be skipped, or one call of it where it is lifted; of a graph in the graph, all of it. */
  private readonly skipped = new Map<GraphNode, Absence>();
  private readonly inputs = new Map<GraphNode, ReadonlySet<string>>();
  private readonly order: readonly GraphNode[];

  private constructor(private readonly graph: Graph) {
    const { frames } = framesOf(graph);
    this.order = topologicalOrder(graph).filter((node) => frames.has(node));
    for (const node of this.order) this.add(node);
  }

  /** @param graph what is not known of it, or stands on a cycle, is taken to be there. */
  static of(graph: Graph): Presence {
    const found = Presence.known.get(graph) ?? new Presence(graph);
    Presence.known.set(graph, found);
    return found;
  }

  /** Why an output may be absent; of a list, why there may be none at all. */
  ofOutput(message: string): Absence | undefined {
    const [outermost] = framesOf(this.graph).dims.get(message) ?? [];
    return outermost ? this.ofList(outermost) : this.absent.get(message);
  }

  private add(node: GraphNode): void {
    const skipped = conditionOf(node) ?? this.ofNeeds(node, ownNeeds(node));
    if (skipped) this.skipped.set(node, skipped);
    for (const product of node.products) {
      const absence = skipped ?? this.ofProduct(node, product);
      if (absence) this.absent.set(product.message.name, absence);
    }
  }

  /** What makes a product absent though its node is not skipped. */
  private ofProduct(node: GraphNode, product: Product): Absence | undefined {
    if (node.kind === "graph") {
      if (product.cardinality === "optional") return { node, because: { kind: "output", product } };
      return this.ofNeeds(node, inputNeeds(node, inside(node)?.inputsOfMessage(product.message.name)));
    }
    const use = usesOf(node).find(({ step }) => step.product?.cardinality === "optional");
    return use && { node, because: { kind: "returns", use } };
  }

  private ofNeeds(node: GraphNode, needs: readonly NodeNeed[]): Absence | undefined {
    for (const need of needs) {
      const from = this.ofNeed(need);
      if (from) return { node, because: { kind: "need", need, from } };
    }
    return undefined;
  }

  /** Why what a parameter cannot do without may be absent. */
  private ofNeed(need: NodeNeed): Absence | undefined {
    if (!isRequired(need)) return undefined;
    const message = need.shape.message.name;
    if (!takesWhole(need.shape.cardinality)) return this.absent.get(message);
    const list = this.listOf(message);
    return list && this.ofList(list);
  }

  private listOf(message: string): Dim | undefined {
    return framesOf(this.graph).dims.get(message)?.at(-1);
  }

  /** Why a list itself may be absent: its origin is skipped, wherever that stands. */
  private ofList({ node, inner, product }: Dim): Absence | undefined {
    const skipped = this.skipped.get(node);
    if (skipped || node.kind !== "graph" || !inner) return skipped;
    if (inside(node)?.ofList(inner)) return { node, because: { kind: "output", product } };
    return this.ofNeeds(node, inputNeeds(node, inside(node)?.inputsOfList(inner)));
  }

  /**
   * The inputs of the graph without which a node is skipped; of a graph in the graph, all of it. Only who contains this
   * graph asks for them; they are worked out in order then, for a graph may be a chain of thousands.
   */
  private inputsOfNode(node: GraphNode): ReadonlySet<string> {
    if (this.inputs.size === 0) {
      for (const each of this.order) {
        this.inputs.set(each, new Set());
        this.inputs.set(each, this.inputsOfNeeds(ownNeeds(each)));
      }
    }
    return this.inputs.get(node) ?? new Set();
  }

  private inputsOfNeeds(needs: readonly NodeNeed[]): ReadonlySet<string> {
    const found = new Set<string>();
    for (const need of needs.filter(isRequired)) {
      const message = need.shape.message.name;
      const list = takesWhole(need.shape.cardinality) ? this.listOf(message) : undefined;
      for (const input of list ? this.inputsOfList(list) : this.inputsOfMessage(message)) found.add(input);
    }
    return found;
  }

  /** The inputs of the graph without which there is no such message. */
  private inputsOfMessage(message: string): ReadonlySet<string> {
    const [producer] = this.graph.producers.get(message) ?? [];
    if (!producer) return new Set();
    if (producer.kind === "input") return new Set([message]);
    const { node } = producer;
    return this.withInner(node, node.kind === "graph" ? inside(node)?.inputsOfMessage(message) : undefined);
  }

  private inputsOfList({ node, inner }: Dim): ReadonlySet<string> {
    return this.withInner(node, node.kind === "graph" && inner ? inside(node)?.inputsOfList(inner) : undefined);
  }

  /** The inputs that a node needs, and those that the inputs of a graph in the graph come from. */
  private withInner(node: GraphNode, inner: ReadonlySet<string> | undefined): ReadonlySet<string> {
    const own = this.inputsOfNode(node);
    return inner ? new Set([...own, ...this.inputsOfNeeds(inputNeeds(node, inner))]) : own;
  }
}

/** What is known of a graph in a graph; nothing where it cannot be looked into. */
function inside({ graph }: SubgraphNode): Presence | undefined {
  return graph.nesting === "known" ? Presence.of(graph) : undefined;
}

/** What a node needs itself: of a graph in the graph, only what its condition takes. */
function ownNeeds({ needs }: GraphNode): readonly NodeNeed[] {
  return needs.filter(({ role }) => role !== "input");
}

/** The needs of a graph in a graph that are for some of its inputs. */
function inputNeeds({ needs }: GraphNode, inputs: ReadonlySet<string> | undefined): readonly NodeNeed[] {
  return needs.filter(({ role, shape }) => role === "input" && (inputs?.has(shape.message.name) ?? false));
}

/** Whether a node is skipped where the parameter, be it of the step or of a function beside it, gets nothing. */
function isRequired({ shape }: NodeNeed): boolean {
  return shape.cardinality !== "optional" && shape.cardinality !== "lazy";
}

function conditionOf(node: GraphNode): Absence | undefined {
  if (node.kind === "graph") return node.when && { node, because: { kind: "condition", of: node } };
  const use = usesOf(node).find(({ when }) => when);
  return use && { node, because: { kind: "condition", of: use } };
}
