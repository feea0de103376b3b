import { toJson } from "@bufbuild/protobuf";
import pc from "picocolors";
import { describePolicies } from "../../../proto/contract/describe-policies.js";
import { PoliciesSchema } from "../../../generated/protograph/v1/plan_pb.js";
import { hasErrors } from "../../diagnostics/diagnostic.js";
import { displayWidth, padTo } from "../../diagnostics/display-text.js";
import { type FlatNode, type FlatStep, flatten, neededFor } from "../../graph/flat.js";
import type { Graph, Port } from "../../graph/model.js";
import { Outlook } from "../../graph/outlook.js";
import { toDrawing } from "../../pictures/drawing.js";
import type { DrawnNode } from "../../pictures/drawn.js";
import { layersOf } from "../../pictures/layers.js";
import { stepNotes } from "../../pictures/step-notes.js";
import { toText } from "../../pictures/to-text.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openProject, sayReport } from "../open-project.js";
import { pickGraph, pickOutput } from "../pick.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export interface PlanOptions {
  readonly json?: boolean;
  readonly config?: string;
}

/** `protograph plan`: what would run for an output, or a flow, of a sound project, in what order, and around which policies. */
export async function planCommand(
  name: string,
  output: string | undefined,
  options: PlanOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const format = options.json ? "json" : "pretty";
  const config = openProject(options.config, format, terminal);
  if (!config) return exitCodes.unusable;
  const { check } = await import("../../compile.js");
  const { graphs, flows, steps, diagnostics } = check(config);
  if (hasErrors(diagnostics)) {
    sayReport({ diagnostics, graphs: graphs.length, flows: flows.length, steps }, config.root, format, terminal);
    return exitCodes.errors;
  }
  const graph = pickGraph([...graphs, ...flows], name);
  if ("members" in graph) {
    const { flowPlanJson, flowPlanText } = await import("../flow-plan.js");
    if (output !== undefined) throw new UsageError(`${graph.name} is a flow, and runs as a whole`, "name no output");
    terminal.out(options.json ? flowPlanJson(graph) : flowPlanText(graph, terminal.outColor));
    return exitCodes.sound;
  }
  const message = pickOutput(graph, output).message.name;
  terminal.out(options.json ? planJson(graph, message) : planText(graph, message, terminal.outColor));
  return exitCodes.sound;
}

function planText(graph: Graph, message: string, color: boolean): string {
  const { bold, dim } = pc.createColors(color);
  const { layers, given, awaited, steps, left, outlook } = planned(graph, message);
  const rows = layers.flat();
  const width = Math.max(...rows.map((row) => displayWidth(row.name)));
  const margin = String(layers.length).length + 2;
  const lines = layers.flatMap((layer, at) =>
    layer.map((row, index) => {
      const number = padTo(index === 0 ? String(at + 1) : "", margin);
      return `  ${dim(number)}${padTo(row.name, width)}  ${dim(sentencesOf(row, outlook).join(" "))}`.trimEnd();
    }),
  );
  const skipped = steps.filter((step) => outlook.of(step)).map(({ id }) => id);
  return [
    bold(`${graph.name} → ${message}`),
    "",
    ...toText(graph, message)
      .split("\n")
      .map((line) => `  ${line}`),
    "",
    `needs ${given.map((port) => port.message.name).join(", ") || "no input"}`,
    ...(awaited.length > 0 ? [`waits for ${awaited.map(awaitedText).join(", ")}`] : []),
    `runs ${steps.length} of ${steps.length + left.length} steps${left.length > 0 ? `, not ${left.join(", ")}` : ""}`,
    ...(graph.durability ? [`durability ${graph.durability.mode}`] : []),
    ...(skipped.length > 0 ? [`may skip ${skipped.join(", ")}`] : []),
    "",
    ...lines,
    "",
    dim("Each step starts as soon as what it takes is there; steps of one number need nothing of each other."),
    "",
  ].join("\n");
}

/** What a plan says of one output. */
function planned(graph: Graph, message: string) {
  const flat = flatten(graph);
  const needed = neededFor(flat, [message]);
  const isStep = (node: FlatNode): node is FlatStep => node.kind === "step";
  const inputs = graph.inputs.filter((port) => needed.inputs.has(port));
  const drawing = toDrawing(graph, message);
  return {
    drawing,
    layers: layersOf(drawing),
    given: inputs.filter((port) => !port.awaited),
    awaited: inputs.filter((port) => port.awaited),
    steps: flat.nodes.filter((node) => needed.nodes.has(node)).filter(isStep),
    left: flat.nodes.filter((node) => isStep(node) && !needed.nodes.has(node)).map(({ id }) => id),
    outlook: new Outlook(flat, [message]),
  };
}

function awaitedText({ message, awaited }: Port): string {
  return `${message.name}${awaited?.within === undefined ? "" : `, at most ${awaited.within}`}`;
}

/** When and how often a step runs, and what stands around it; of a choice, between what. */
function sentencesOf({ node }: DrawnNode, outlook: Outlook): readonly string[] {
  if (!node) return [];
  if (node.kind === "step") return [...stepNotes(node, outlook), ...describePolicies(node.policies)];
  return [...stepNotes(node, outlook), `Runs ${node.branches.map((branch) => branch.node.id).join(" or ")}.`];
}

function planJson(graph: Graph, message: string): string {
  const { drawing, layers, given, awaited, left, outlook } = planned(graph, message);
  const layerOf = new Map(layers.flatMap((layer, at) => layer.map((row) => [row.id, at] as const)));
  const rows = drawing.nodes.flatMap(({ id, node }) => (node?.kind === "step" ? [{ id, node }] : []));
  const document = {
    graph: graph.name,
    output: message,
    ...(graph.durability && { durability: graph.durability.mode }),
    inputs: given.map((port) => port.message.name),
    ...(awaited.length > 0 && { awaited: awaited.map((port) => port.message.name) }),
    steps: rows.map(({ id, node }) => {
      const reason = outlook.of(node);
      const taken = drawing.edges.filter((edge) => edge.to === id && edge.role !== "branch");
      return {
        name: node.id,
        layer: layerOf.get(id) ?? 0,
        takes: [...new Set(taken.map((edge) => edge.message))],
        produces: node.product.message.name,
        version: node.use.version,
        policies: toJson(PoliciesSchema, node.policies),
        ...(node.frame.length > 0 && { calledForEach: node.frame.map((list) => list.product.message.name) }),
        ...(reason && { mayBeSkipped: reason.kind }),
      };
    }),
    choices: drawing.nodes.flatMap(({ node }) =>
      node?.kind === "choice" ? [{ name: node.id, branches: node.branches.map((branch) => branch.node.id) }] : [],
    ),
    parallel: layers.map((layer) => layer.map((row) => row.name)),
    notRun: left,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
