import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { Flow, FlowRoute } from "../graph/flow-model.js";
import { listText } from "./place.js";

/** PG3024: a route whose branches are not the cases of its oneof, each a message. */
export function findUnfitRoutes(flow: Flow): readonly Diagnostic[] {
  return flow.routes.flatMap((route) => {
    if (!route.decision.desc) return [];
    return route.desc ? [...missingCases(route), ...unknownCases(route)] : [noOneof(route)];
  });
}

function noOneof({ decision, oneof }: FlowRoute): Diagnostic {
  const names = decision.desc?.oneofs.map((each) => each.localName) ?? [];
  const near = nearestName(oneof.name, names);
  const known = names.length === 0 ? "end the graph in a message with a oneof" : `its oneofs are ${listText(names)}`;
  return diagnostic("PG3024", oneof.span, `${decision.name} has no oneof ${oneof.name}`, {
    trace: [{ message: "the decision", span: decision.span }],
    fix: near === undefined ? known : `did you mean ${near}?`,
  });
}

function missingCases({ desc, cases, decision, branchesSpan }: FlowRoute): readonly Diagnostic[] {
  const missing = desc?.fields.map((field) => field.localName).filter((name) => !cases.has(name)) ?? [];
  if (missing.length === 0) return [];
  const what = missing.length === 1 ? "the case" : "the cases";
  return [
    diagnostic("PG3024", branchesSpan, `no branch takes ${what} ${listText(missing)} of ${decision.name}`, {
      fix: `add ${listText(missing.map((name) => `${name}: graph`))}`,
    }),
  ];
}

function unknownCases({ desc, cases, decision, oneof }: FlowRoute): readonly Diagnostic[] {
  const fields = desc?.fields ?? [];
  return [...cases].flatMap(([name, span]) => {
    const field = fields.find((each) => each.localName === name);
    if (field?.message) return [];
    if (field) {
      return [
        diagnostic("PG3024", span, `the case ${name} of ${decision.name} is no message, and a graph takes messages`, {
          fix: `make it a message in the .proto file`,
        }),
      ];
    }
    const names = fields.map((each) => each.localName);
    const near = nearestName(name, names);
    return [
      diagnostic("PG3024", span, `${oneof.name} of ${decision.name} has no case ${name}`, {
        fix: near === undefined ? `take it out; the cases are ${listText(names)}` : `did you mean ${near}?`,
      }),
    ];
  });
}
