import type { DescField } from "@bufbuild/protobuf";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow, FlowMessage, Member } from "../graph/flow-model.js";
import { givenBy } from "../graph/flow-ports.js";
import type { ProtoPlaces } from "../protos/proto-places.js";

/** Names of fields that say how far something has come. */
const statusLike = /^(?:.*_)?(?:status|state|phase|stage)$/;

/**
 * PG3029: a checkpoint has a field that says how far something has come. A checkpoint is what came of a graph, and never
 * changes: how far it is, the graph that it came from says.
 */
export function findStatusFields(flow: Flow, places: ProtoPlaces): readonly Diagnostic[] {
  const seen = new Set<string>();
  return checkpointsOf(flow).flatMap(({ desc, name, span }) => {
    if (!desc || seen.has(name)) return [];
    seen.add(name);
    return desc.fields.filter(isStatus).map((field) => {
      const place = places.field(field);
      return diagnostic("PG3029", span, `${name} has a field ${field.name}, and a checkpoint never changes`, {
        severity: "warning",
        trace: place ? [{ message: `${field.name} is declared`, span: place }] : [],
        fix: `end a graph in a message for each ${field.name}, and take the field out`,
      });
    });
  });
}

/** The messages in which graphs of the flow end: what is handed on, observed, or given. */
function checkpointsOf(flow: Flow): readonly FlowMessage[] {
  const linked = [...flow.handoffs, ...flow.observers].flatMap(({ from, output }) => {
    return from.member && isGivenBy(from.member, output) ? [output] : [];
  });
  // What a flow in the flow ends in has been said of that.
  const graphs = flow.members.filter(({ kind }) => kind === "graph");
  return [...linked, ...flow.ends.filter((end) => graphs.some((member) => isGivenBy(member, end)))];
}

function isGivenBy(member: Member, { name }: FlowMessage): boolean {
  return givenBy(member).some((port) => port.message.name === name);
}

/** A field that is deprecated is on its way out, and one of text or a message may be a state of a country. */
function isStatus(field: DescField): boolean {
  if (!statusLike.test(field.name) || field.deprecated) return false;
  return field.fieldKind === "enum" || (field.fieldKind === "scalar" && /status|phase|stage/.test(field.name));
}
