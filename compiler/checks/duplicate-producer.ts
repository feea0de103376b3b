import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph, GraphNode, Producer, Product } from "../graph/model.js";
import { listText } from "./place.js";

interface Made {
  readonly node: GraphNode;
  readonly product: Product;
}

/** PG2003: more than one step of a graph produces a message; one diagnostic for each message, with all of them. */
export function findDuplicateProducers(graph: Graph): readonly Diagnostic[] {
  const said = new Set<string>();
  return [...graph.producers].flatMap(([message, producers]) => {
    const made = producers.flatMap(madeBy);
    const [first, second] = made;
    if (!first || !second) return [];
    const twice = made.every(({ node }) => isSame(node, first.node));
    const place = twice ? second.node.span : second.product.span;
    // A graph that is listed twice has all of its outputs twice, and is one mistake.
    const key = JSON.stringify([place, twice]);
    if (twice && said.has(key)) return [];
    said.add(key);
    const times = made.length === 2 ? "twice" : `${made.length} times`;
    return [
      diagnostic(
        "PG2003",
        place,
        twice
          ? `${first.node.id} is listed ${times} in ${graph.name}, so ${message} has ${made.length} producers`
          : `${message} is produced by ${listText(made.map(({ node }) => node.id))} in ${graph.name}: a message has one producer`,
        {
          trace: made.flatMap(({ node, product }) => [
            { message: `produced by ${node.id}`, span: product.span },
            { message: "listed", span: node.span },
          ]),
          fix: twice
            ? "take one out"
            : `give each value a message of its own, or leave one step out; ${second.product.message.exportName} can stay for one of them`,
        },
      ),
    ];
  });
}

function madeBy(producer: Producer): readonly Made[] {
  return producer.kind === "node" ? [producer] : [];
}

function isSame(a: GraphNode, b: GraphNode): boolean {
  if (a.kind === "step") return b.kind === "step" && a.step === b.step;
  return a.kind === "graph" && b.kind === "graph" && a.graph === b.graph;
}
