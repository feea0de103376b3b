import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph, Shape } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";

const names = {
  optional: "an optional message",
  list: "a list of messages",
  stream: "a stream of messages",
  lazy: "a lazy message",
} as const;

/** PG1015: a step's types are of the language, but this release cannot run them yet. */
export function findUnsupported(graph: Graph): readonly Diagnostic[] {
  return graph.nodes
    .flatMap(usesOf)
    .flatMap(({ id, step }) => [
      ...step.parameters.flatMap(({ name, shape, span }) => refuse(shape, span, `parameter ${name} of ${id} takes`)),
      ...refuse(step.product, step.productSpan, `${id} returns`),
    ]);
}

function refuse(shape: Shape | undefined, span: Diagnostic["span"], what: string): readonly Diagnostic[] {
  if (!shape || shape.cardinality === "one") return [];
  return [
    diagnostic("PG1015", span, `${what} ${names[shape.cardinality]}, which is not supported yet`, {
      fix: `take and return exactly one ${shape.message.exportName}; a message may hold a repeated field`,
    }),
  ];
}
