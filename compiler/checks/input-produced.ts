import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph } from "../graph/model.js";

/** PG2004: a message is given from outside and produced by a step as well. */
export function findProducedInputs(graph: Graph): readonly Diagnostic[] {
  const seen = new Set<string>();
  return graph.inputs.flatMap(({ message, span }) => {
    const made = (graph.producers.get(message.name) ?? []).flatMap((each) => (each.kind === "node" ? [each] : []));
    const [first] = made;
    if (!first || seen.has(message.name)) return [];
    seen.add(message.name);
    const { id } = first.node;
    return [
      diagnostic("PG2004", span, `${message.name} is an input of ${graph.name}, and ${id} produces it too`, {
        trace: made.map(({ node, product }) => ({ message: `produced by ${node.id}`, span: product.span })),
        fix: `take ${message.exportName}Schema out of inputs, or give ${id} a message of its own to produce`,
      }),
    ];
  });
}
