import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { Conditions } from "../graph/flow-conditions.js";
import { flattenFlow } from "../graph/flat-flow.js";
import type { Flow, Member } from "../graph/flow-model.js";
import { isHanded, type MemberPort, takenBy } from "../graph/flow-ports.js";

/** PG3023: a graph takes a message that nobody hands and the flow does not take, or takes what is never there together. */
export function findUnhandedInputs(flow: Flow): readonly Diagnostic[] {
  // What hands it may be what could not be read.
  if (flow.broken || flow.unread.size > 0) return [];
  if (flow.handoffs.some(({ consumed }) => !consumed)) return [];
  const taken = new Set(flow.inputs.map(({ message }) => message.name));
  const missing = flow.members.flatMap((member) =>
    takenBy(member)
      .filter(({ message }) => !taken.has(message.name) && !isHanded(flow, member, message.name))
      .map((port) => unhanded(flow, member, port)),
  );
  return missing.length > 0 ? missing : findIdle(flow);
}

function unhanded(flow: Flow, member: Member, { message, span }: MemberPort): Diagnostic {
  const inputs = flow.listSpans.get("inputs");
  return diagnostic(
    "PG3023",
    member.span,
    `nobody hands ${message.name} to ${member.id}, and ${flow.name} does not take it`,
    {
      trace: [
        { message: `${member.id} takes it`, span },
        ...(inputs ? [{ message: `${flow.name} takes`, span: inputs }] : []),
      ],
      fix: `add ${message.exportName}Schema to inputs, or a handoff to ${member.id}`,
    },
  );
}

function findIdle(flow: Flow): readonly Diagnostic[] {
  const conditions = new Conditions(flow);
  const { members, handoffs } = flattenFlow(flow);
  return flow.members.flatMap((member) => {
    const flat = members.find(({ id }) => id === member.id);
    if (!flat || !conditions.neverRuns(flat)) return [];
    const ways = handoffs.filter(({ to }) => to.some((end) => end.member === flat));
    // Where what leads here never happens itself, that is said of it.
    if (ways.some(({ from }) => from.some((end) => conditions.neverRuns(end.member)))) return [];
    return [
      diagnostic("PG3023", member.span, `${member.id} never runs: what it takes is never handed in one run`, {
        trace: ways.map(({ handoff }) => ({ message: `takes ${handoff.consumed?.name ?? ""}`, span: handoff.span })),
        fix: "give each case a graph of its own",
      }),
    ];
  });
}
