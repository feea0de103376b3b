import type { FlatChoice, FlatNeed, FlatNode, FlatSource } from "../graph/flat.js";
import { takesWhole } from "../graph/frames.js";
import type { Cardinality, Port } from "../graph/model.js";
import type { DrawnEdge, DrawnRole } from "./drawn.js";

/** How a message is called in the picture: by its short name, where that is the only one. */
export type MessageLabel = (message: string) => string;

/** The arrows to a step or a choice, in the order of what it takes; a choice leads on to its branches. */
export function edgesTo(node: FlatNode, label: MessageLabel): readonly DrawnEdge[] {
  const to = nodeId(node);
  const all = (role: DrawnRole, needs: readonly FlatNeed[]) =>
    needs.flatMap((need) => needEdges(to, role, need, label));
  if (node.kind === "choice") {
    return [...all("condition", ownConditions(node)), ...all("selector", node.selector), ...branchEdges(node)];
  }
  return [
    ...all("condition", ownConditions(node)),
    ...all("argument", node.arguments),
    ...all("key", node.rateLimitKey),
    ...all("fallback", node.fallback),
  ];
}

/** The arrows to an output. */
export function edgesToOutput(port: Port, source: FlatSource | undefined, label: MessageLabel): readonly DrawnEdge[] {
  if (!source) return [];
  const { name: message } = port.message;
  const parts = { to: `output ${message}`, role: "output", message, label: label(message), labelled: false } as const;
  const cardinality = port.optional ? "optional" : "one";
  return sourceIds(source).map((from) => ({ ...parts, from, cardinality, dashed: port.optional }));
}

/** The arrows to the condition of a graph in the graph, which says itself what it is. */
export function edgesToCondition(to: string, needs: readonly FlatNeed[], label: MessageLabel): readonly DrawnEdge[] {
  const edges = needs.flatMap((need) => needEdges(to, "argument", need, label));
  return edges.map((edge) => ({ ...edge, role: "condition" }));
}

/** What the conditions of a node take that are its own, and not those of the graphs around it. */
function ownConditions({ conditions, within }: FlatNode): readonly FlatNeed[] {
  return conditions.slice(within.filter((graph) => graph.when !== undefined).length).flat();
}

/** A message has a line for each box that it may come from: the branches, where a choice makes it. */
function sourceIds(source: FlatSource): readonly string[] {
  if (source.kind === "input") return [`input ${source.port.message.name}`];
  const { node } = source;
  return node.kind === "choice" ? node.branches.map((branch) => nodeId(branch.node)) : [nodeId(node)];
}

/** The id of the condition of a graph in the graph, by that of the box around its steps. */
export function conditionId(group: string): string {
  return group.replace(/^graph /, "condition ");
}

export function nodeId({ kind, id }: FlatNode): string {
  return `${kind} ${id}`;
}

function needEdges(to: string, role: DrawnRole, { need, source }: FlatNeed, label: MessageLabel): readonly DrawnEdge[] {
  const { message, cardinality } = need.shape;
  const isItem = source.kind === "node" && isManifold(source.node) && ["one", "optional"].includes(cardinality);
  const text = words[role] + (isItem ? "each " : "") + takenAs(label(message.name), cardinality);
  const plain = source.kind === "input" && words[role] === "" && cardinality !== "lazy";
  return sourceIds(source).map((from) => ({
    from,
    to,
    role,
    message: message.name,
    label: text,
    labelled: !plain,
    cardinality,
    dashed: words[role] !== "" || cardinality === "optional" || cardinality === "lazy",
  }));
}

/** What an arrow says first. */
const words: Readonly<Record<DrawnRole, string>> = {
  argument: "",
  selector: "",
  output: "",
  branch: "",
  condition: "when ",
  fallback: "else ",
  key: "key ",
};

/** Whether there are several of what a node makes. */
function isManifold({ frame, product }: FlatNode): boolean {
  return frame.length > 0 || takesWhole(product.cardinality);
}

/** A message, and how many of it: `Movie`, `Movie[]`, `Movie…`, `Movie?`, `lazy Movie`. */
export function takenAs(message: string, cardinality: Cardinality): string {
  switch (cardinality) {
    case "one":
      return message;
    case "optional":
      return `${message}?`;
    case "list":
      return `${message}[]`;
    case "stream":
      return `${message}…`;
    case "lazy":
      return `lazy ${message}`;
  }
}

function branchEdges(choice: FlatChoice): readonly DrawnEdge[] {
  return choice.branches.map(({ key, node }) => ({
    from: nodeId(choice),
    to: nodeId(node),
    role: "branch",
    message: choice.product.message.name,
    label: key,
    labelled: true,
    cardinality: "one",
    dashed: false,
  }));
}
