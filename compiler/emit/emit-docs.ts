import { describeDurability, describePolicies } from "../../proto/contract/describe-policies.js";
import { listText } from "../checks/place.js";
import { type Flat, type FlatChoice, type FlatStep, neededFor, stepsOf } from "../graph/flat.js";
import { framesOf } from "../graph/frames.js";
import type { Graph, Port, Shape } from "../graph/model.js";
import { Outlook } from "../graph/outlook.js";
import { stepNotes } from "../pictures/step-notes.js";
import { toMermaid } from "../pictures/to-mermaid.js";
import type { Planned } from "../plan/to-plan.js";
import { firstSentence } from "./comment.js";
import { generatedHeaderMarkdown } from "./header.js";
import { servicesOf } from "./services.js";
import { code, escapeMarkdown, table } from "./markdown.js";
import { shapeType } from "./type-text.js";

/** A page about a graph: what it is for, its picture, its inputs and outputs, steps and services. */
export function emitDocs({ graph, flat, plan }: Planned): string {
  const steps = stepsOf(flat);
  const choices = flat.nodes.flatMap((node) => (node.kind === "choice" ? [node] : []));
  const services = servicesOf(steps);
  const outlook = new Outlook(
    flat,
    graph.outputs.map((port) => port.message.name),
  );
  const durability = describeDurability(plan.durability);
  return [
    generatedHeaderMarkdown,
    `# ${graph.name}`,
    ...(graph.doc === "" ? [] : [escapeMarkdown(graph.doc)]),
    ...(durability === undefined ? [] : [durability]),
    ["```mermaid", toMermaid(graph).trimEnd(), "```"].join("\n"),
    "## Outputs",
    table(
      ["output", "needs", "runs"],
      graph.outputs.map((port) => outputRow(graph, flat, steps, port)),
    ),
    "## Steps",
    table(
      ["step", "takes", "produces", "what it does"],
      steps.map((node) => stepRow(node, outlook)),
    ),
    ...(choices.length === 0 ? [] : ["## Choices", table(["choice", "by", "between"], choices.map(choiceRow))]),
    ...(services.length === 0
      ? []
      : [
          "## Services",
          table(
            ["service", "taken by"],
            services.map((service) => [code(service.key), listText(service.takers.map((node) => node.id))]),
          ),
        ]),
    "",
  ]
    .join("\n\n")
    .replace(/\n\n$/, "\n");
}

function outputRow(
  graph: Graph,
  flat: Flat,
  steps: readonly FlatStep[],
  { message, optional }: Port,
): readonly string[] {
  const needed = neededFor(flat, [message.name]);
  const inputs = graph.inputs.filter((port) => needed.inputs.has(port));
  const runs = steps.filter((node) => needed.nodes.has(node)).map((node) => node.id);
  const levels = framesOf(graph).dims.get(message.name)?.length ?? 0;
  const many = levels === 0 ? "" : levels === 1 ? ", a list" : `, a list of ${levels} levels`;
  return [
    `${code(message.name)}${many}${optional ? ", may be absent" : ""}`,
    inputs.map(inputText).join(", ") || "nothing",
    listText(runs),
  ];
}

function inputText({ message, awaited }: Port): string {
  if (!awaited) return code(message.name);
  return `${code(message.name)} (awaited${awaited.within === undefined ? "" : `, at most ${awaited.within}`})`;
}

function stepRow(node: FlatStep, outlook: Outlook): readonly string[] {
  const { id, use } = node;
  return [
    id,
    use.step.parameters.map(({ shape }) => shapeText(shape)).join(", ") || "nothing",
    shapeText(use.step.product),
    [
      escapeMarkdown(firstSentence(use.step.declaration.doc)),
      ...stepNotes(node, outlook),
      ...describePolicies(node.policies),
      ...(use.version === "1" ? [] : [`Version ${use.version}.`]),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
  ];
}

function choiceRow({ id, selector, branches }: FlatChoice): readonly string[] {
  return [
    id,
    selector.map(({ need }) => shapeText(need.shape)).join(", ") || "nothing",
    branches.map(({ key, node }) => `${code(key)}: ${node.use.step.declaration.name}`).join(", "),
  ];
}

function shapeText(shape: Shape | undefined): string {
  return code(shape ? shapeType(shape.message.exportName, shape.cardinality, () => "Lazy") : "");
}
