import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph, Shape } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";

/** PG4003: a fallback that returns something else than the step it answers for. */
export function findUnfitFallbacks(graph: Graph): readonly Diagnostic[] {
  return graph.nodes.flatMap(usesOf).flatMap((use) => {
    const { fallback, step } = use;
    if (!fallback?.product || !step.product || fits(fallback.product, step.product)) return [];
    return [
      diagnostic(
        "PG4003",
        fallback.productSpan,
        `the fallback of ${use.id} returns ${text(fallback.product)}, and ${use.id} returns ${text(step.product)}`,
        {
          trace: [
            { message: `${use.id} returns`, span: step.productSpan },
            { message: "the fallback is put around it", span: use.optionSpans.get("fallback") ?? use.span },
          ],
          fix: `let the fallback return ${text(step.product)}`,
        },
      ),
    ];
  });
}

/** A fallback may always have an answer where the step may have none. */
function fits(fallback: Shape, step: Shape): boolean {
  if (fallback.message.name !== step.message.name) return false;
  return (
    fallback.cardinality === step.cardinality || (step.cardinality === "optional" && fallback.cardinality === "one")
  );
}

function text({ message, cardinality }: Shape): string {
  const { name } = message;
  if (cardinality === "optional") return `${name} or nothing`;
  return cardinality === "one" ? name : `a ${cardinality} of ${name}`;
}
