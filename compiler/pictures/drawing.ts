import { compareText } from "../diagnostics/diagnostic.js";
import { type FlatChoice, type FlatNode, flatNeeds, flatten, neededFor } from "../graph/flat.js";
import { framesOf } from "../graph/frames.js";
import type { Graph, Port, SubgraphNode } from "../graph/model.js";
import { inOrder } from "../graph/order.js";
import {
  conditionId,
  edgesTo,
  edgesToCondition,
  edgesToOutput,
  type MessageLabel,
  nodeId,
  takenAs,
} from "./draw-edges.js";
import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode } from "./drawn.js";
import { shortNames } from "./short-names.js";
import { itemsText } from "./step-notes.js";

/**
 * Lays a graph that every check has passed out as boxes and arrows.
 *
 * @param output the full name of an output: only what it needs is drawn. Everything is where it is left out.
 */
export function toDrawing(graph: Graph, output?: string): Drawing {
  const flat = flatten(graph);
  const needed = output === undefined ? undefined : neededFor(flat, [output]);
  const steps = choicesFirst(flat.nodes.filter((node) => !needed || needed.nodes.has(node)));
  const inputs = graph.inputs.filter((port) => !needed || needed.inputs.has(port));
  const outputs = sortPorts(graph.outputs.filter((port) => output === undefined || port.message.name === output));
  const ports = [...graph.inputs, ...graph.outputs].map((port) => port.message.name);
  const label = shortNames([...ports, ...flat.nodes.map((node) => node.product.message.name)]);
  const groups = groupsOf(steps);
  const conditions = groups.flatMap((group) => toCondition(group, label) ?? []);
  const edges = [
    ...steps.flatMap((node) => edgesTo(node, label)),
    ...conditions.flatMap((condition) => condition.edges),
    ...outputs.flatMap((port) => edgesToOutput(port, flat.sources.get(port.message.name), label)),
  ];
  return {
    name: graph.name,
    nodes: [
      ...sortPorts(inputs).map((port) => toInput(port, label)),
      ...steps.map((node) => toNode(node, label)),
      ...conditions.map((condition) => condition.node),
      ...outputs.map((port) => toOutput(port, framesOf(graph).dims.get(port.message.name)?.length ?? 0, label)),
    ],
    edges: distinct(edges),
    groups: groups.map((group) => group.drawn),
  };
}

/** The nodes in an order in which a choice comes before its branches, and these before who takes what they make. */
function choicesFirst(nodes: readonly FlatNode[]): readonly FlatNode[] {
  const choiceOf = new Map<FlatNode, FlatChoice>();
  for (const node of nodes) {
    if (node.kind === "choice") for (const branch of node.branches) choiceOf.set(branch.node, node);
  }
  return inOrder(nodes, (node) => {
    const choice = choiceOf.get(node);
    const taken = flatNeeds(node).flatMap(({ source }): readonly FlatNode[] => {
      if (source.kind === "input") return [];
      return source.node.kind === "choice" ? source.node.branches.map((branch) => branch.node) : [source.node];
    });
    return choice ? [...taken, choice] : taken;
  });
}

const nothing = { within: [], items: "", conditional: false, node: undefined };

function toInput({ message: { name }, awaited }: Port, label: MessageLabel): DrawnNode {
  const text = label(name);
  return {
    ...nothing,
    id: `input ${name}`,
    kind: "input",
    label: awaited ? `awaited ${text}` : text,
    name: text,
    message: name,
    messageLabel: text,
  };
}

function toOutput({ message: { name }, optional }: Port, levels: number, label: MessageLabel): DrawnNode {
  const text = `${label(name)}${"[]".repeat(levels)}${optional ? "?" : ""}`;
  return {
    ...nothing,
    id: `output ${name}`,
    kind: "output",
    label: text,
    name: text,
    message: name,
    messageLabel: text,
  };
}

function toNode(node: FlatNode, label: MessageLabel): DrawnNode {
  const { id, within, product } = node;
  const branch = node.kind === "step" && "key" in node.use;
  // The arrow to a branch has its key already.
  const own = branch ? node.use.step.declaration.name : "";
  return {
    id: nodeId(node),
    kind: node.kind,
    label: own === "" ? id.slice(prefixOf(within).length) : own,
    name: id,
    message: product.message.name,
    messageLabel: takenAs(label(product.message.name), product.cardinality),
    within: groupIds(within),
    items: node.frame.length === 0 ? "" : itemsText(node),
    conditional: node.kind === "step" && node.use.when !== undefined,
    node,
  };
}

interface Group {
  readonly drawn: DrawnGroup;
  readonly graph: SubgraphNode;
  /** One of its steps, and how many graphs stand around that, this one included. */
  readonly step: FlatNode;
  readonly depth: number;
}

/** The graphs that steps stand in, each once and after those around it. */
function groupsOf(steps: readonly FlatNode[]): readonly Group[] {
  const found = new Map<string, Group>();
  for (const step of steps) {
    const ids = groupIds(step.within);
    for (const [at, graph] of step.within.entries()) {
      const id = ids[at] ?? "";
      if (found.has(id)) continue;
      const drawn = { id, label: graph.id, graph: graph.graph.name, within: ids.slice(0, at) };
      found.set(id, { drawn, graph, step, depth: at + 1 });
    }
  }
  return [...found.values()].sort((a, b) => a.depth - b.depth || compareText(a.drawn.id, b.drawn.id));
}

/** The condition of a graph in the graph stands in its box: it is no single step's. */
function toCondition(
  { drawn, graph, step, depth }: Group,
  label: MessageLabel,
): { readonly node: DrawnNode; readonly edges: readonly DrawnEdge[] } | undefined {
  if (!graph.when) return undefined;
  const before = step.within.slice(0, depth - 1).filter((around) => around.when !== undefined).length;
  const id = conditionId(drawn.id);
  const within = [...drawn.within, drawn.id];
  return {
    node: { ...nothing, id, kind: "condition", label: "when", name: "when", message: "", messageLabel: "", within },
    edges: edgesToCondition(id, step.conditions[before] ?? [], label),
  };
}

function groupIds(within: readonly SubgraphNode[]): readonly string[] {
  return within.map((_, at) => `graph ${prefixOf(within.slice(0, at + 1)).slice(0, -1)}`);
}

function prefixOf(within: readonly SubgraphNode[]): string {
  return within.map((graph) => `${graph.id}/`).join("");
}

/** A message that is taken twice for one thing has one arrow. */
function distinct(edges: readonly DrawnEdge[]): readonly DrawnEdge[] {
  return [...new Map(edges.map((edge) => [JSON.stringify([edge.from, edge.to, edge.label]), edge])).values()];
}

function sortPorts(ports: readonly Port[]): readonly Port[] {
  return ports.toSorted((a, b) => compareText(a.message.name, b.message.name));
}
