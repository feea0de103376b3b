import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { flowEnds } from "../graph/flat-flow.js";
import { Conditions } from "../graph/flow-conditions.js";
import type { Flow, FlowPort } from "../graph/flow-model.js";
import { givenBy, isHanded, isKnown, takenBy } from "../graph/flow-ports.js";

/** PG3031: a flow takes what none of its graphs takes, or gives what none gives, several give, or not every run gives. */
export function findUnfitBorders(flow: Flow): readonly Diagnostic[] {
  if (flow.broken || flow.unread.has("graphs") || flow.unread.has("handoffs")) return [];
  return [
    ...repeated(flow, "inputs"),
    ...repeated(flow, "outputs"),
    ...flow.inputs.flatMap((port) => unfitInput(flow, port)),
    ...flow.outputs.flatMap((port) => unfitOutput(flow, port)),
  ];
}

function repeated(flow: Flow, list: "inputs" | "outputs"): readonly Diagnostic[] {
  const first = new Map<string, FlowPort>();
  return flow[list].flatMap((port) => {
    const { name } = port.message;
    const before = first.get(name);
    if (!before) first.set(name, port);
    if (!before) return [];
    return [
      diagnostic("PG3031", port.span, `${name} stands twice in the ${list} of ${flow.name}`, {
        trace: [{ message: "first listed", span: before.span }],
        fix: "take one out",
      }),
    ];
  });
}

function unfitInput(flow: Flow, { message, span, awaited }: FlowPort): readonly Diagnostic[] {
  if (awaited) {
    return [
      diagnostic("PG3031", span, `${flow.name} is given ${message.name} at once: a flow awaits nothing`, {
        fix: `write ${message.exportName}Schema`,
      }),
    ];
  }
  if (!flow.members.every((member) => isKnown(member, "inputs"))) return [];
  const takers = flow.members.filter((member) => takenBy(member).some((port) => port.message.name === message.name));
  if (takers.some((member) => !isHanded(flow, member, message.name))) return [];
  const [handed] = takers;
  return [
    diagnostic(
      "PG3031",
      span,
      handed
        ? `${flow.name} takes ${message.name}, and it is handed to ${handed.id} already`
        : `${flow.name} takes ${message.name}, and none of its graphs does`,
      { fix: `take ${message.exportName}Schema out of inputs` },
    ),
  ];
}

function unfitOutput(flow: Flow, { message, span, optional }: FlowPort): readonly Diagnostic[] {
  if (!flow.members.every((member) => isKnown(member, "outputs"))) return [];
  const { name, exportName } = message;
  // Outputs that are left out stand nowhere in the flow itself.
  const place = flow.listSpans.has("outputs") ? span : flow.span;
  const ports = flow.members.flatMap((member) => givenBy(member).filter((port) => port.message.name === name));
  if (ports.length === 0) {
    return [
      diagnostic("PG3031", span, `no graph of ${flow.name} gives ${name}`, {
        fix: `take ${exportName}Schema out of outputs, or list the graph that ends in it`,
      }),
    ];
  }
  const many = ports.find((port) => port.many);
  if (many) {
    return [
      diagnostic("PG3031", place, `${name} is a list where it is given, and a flow gives single messages`, {
        trace: [{ message: "given here", span: many.span }],
        fix: "gather the list in one message, as the last step of the graph",
      }),
    ];
  }
  const conditions = new Conditions(flow);
  if (conditions.mayCollide(name)) {
    const ends = flowEnds(flow, name);
    return [
      diagnostic("PG3031", place, `${name} may be given by several graphs of ${flow.name} in one run`, {
        trace: ends.map(({ member }) => ({ message: `given by ${member.id}`, span: member.graph.span })),
        fix: "give each a message of its own, or hand all but one on",
      }),
    ];
  }
  if (optional || !conditions.mayBeAbsent(name)) return [];
  return [
    diagnostic("PG3031", span, `a run of ${flow.name} may end without ${name}`, {
      trace: flowEnds(flow, name).map(({ member }) => ({
        message: `given by ${member.id}, which not every run needs or ends well`,
        span: member.graph.span,
      })),
      fix: `write optional(${exportName}Schema)`,
    }),
  ];
}
