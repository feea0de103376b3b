import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow, FlowException, FlowHandoff } from "../graph/flow-model.js";

/** PG3030: a declared exception leads nowhere, to two cases at once, or becomes what its graph ends in anyway. */
export function findUnhandledExceptions(flow: Flow): readonly Diagnostic[] {
  if (flow.broken || flow.unread.has("handoffs") || flow.unread.has("graphs")) return [];
  return flow.exceptions.flatMap((exception) => [...nowhere(flow, exception), ...ambiguous(flow, exception)]);
}

function waysOf({ handoffs }: Flow, { message }: FlowException): readonly FlowHandoff[] {
  return handoffs.filter(({ published }) => published?.name === message.name);
}

function nowhere(flow: Flow, exception: FlowException): readonly Diagnostic[] {
  const { error, message, span } = exception;
  if (waysOf(flow, exception).length > 0) return [];
  // Where a route could not be read, a case of it may be meant.
  if (flow.routes.some(({ desc, complete }) => !desc || !complete)) return [];
  return [
    diagnostic("PG3030", span, `${error} becomes ${message.name}, and no handoff or branch takes that`, {
      trace: [{ message: "it becomes", span: message.span }],
      fix: `add handoff(graph, ${message.exportName}Schema, …) from the graph whose steps throw ${error}`,
    }),
  ];
}

function ambiguous(flow: Flow, exception: FlowException): readonly Diagnostic[] {
  const { error, message, span } = exception;
  const cases = new Map<string, Map<string, FlowHandoff>>();
  for (const way of waysOf(flow, exception)) {
    if (!way.branch) continue;
    const ofGraph = cases.get(way.from.name) ?? new Map<string, FlowHandoff>();
    cases.set(way.from.name, ofGraph);
    if (!ofGraph.has(way.branch.case)) ofGraph.set(way.branch.case, way);
  }
  return [...cases].flatMap(([graph, ways]) => {
    if (ways.size < 2) return [];
    return [
      diagnostic("PG3030", span, `${error} becomes ${message.name}, which is the message of two cases of ${graph}`, {
        trace: [...ways.values()].map((way) => ({ message: `the case ${way.branch?.case ?? ""}`, span: way.span })),
        fix: "give each case a message of its own",
      }),
    ];
  });
}
