import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";

/** PG1012: the generated class imports the graph and its steps, so they must be exported and have names. */
export function findUnexported(graph: Graph): readonly Diagnostic[] {
  const steps = graph.nodes.flatMap(usesOf).flatMap((use) => {
    const { broken, exported, kind, name, span } = use.step.declaration;
    if (broken || (exported && use.id !== "")) return [];
    if (!exported && name !== "") {
      return [
        diagnostic("PG1012", span, `${name} is a step of ${graph.name}, but its module does not export it`, {
          trace: [{ message: "listed", span: use.span }],
          fix: `write export before the ${kind}`,
        }),
      ];
    }
    return [
      diagnostic("PG1012", use.span, `this ${kind} has no name to call the step by`, {
        fix: `declare it as an exported ${kind} with a name, and list that`,
      }),
    ];
  });
  if (graph.exported || graph.broken || !graph.included) return steps;
  return [
    ...steps,
    diagnostic("PG1012", graph.span, `${graph.name} is not exported by its module`, {
      fix: "write export const … = graph({ … })",
    }),
  ];
}
