import { clone } from "@bufbuild/protobuf";
import { Durability, type Policies, PoliciesSchema } from "../../generated/protograph/v1/plan_pb.js";
import { toDurability } from "../../proto/contract/options.js";
import { type Dim, framesOf } from "./frames.js";
import type {
  Branch,
  ChoiceNode,
  Graph,
  GraphNode,
  NeedRole,
  NodeNeed,
  Port,
  Shape,
  StepNode,
  StepUse,
  SubgraphNode,
} from "./model.js";
import { inOrder } from "./order.js";
import { topologicalOrder } from "./walk.js";

/**
 * A graph as a plan sees it: the graphs in it are gone, their nodes stand among its own, and each branch of a choice is
 * a node before the choice's. Every message comes from an input of the outermost graph, or from one node.
 */
export interface Flat {
  readonly graph: Graph;
  /** In the plan's order: each after all it needs and is lifted over; of those that could be next, the first by id. */
  readonly nodes: readonly FlatNode[];
  /** Where the messages come from that the outermost graph knows, by full name: its inputs, and what its nodes provide. */
  readonly sources: ReadonlyMap<string, FlatSource>;
}

export type FlatSource =
  { readonly kind: "input"; readonly port: Port } | { readonly kind: "node"; readonly node: FlatNode };

/** A message that a node takes, and where it comes from. */
export interface FlatNeed {
  readonly need: NodeNeed;
  readonly source: FlatSource;
}

interface FlatParts {
  /** `FetchMovie`; `Enrich/FetchMovie` in a graph; `Classification/fast` of a choice. */
  readonly id: string;
  /** The graphs that it stands in, outermost first; none for a node of the outermost graph. */
  readonly within: readonly SubgraphNode[];
  /** The nodes whose lists and streams it is lifted over, outermost first. */
  readonly frame: readonly FlatNode[];
  /** What must hold for it to run, in order: those of the graphs it stands in, and its own. */
  readonly conditions: readonly (readonly FlatNeed[])[];
  readonly product: Shape;
}

/** A step of the graph, of a graph in it, or of a choice. */
export interface FlatStep extends FlatParts {
  readonly kind: "step";
  readonly use: StepUse;
  /** Those of its use; where that says no durability, with that of the innermost graph in the graph that says one. */
  readonly policies: Policies;
  /** What its parameters take, in order. */
  readonly arguments: readonly FlatNeed[];
  readonly fallback: readonly FlatNeed[];
  readonly rateLimitKey: readonly FlatNeed[];
}

export interface FlatChoice extends FlatParts {
  readonly kind: "choice";
  readonly choice: ChoiceNode;
  /** What the selector takes, in order. */
  readonly selector: readonly FlatNeed[];
  /** Sorted by key. */
  readonly branches: readonly { readonly key: string; readonly node: FlatStep }[];
}

export type FlatNode = FlatStep | FlatChoice;

const known = new WeakMap<Graph, Flat>();

/**
 * Makes one graph of a graph and those in it; the same one each time, so that its nodes can be compared.
 *
 * @param graph a graph that every check has passed, as have those in it.
 */
export function flatten(graph: Graph): Flat {
  const flat = known.get(graph) ?? toFlat(graph);
  known.set(graph, flat);
  return flat;
}

function toFlat(graph: Graph): Flat {
  const sources = new Map<string, FlatSource>(
    graph.inputs.map((port) => [port.message.name, { kind: "input", port } as const]),
  );
  const top = new Scope(graph, sources, {
    prefix: "",
    within: [],
    frame: [],
    conditions: [],
    durability: Durability.UNSPECIFIED,
  });
  return { graph, nodes: inOrder(top.nodes, comesAfter), sources };
}

/** The steps of a flat graph: its own, and those of graphs in it and of choices. */
export function stepsOf({ nodes }: Flat): readonly FlatStep[] {
  return nodes.filter((node) => node.kind === "step");
}

/** All that a node takes, through whatever it takes it. */
export function flatNeeds(node: FlatNode): readonly FlatNeed[] {
  const conditions = node.conditions.flat();
  return node.kind === "choice"
    ? [...conditions, ...node.selector]
    : [...conditions, ...node.arguments, ...node.fallback, ...node.rateLimitKey];
}

/** What is run and given for some messages that the outermost graph knows, however far back. */
export function neededFor(
  { sources }: Flat,
  messages: readonly string[],
): { readonly nodes: ReadonlySet<FlatNode>; readonly inputs: ReadonlySet<Port> } {
  const nodes = new Set<FlatNode>();
  const inputs = new Set<Port>();
  const waiting = messages.flatMap((message) => sources.get(message) ?? []);
  for (let source = waiting.pop(); source; source = waiting.pop()) {
    if (source.kind === "input") {
      inputs.add(source.port);
      continue;
    }
    const { node } = source;
    if (nodes.has(node)) continue;
    nodes.add(node);
    for (const need of flatNeeds(node)) waiting.push(need.source);
    for (const before of comesAfter(node)) waiting.push({ kind: "node", node: before });
  }
  return { nodes, inputs };
}

/** The nodes that must come before a node. */
function comesAfter(node: FlatNode): readonly FlatNode[] {
  const taken = flatNeeds(node).flatMap(({ source }) => (source.kind === "node" ? [source.node] : []));
  const branches = node.kind === "choice" ? node.branches.map((branch) => branch.node) : [];
  return [...taken, ...node.frame, ...branches];
}

/** What a graph hands on to the nodes in it. */
interface Surroundings {
  readonly prefix: string;
  readonly within: readonly SubgraphNode[];
  readonly frame: readonly FlatNode[];
  readonly conditions: FlatParts["conditions"];
  /** That of the innermost graph in the graph that says one; what the outermost says is the plan's. */
  readonly durability: Durability;
}

/** The messages of one graph, and the nodes it comes to; nobody outside of it sees them. */
class Scope {
  readonly nodes: FlatNode[] = [];
  private readonly own = new Map<GraphNode, FlatNode>();
  private readonly inner = new Map<GraphNode, Scope>();

  constructor(
    private readonly graph: Graph,
    private readonly sources: Map<string, FlatSource>,
    private readonly around: Surroundings,
  ) {
    for (const node of topologicalOrder(graph)) {
      if (node.kind === "graph") this.addGraph(node);
      else if (node.kind === "step") this.provide(node, this.step(node, node, this.around.conditions));
      else this.provide(node, this.choice(node));
    }
  }

  private provide(node: StepNode | ChoiceNode, flat: FlatNode): void {
    this.nodes.push(flat);
    this.own.set(node, flat);
    this.sources.set(flat.product.message.name, { kind: "node", node: flat });
  }

  private step(node: GraphNode, use: StepNode | Branch, conditions: FlatParts["conditions"]): FlatStep {
    const branch = "key" in use ? use : undefined;
    const own = this.needs(node, "condition", branch);
    return {
      kind: "step",
      id: this.around.prefix + use.id,
      within: this.around.within,
      frame: this.frame(node),
      conditions: use.when ? [...conditions, own] : conditions,
      product: sound(use.step.product),
      use,
      policies: withDurability(use.policies, this.around.durability),
      arguments: this.needs(node, "argument", branch),
      fallback: this.needs(node, "fallback", branch),
      rateLimitKey: this.needs(node, "key", branch),
    };
  }

  private choice(node: ChoiceNode): FlatChoice {
    const { conditions, prefix, within } = this.around;
    const branches = node.branches
      .map((branch) => ({ key: branch.key, node: this.step(node, branch, conditions) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    this.nodes.push(...branches.map((branch) => branch.node));
    return {
      kind: "choice",
      id: prefix + node.id,
      within,
      frame: this.frame(node),
      conditions,
      product: sound(node.products[0]),
      choice: node,
      selector: this.needs(node, "selector", undefined),
      branches,
    };
  }

  private addGraph(node: SubgraphNode): void {
    const { prefix, within, conditions, durability } = this.around;
    const { graph, when } = node;
    const sources = new Map(graph.inputs.map(({ message: { name } }) => [name, this.source(name)] as const));
    const inner = new Scope(graph, sources, {
      prefix: `${prefix}${node.id}/`,
      within: [...within, node],
      frame: this.frame(node),
      conditions: when ? [...conditions, this.needs(node, "condition", undefined)] : conditions,
      durability: graph.durability ? toDurability(graph.durability.mode) : durability,
    });
    this.inner.set(node, inner);
    this.nodes.push(...inner.nodes);
    for (const { message } of node.products) this.sources.set(message.name, inner.source(message.name));
  }

  private needs(node: GraphNode, role: NeedRole, branch: Branch | undefined): readonly FlatNeed[] {
    return node.needs
      .filter((need) => need.role === role && need.branch === branch)
      .map((need) => ({ need, source: this.source(need.shape.message.name) }));
  }

  private source(message: string): FlatSource {
    return sound(this.sources.get(message));
  }

  private frame(node: GraphNode): readonly FlatNode[] {
    return [...this.around.frame, ...sound(framesOf(this.graph).frames.get(node)).map((dim) => this.list(dim))];
  }

  /** The node whose list a value is an item of. */
  private list({ node, inner }: Dim): FlatNode {
    return inner ? sound(this.inner.get(node)).list(inner) : sound(this.own.get(node));
  }
}

function withDurability(policies: Policies, durability: Durability): Policies {
  if (durability === Durability.UNSPECIFIED || policies.durability !== Durability.UNSPECIFIED) return policies;
  return Object.assign(clone(PoliciesSchema, policies), { durability });
}

/** In a checked graph everything is known; if it is not, a check is missing. */
function sound<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("a fault of a graph has come past the checks");
  return found;
}
