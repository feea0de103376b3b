import { type Diagnostic, diagnostic, type Trace } from "../diagnostics/diagnostic.js";
import { type Dim, type FrameFault, framesOf } from "../graph/frames.js";
import type { Graph, GraphNode, NodeNeed } from "../graph/model.js";
import { takerText } from "./place.js";

/** PG2007: messages of lists that have nothing to do with each other come together, or one message is taken as a list. */
export function findUnfitLists(graph: Graph): readonly Diagnostic[] {
  return framesOf(graph).faults.map((fault) => (fault.kind === "no-list" ? noList(graph, fault) : mixed(fault)));
}

function noList(graph: Graph, { node, need }: Extract<FrameFault, { kind: "no-list" }>): Diagnostic {
  const { message, cardinality } = need.shape;
  const [producer] = graph.producers.get(message.name) ?? [];
  const origin =
    producer?.kind === "input"
      ? { message: `${message.name} is an input: one for each run`, span: producer.port.span }
      : {
          message: `${producer?.node.id ?? ""} provides one ${message.name}`,
          span: producer?.product.span ?? need.span,
        };
  return diagnostic(
    "PG2007",
    need.span,
    `${takerText(node, need)} takes a ${cardinality} of ${message.name}, and there is only one`,
    {
      trace: [origin],
      fix:
        producer?.kind === "node" && producer.node.kind === "step"
          ? `write ${message.exportName}, or let ${producer.node.id} return readonly ${message.exportName}[]`
          : `write ${message.exportName}`,
    },
  );
}

function mixed({ node, need, dims, other, otherDims }: Extract<FrameFault, { kind: "mixed" }>): Diagnostic {
  // Both have a list at the first place where they differ: one is no beginning of the other.
  const at = otherDims.findIndex((dim, index) => dim !== dims[index]);
  const [first, second] = inOrder(node, [need, dims[at]], [other, otherDims[at]]);
  return diagnostic(
    "PG2007",
    second[0].span,
    `${subject(node, first[0], second[0])} takes items of two lists that have nothing to do with each other: ${listOf(first[1])} and ${listOf(second[1])}`,
    {
      trace: [...way(node, ...first), ...way(node, ...second)],
      fix: `take one of them whole, as readonly ${second[0].shape.message.exportName}[], or let both come from one list`,
    },
  );
}

type Side = readonly [NodeNeed, Dim | undefined];

/** The two needs in the order in which the node has them. */
function inOrder(node: GraphNode, a: Side, b: Side): readonly [Side, Side] {
  return node.needs.indexOf(a[0]) < node.needs.indexOf(b[0]) ? [a, b] : [b, a];
}

function subject(node: GraphNode, first: NodeNeed, second: NodeNeed): string {
  const [one, other] = [takerText(node, first), takerText(node, second)];
  return one === other ? one : node.id;
}

function listOf(dim: Dim | undefined): string {
  return dim ? `the ${dim.product.message.exportName} of ${dim.node.id}` : "a list";
}

function way(node: GraphNode, need: NodeNeed, dim: Dim | undefined): readonly Trace[] {
  if (!dim) return [];
  return [
    { message: `${takerText(node, need)} takes ${need.shape.message.name}`, span: need.span },
    { message: `one for each item of ${listOf(dim)}`, span: dim.product.span },
  ];
}
