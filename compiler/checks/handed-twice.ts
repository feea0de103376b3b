import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { type FlatHandoff, flattenFlow } from "../graph/flat-flow.js";
import { Conditions } from "../graph/flow-conditions.js";
import type { Flow, FlowHandoff } from "../graph/flow-model.js";

/** PG3025: two ways lead to one input in one run; or a case, or a checkpoint, has two primary ways. */
export function findHandedTwice(flow: Flow): readonly Diagnostic[] {
  const twice = findTwins(flow);
  return twice.length > 0 ? twice : [...findMeeting(flow), ...findSecondPrimaries(flow)];
}

/** What is written twice, word by word: the mistake is plain. */
function findTwins({ handoffs }: Flow): readonly Diagnostic[] {
  const first = new Map<string, FlowHandoff>();
  return handoffs.flatMap((handoff) => {
    const { from, output, to, consumed, branch, span, options } = handoff;
    if (!from.member || !to.member || !consumed) return [];
    const key = JSON.stringify([from.name, output.name, branch?.case, to.name, consumed.name]);
    const before = first.get(key);
    if (!before) {
      first.set(key, handoff);
      return [];
    }
    const what = branch ? `the case ${branch.case}` : output.name;
    const aux = options.role === "aux" ? "the aux branch of " : "";
    const required = isRequired(handoff) && isRequired(before) ? ", required both times" : "";
    return [
      diagnostic("PG3025", span, `${aux}${what} to ${to.name} is declared twice${required}`, {
        trace: [{ message: "first declared", span: before.span }],
        fix: "take one out",
      }),
    ];
  });
}

function isRequired({ options }: FlowHandoff): boolean {
  return options.required ?? true;
}

function findMeeting(flow: Flow): readonly Diagnostic[] {
  const conditions = new Conditions(flow);
  const ways = new Map<string, FlatHandoff[]>();
  for (const handoff of flattenFlow(flow).handoffs) {
    for (const { member, message } of handoff.to) {
      const key = `${member.id}/${message}`;
      ways.set(key, [...(ways.get(key) ?? []), handoff]);
    }
  }
  const said = new Set<FlowHandoff>();
  return [...ways.values()].flatMap((all) => {
    const last = all.find((way, at) => at > 0 && conditions.mayMeet([...all.slice(0, at), way]));
    const [first] = all;
    // What is wrong in a flow in the flow is said there.
    if (!last || !first || said.has(last.handoff) || !flow.handoffs.includes(last.handoff)) return [];
    said.add(last.handoff);
    const { to, consumed } = last.handoff;
    return [
      diagnostic(
        "PG3025",
        last.handoff.span,
        `${consumed?.name ?? ""} is handed to ${to.name} more than once in a run`,
        {
          trace: all.map(({ handoff }) => ({ message: `handed by ${handoff.from.name}`, span: handoff.span })),
          fix: "give each a message of its own, or leave one out: only branches of one route exclude each other",
        },
      ),
    ];
  });
}

/** Among several ways of one checkpoint one is what it is for; the others are aux. */
function findSecondPrimaries({ handoffs }: Flow): readonly Diagnostic[] {
  const first = new Map<string, FlowHandoff>();
  return handoffs.flatMap((handoff) => {
    const { from, branch, options, faulty, span } = handoff;
    if (!from.member || !branch || faulty || options.role === "aux") return [];
    const key = JSON.stringify([from.name, branch.route.decision.name, branch.route.oneof.name, branch.case]);
    const before = first.get(key);
    if (!before) {
      first.set(key, handoff);
      return [];
    }
    return [
      diagnostic("PG3025", span, `the case ${branch.case} has two primary branches`, {
        trace: [{ message: "the first", span: before.span }],
        fix: 'write branch(graph, InputSchema, { role: "aux", … }) for what is done beside',
      }),
    ];
  });
}
