import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";

/** PG4002 (warning): a breaker that leaves a step alone, with nothing to answer for it meanwhile. */
export function findBareBreakers(graph: Graph): readonly Diagnostic[] {
  return graph.nodes.flatMap(usesOf).flatMap((use) => {
    const span = use.optionSpans.get("breaker");
    if (!span || !use.policies.breaker || use.optionSpans.has("fallback")) return [];
    return [
      diagnostic(
        "PG4002",
        span,
        `${use.id} has a breaker and no fallback: while it is open, every run that needs ${use.id} fails`,
        {
          severity: "warning",
          fix: `add fallback: (ctx, …messages) => ${use.step.product?.message.exportName ?? "its message"}`,
        },
      ),
    ];
  });
}
