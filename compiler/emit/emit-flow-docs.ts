import { judgeHandoff } from "../../proto/contract/schemas/judge-handoff.js";
import { describeHandoff } from "../../proto/contract/describe-handoff.js";
import { type FlatHandoff, flowEnds, flowStarts } from "../graph/flat-flow.js";
import type { FlowPort } from "../graph/flow-model.js";
import { toMermaid } from "../pictures/to-mermaid.js";
import type { PlannedFlow } from "../plan/to-flow-plan.js";
import { listText } from "../checks/place.js";
import { firstSentence } from "./comment.js";
import { sortPorts } from "./emit-method.js";
import { generatedHeaderMarkdown } from "./header.js";
import { code, escapeMarkdown, table } from "./markdown.js";

/** A page about a flow: what it is for, its picture, what it takes and gives, its graphs, and what they hand to each other. */
export function emitFlowDocs(planned: PlannedFlow): string {
  const { flow, flat, plan } = planned;
  return [
    generatedHeaderMarkdown,
    `# ${flow.name}`,
    ...(flow.doc === "" ? [] : [escapeMarkdown(flow.doc)]),
    ["```mermaid", toMermaid(flow).trimEnd(), "```"].join("\n"),
    ...section(
      "Inputs",
      ["input", "goes to"],
      sortPorts(flow.inputs).map(({ message: { name } }) => [
        code(name),
        listText(flowStarts(flow, name).map(({ member }) => member.id)),
      ]),
    ),
    ...section(
      "Outputs",
      ["output", "comes from"],
      sortPorts(flow.outputs).map((port) => outputRow(planned, port)),
    ),
    ...section(
      "Graphs",
      ["graph", "name", "version", "what it does"],
      flat.members.map(({ id, graph }) => [
        id,
        code(graph.name),
        graph.version,
        escapeMarkdown(firstSentence(graph.doc)),
      ]),
    ),
    ...section(
      "Handoffs",
      ["from", "to", "key", "how"],
      plan.handoffs.flatMap((handoff) => {
        const found = flat.handoffs.find(({ id }) => id === handoff.id);
        const key = handoff.key.map(({ path }) => code(path)).join(", ");
        return found ? [[...endsOf(found), key, [...describeHandoff(handoff), ...lossesOf(found)].join(" ")]] : [];
      }),
    ),
    ...section(
      "Exceptions",
      ["exception", "becomes"],
      flat.exceptions.map(({ scope, error, message }) => [`${scope}${error}`, code(message.name)]),
    ),
    ...section(
      "Observers",
      ["of", "what"],
      [
        ...flat.observers.map(({ id, observer }) => [id, sentence("Sees checkpoints", observer.options.required)]),
        ...plan.taps.map(({ id, required }) => [id, sentence("Taps the step while it runs", required)]),
      ],
    ),
    "",
  ]
    .join("\n\n")
    .replace(/\n\n$/, "\n");
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : [`## ${title}`, table(head, rows)];
}

function outputRow({ flow }: PlannedFlow, { message, optional }: FlowPort): readonly string[] {
  const from = flowEnds(flow, message.name).map(({ member }) => member.id);
  return [`${code(message.name)}${optional ? ", may be absent" : ""}`, from.join(" or ")];
}

function endsOf({ from, to, handoff, errors }: FlatHandoff): readonly [string, string] {
  const { published, consumed, branch } = handoff;
  const start = from.map(({ member }) => member.id).join(" or ");
  const when = branch ? `, case ${code(branch.case)}` : "";
  const thrown = errors.length > 0 ? `, ${branch ? "or " : ""}on ${listText(errors)}` : "";
  return [
    `${start}: ${code(published?.name ?? "")}${when}${thrown}`,
    `${listText(to.map(({ member }) => member.id))}: ${code(consumed?.name ?? "")}`,
  ];
}

/** What the consumer does not see of what was written. */
function lossesOf({ handoff: { published, consumed, map } }: FlatHandoff): readonly string[] {
  if (map || !published?.desc || !consumed?.desc || published.name === consumed.name) return [];
  const { losses } = judgeHandoff(published.desc, consumed.desc);
  const fields = losses.map(({ names }) => code(names.join(".")));
  return fields.length === 0 ? [] : [`Not read: ${listText(fields)}.`];
}

function sentence(what: string, required: boolean | undefined): string {
  return `${what}${required ? "; its failure is the run's" : ""}.`;
}
