import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { flattenFlow } from "../graph/flat-flow.js";
import type { Flow } from "../graph/flow-model.js";
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

/** PG1012: the generated class imports the flow, and makes the generated classes of its graphs. */
export function findUnexportedFlows(flow: Flow): readonly Diagnostic[] {
  if (!flow.included || flow.broken) return [];
  const graphs = [...new Set(flattenFlow(flow).members.map(({ graph }) => graph))];
  const own = new Map(flow.members.map((member) => [member.kind === "graph" ? member.graph : undefined, member.span]));
  return [
    ...(flow.exported
      ? []
      : [
          diagnostic("PG1012", flow.span, `${flow.name} is not exported by its module`, {
            fix: "write export const … = flow({ … })",
          }),
        ]),
    ...graphs
      .filter((graph) => !graph.included)
      .map((graph) =>
        diagnostic("PG1012", own.get(graph) ?? flow.span, `no class is generated for ${graph.name}`, {
          trace: [{ message: "it is declared", span: graph.span }],
          fix: "add its file to include in protograph.json",
        }),
      ),
  ];
}
