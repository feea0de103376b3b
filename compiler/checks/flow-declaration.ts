import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow, Member } from "../graph/flow-model.js";
import type { FlowListKey } from "../source/flow-declarations.js";
import { listText } from "./place.js";

const lists: readonly FlowListKey[] = ["graphs", "handoffs"];

/** PG3020: a flow lacks a list, lists nothing, lists something twice, or would contain itself. */
export function findUnusableFlows(flow: Flow): readonly Diagnostic[] {
  return [...findMissing(flow), ...findRepeated(flow), ...findEndless(flow), ...findNamesakes(flow)];
}

function findMissing({ name, span, listSpans, unread, members, endless }: Flow): readonly Diagnostic[] {
  const missing = lists.filter((key) => !unread.has(key) && !listSpans.has(key));
  const fix = `add ${listText(missing.map((key) => `${key}: […]`))}`;
  if (missing.length > 0) return [diagnostic("PG3020", span, `${name} has no ${listText(missing)}`, { fix })];
  const graphs = listSpans.get("graphs");
  if (!graphs || unread.has("graphs") || members.length + endless.length > 0) return [];
  return [
    diagnostic("PG3020", graphs, `${name} has no graphs: the list is empty`, { fix: "list the graphs it is made of" }),
  ];
}

function findRepeated({ name, repeated, members }: Flow): readonly Diagnostic[] {
  return repeated.map((member) =>
    diagnostic("PG3020", member.span, `${titleOf(member)} is listed twice in ${name}`, {
      trace: members.flatMap((each) =>
        titleOf(each) === titleOf(member) ? [{ message: "first listed", span: each.span }] : [],
      ),
      fix: "take one out: in a run each graph runs once",
    }),
  );
}

function findEndless({ name, endless }: Flow): readonly Diagnostic[] {
  return endless.map((inner) =>
    diagnostic("PG3020", inner.span, `${inner.name || "this flow"} cannot stand in ${name}: it has no end`, {
      fix: "take it out: a flow contains neither itself, nor flows without end, nor more than 10000 graphs",
    }),
  );
}

/** Two graphs whose names end alike have one place in the plan. */
function findNamesakes({ name, members }: Flow): readonly Diagnostic[] {
  const first = new Map<string, Member>();
  return members.flatMap((member) => {
    const before = first.get(member.id);
    if (!before) first.set(member.id, member);
    if (!before || member.id === "") return [];
    return [
      diagnostic("PG3020", member.span, `${name} has two members called ${member.id}`, {
        trace: [before, member].map((each) => ({ message: `${titleOf(each)} is declared`, span: declaredOf(each) })),
        fix: "rename one: the last parts of their names must differ",
      }),
    ];
  });
}

function titleOf(member: Member): string {
  return member.kind === "graph" ? member.graph.name : member.flow.name;
}

function declaredOf(member: Member) {
  return member.kind === "graph" ? member.graph.span : member.flow.span;
}
