import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph, GraphNode } from "../graph/model.js";
import { type Need, needsOf, nodesOf } from "../graph/walk.js";
import { findCircles, type Hop } from "./circles.js";
import { takerText } from "./place.js";

/** A need of a node, and the node that meets it. */
interface NeedHop extends Hop<GraphNode> {
  readonly need: Need;
}

/**
 * PG2001: a step needs, in the end, what it produces. One diagnostic for each hop that closes a circle: cutting those
 * leaves none. Each is reported at its parameter, with every hop of the shortest way round.
 */
export function findCycles(graph: Graph): readonly Diagnostic[] {
  const hops = new Map(graph.nodes.map((node) => [node, hopsOf(graph, node)]));
  return findCircles<GraphNode, NeedHop>(hops).map((circle) => report(graph, circle));
}

function hopsOf(graph: Graph, node: GraphNode): readonly NeedHop[] {
  return needsOf(graph, node).flatMap((need) => nodesOf(need.producers).map((supplier) => ({ node, need, supplier })));
}

function report(graph: Graph, hops: readonly NeedHop[]): Diagnostic {
  const [closing] = hops;
  const names = [...hops, ...hops.slice(0, 1)].map((hop) => hop.node.id);
  return diagnostic(
    "PG2001",
    closing?.need.span ?? graph.span,
    closing && hops.length === 1 ? ofItself(closing) : `cycle in ${graph.name}: ${names.join(" → ")}`,
    {
      trace: hops.map(({ node, need, supplier }) => ({
        message: `${takerText(node, need)} takes ${need.message} from ${supplier.id}`,
        span: need.span,
      })),
      fix: "split one of the steps, or give the first and the later value a message each",
    },
  );
}

function ofItself({ node, need }: NeedHop): string {
  const taker = takerText(node, need);
  return taker === node.id
    ? `${node.id} needs the ${need.message} that it produces itself`
    : `${taker} needs the ${need.message} that ${node.id} produces`;
}
