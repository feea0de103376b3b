import { type Diagnostic, diagnostic, type Span } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { Flow, FlowHandoff, FlowMessage, Party } from "../graph/flow-model.js";
import { givenBy, isKnown, type MemberPort, takenBy } from "../graph/flow-ports.js";

/** PG3021: a link starts at an output that does not exist, or leads to an input that does not; or to no graph of the flow. */
export function findOpenEnds(flow: Flow): readonly Diagnostic[] {
  const { handoffs, routes, observers, taps } = flow;
  const plain = handoffs.filter(({ branch }) => !branch);
  return [
    ...[...plain, ...routes, ...observers, ...taps].flatMap(({ from }) => unlisted(flow, from)),
    ...handoffs.flatMap(({ to }) => unlisted(flow, to)),
    ...plain.flatMap(({ from, output }) => (isThrown(flow, output) ? [] : openStart(from, output))),
    ...[...routes.map(({ from, decision: output }) => ({ from, output })), ...observers].flatMap(({ from, output }) =>
      openStart(from, output),
    ),
    ...handoffs.flatMap(openEnd),
  ];
}

function unlisted(flow: Flow, { name, member, span }: Party): readonly Diagnostic[] {
  if (member || flow.unread.has("graphs") || !flow.listSpans.has("graphs")) return [];
  const list = flow.listSpans.get("graphs");
  return [
    diagnostic("PG3021", span, `${name || "this"} is not listed in the graphs of ${flow.name}`, {
      trace: list ? [{ message: "those are", span: list }] : [],
      fix: "list it in graphs",
    }),
  ];
}

/** A message that an exception becomes, any graph may end in. */
function isThrown({ exceptions, unread }: Flow, { name }: FlowMessage): boolean {
  return unread.has("handoffs") || exceptions.some(({ message }) => message.name === name);
}

function openStart(party: Party, { name, span }: FlowMessage): readonly Diagnostic[] {
  const { member } = party;
  if (!member || !isKnown(member, "outputs")) return [];
  const ports = givenBy(member);
  const port = ports.find((each) => each.message.name === name);
  if (port && !port.many) return [];
  if (port) {
    return [
      diagnostic("PG3021", span, `${party.name} gives a list of ${name}, and a handoff takes one message`, {
        trace: [{ message: "listed", span: port.span }],
        fix: "gather the list in one message, as the last step of the graph",
      }),
    ];
  }
  return [nothing(span, party, name, ports, "gives", "outputs")];
}

function openEnd({ to, consumed, inputSpan, span }: FlowHandoff): readonly Diagnostic[] {
  const { member } = to;
  if (!member || !consumed || !isKnown(member, "inputs")) return [];
  const ports = takenBy(member);
  if (ports.some((each) => each.message.name === consumed.name)) return [];
  // A branch that names no input has none to underline.
  return [nothing(inputSpan ?? span, to, consumed.name, ports, "takes", "inputs", inputSpan === undefined)];
}

function nothing(
  span: Span,
  party: Party,
  message: string,
  ports: readonly MemberPort[],
  verb: "gives" | "takes",
  list: string,
  isCase = false,
): Diagnostic {
  const near = nearestName(
    message,
    ports.map((port) => port.message.name),
  );
  const [only] = ports;
  const graph = isCase ? "with branch(graph, InputSchema, { … }), name the input that is meant" : undefined;
  const named = near === undefined ? undefined : `did you mean ${near}?`;
  return diagnostic("PG3021", span, `${party.name} ${verb} no ${message}`, {
    trace: ports.map((port) => ({ message: `it ${verb} ${port.message.name}`, span: port.span })),
    fix: graph ?? named ?? (only ? `name one of its ${list}: ${only.message.name}` : `give the graph ${list}`),
  });
}
