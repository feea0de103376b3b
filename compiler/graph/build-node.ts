import { defaults, toPolicies } from "../../proto/contract/options.js";
import type {
  BranchDeclaration,
  EntryDeclaration,
  FunctionDeclaration,
  GraphDeclaration,
  UseDeclaration,
} from "../source/declarations.js";
import type {
  Branch,
  Cardinality,
  ChoiceNode,
  Graph,
  GraphNode,
  NodeNeed,
  NeedRole,
  Nesting,
  Product,
  ResolvedFunction,
  ResolvedParameter,
  StepNode,
  StepUse,
  SubgraphNode,
} from "./model.js";
import type { Resolved } from "./resolve.js";

type Entry<Kind extends EntryDeclaration["kind"]> = Extract<EntryDeclaration, { readonly kind: Kind }>;

/** Makes the nodes of graphs out of the entries of their steps. */
export class NodeBuilder {
  constructor(
    private readonly resolved: Resolved,
    private readonly declared: ReadonlyMap<string, GraphDeclaration>,
    private readonly nesting: ReadonlyMap<string, Nesting>,
    /** All graphs, once they are built: they may contain each other. */
    private readonly built: ReadonlyMap<string, Graph>,
  ) {}

  node(entry: EntryDeclaration): GraphNode | undefined {
    switch (entry.kind) {
      case "step":
        return this.step(entry);
      case "choice":
        return this.choice(entry);
      case "graph":
        return this.subgraph(entry);
    }
  }

  /** Whether an entry is a graph of which the messages it takes, or provides, are not all known. */
  lacks(entry: EntryDeclaration, list: "inputs" | "outputs"): boolean {
    const graph = entry.kind === "graph" ? this.declared.get(entry.graph) : undefined;
    return graph !== undefined && (this.isCircular(graph) || graph.unread.has(list) || !graph.keys.has(list));
  }

  /** What a graph that contains itself takes and provides would be there twice, which is no fault of its own. */
  private isCircular({ key }: GraphDeclaration): boolean {
    return this.nesting.get(key) === "circular";
  }

  /** Whether an entry takes messages that could not be read. */
  hasUnknownNeeds(entry: EntryDeclaration): boolean {
    if (entry.kind === "graph") return !entry.complete || this.isUnknown(entry.when);
    if (entry.kind === "step") return this.usesUnknown(entry);
    return !entry.complete || this.isUnknown(entry.by) || entry.branches.some((branch) => this.usesUnknown(branch));
  }

  private usesUnknown(use: UseDeclaration): boolean {
    const step = this.resolved.steps.get(use.step);
    return (
      !use.complete ||
      use.step.broken ||
      !use.step.compute ||
      (step?.parameters ?? []).some((parameter) => !parameter.shape) ||
      [use.when, use.fallback, use.rateLimitKey].some((each) => this.isUnknown(each))
    );
  }

  private isUnknown(declaration: FunctionDeclaration | undefined): boolean {
    return this.function(declaration)?.parameters.some((parameter) => !parameter.shape) ?? false;
  }

  private function(declaration: FunctionDeclaration | undefined): ResolvedFunction | undefined {
    return declaration && this.resolved.functions.get(declaration);
  }

  private step(entry: Entry<"step">): StepNode | undefined {
    const use = this.use(entry, entry.options.name ?? entry.step.name);
    return (
      use && {
        ...use,
        kind: "step",
        needs: needsOfUse(use, undefined),
        products: use.step.product ? [{ ...use.step.product, span: use.step.productSpan }] : [],
        declared: use.step.declaration.span,
      }
    );
  }

  private use(declaration: UseDeclaration, id: string): StepUse | undefined {
    const step = this.resolved.steps.get(declaration.step);
    const { options, optionSpans, faulty, span } = declaration;
    return (
      step && {
        id,
        step,
        version: options.version ?? defaults.version,
        policies: toPolicies(options),
        when: this.function(declaration.when),
        fallback: this.function(declaration.fallback),
        rateLimitKey: this.function(declaration.rateLimitKey),
        optionSpans,
        faulty,
        span,
      }
    );
  }

  private choice(entry: Entry<"choice">): ChoiceNode {
    const { message, messageSpan, span, complete } = entry;
    const id = lastPart(message.name);
    const by = this.function(entry.by);
    const branches = entry.branches.flatMap((each) => this.branch(each, id) ?? []);
    const shapes = branches
      .flatMap((branch) => branch.step.product ?? [])
      .filter((shape) => shape.message.name === message.name);
    const cardinality: Cardinality = shapes.find((shape) => shape.cardinality !== "one")?.cardinality ?? "one";
    return {
      kind: "choice",
      id,
      message,
      by,
      keys: entry.by?.keys,
      returns: { span: entry.by?.returnsSpan ?? span, text: entry.by?.returnsText ?? "" },
      branches,
      complete,
      needs: [
        ...toNeeds("selector", by?.parameters, undefined),
        ...branches.flatMap((branch) => needsOfUse(branch, branch)),
      ],
      products: [{ message, cardinality, span: messageSpan }],
      span,
      declared: span,
    };
  }

  private branch(declaration: BranchDeclaration, choice: string): Branch | undefined {
    const { key, keySpan } = declaration;
    const use = this.use(declaration, `${choice}/${key}`);
    return use && { ...use, key, keySpan };
  }

  private subgraph(entry: Entry<"graph">): SubgraphNode | undefined {
    const declaration = this.declared.get(entry.graph);
    if (!declaration) return undefined;
    const { built } = this;
    const when = this.function(entry.when);
    const { inputs, outputs } = this.isCircular(declaration) ? { inputs: [], outputs: [] } : declaration;
    return {
      kind: "graph",
      id: entry.name ?? lastPart(declaration.name ?? ""),
      get graph() {
        return found(built, entry.graph);
      },
      when,
      needs: [
        ...toNeeds("condition", when?.parameters, undefined),
        ...inputs.map(({ message, span }): NodeNeed => ({
          role: "input",
          branch: undefined,
          name: message.exportName,
          shape: { message, cardinality: "one" },
          span,
        })),
      ],
      products: outputs.map(({ message, optional, span }): Product => ({
        message,
        cardinality: optional ? "optional" : "one",
        span,
      })),
      span: entry.span,
      declared: declaration.span,
    };
  }
}

function found(built: ReadonlyMap<string, Graph>, key: string): Graph {
  const graph = built.get(key);
  if (!graph) throw new Error("a graph in a graph is asked for before all graphs are built");
  return graph;
}

function needsOfUse({ step, when, fallback, rateLimitKey }: StepUse, branch: Branch | undefined): readonly NodeNeed[] {
  return [
    ...toNeeds("condition", when?.parameters, branch),
    ...toNeeds("argument", step.parameters, branch),
    ...toNeeds("fallback", fallback?.parameters, branch),
    ...toNeeds("key", rateLimitKey?.parameters, branch),
  ];
}

function toNeeds(
  role: NeedRole,
  parameters: readonly ResolvedParameter[] = [],
  branch: Branch | undefined,
): readonly NodeNeed[] {
  return parameters.flatMap(({ name, shape, span }) => (shape ? [{ role, branch, name, shape, span }] : []));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
