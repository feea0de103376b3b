import { create, toJson } from "@bufbuild/protobuf";
import pc from "picocolors";
import { describePolicies } from "../../../proto/contract/describe-policies.js";
import { PoliciesSchema } from "../../../generated/protograph/v1/plan_pb.js";
import { hasErrors } from "../../diagnostics/diagnostic.js";
import { displayWidth, padTo } from "../../diagnostics/display-text.js";
import type { Graph, StepUse } from "../../graph/model.js";
import { type Drawing, type DrawnNode, toDrawing } from "../../pictures/drawing.js";
import { layersOf } from "../../pictures/layers.js";
import { toText } from "../../pictures/to-text.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openProject, sayReport } from "../open-project.js";
import { pickGraph, pickOutput } from "../pick.js";
import type { Terminal } from "../terminal.js";

export interface PlanOptions {
  readonly json?: boolean;
  readonly config?: string;
}

/** `protograph plan`: what would run for an output of a sound project, in what order, and around which policies. */
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
  const { graphs, steps, diagnostics } = check(config);
  if (hasErrors(diagnostics)) {
    sayReport({ diagnostics, graphs: graphs.length, steps }, config.root, format, terminal);
    return exitCodes.errors;
  }
  const graph = pickGraph(graphs, name);
  const message = pickOutput(graph, output).message.name;
  terminal.out(options.json ? planJson(graph, message) : planText(graph, message, terminal.outColor));
  return exitCodes.sound;
}

function planText(graph: Graph, message: string, color: boolean): string {
  const { bold, dim } = pc.createColors(color);
  const drawing = toDrawing(graph, message);
  const layers = layersOf(drawing);
  const inputs = ofKind(drawing, "input").map((input) => input.message);
  const running = layers.flat();
  const left = graph.nodes.filter((node) => !running.some((step) => step.node === node)).map((node) => node.id);
  const width = Math.max(...running.map((step) => displayWidth(step.label)));
  const margin = String(layers.length).length + 2;
  const steps = layers.flatMap((layer, at) =>
    layer.map((step, row) => {
      const number = padTo(row === 0 ? String(at + 1) : "", margin);
      const policies = describePolicies(useOf(step)?.policies).join(" ");
      return `  ${dim(number)}${padTo(step.label, width)}  ${dim(policies)}`.trimEnd();
    }),
  );
  return [
    bold(`${graph.name} → ${message}`),
    "",
    ...toText(graph, message)
      .split("\n")
      .map((line) => `  ${line}`),
    "",
    `needs ${inputs.join(", ") || "no input"}`,
    `runs ${running.length} of ${graph.nodes.length} steps${left.length > 0 ? `, not ${left.join(", ")}` : ""}`,
    "",
    ...steps,
    "",
    dim("Each step starts as soon as what it takes is there; steps of one number need nothing of each other."),
    "",
  ].join("\n");
}

function planJson(graph: Graph, message: string): string {
  const drawing = toDrawing(graph, message);
  const layers = layersOf(drawing);
  const layerOf = new Map(layers.flatMap((layer, at) => layer.map((step) => [step.id, at] as const)));
  const steps = ofKind(drawing, "step");
  const document = {
    graph: graph.name,
    output: message,
    inputs: ofKind(drawing, "input").map((input) => input.message),
    steps: steps.map((step) => ({
      name: step.label,
      layer: layerOf.get(step.id) ?? 0,
      takes: drawing.edges.filter((edge) => edge.to === step.id).map((edge) => edge.message),
      produces: step.message,
      version: useOf(step)?.version,
      policies: toJson(PoliciesSchema, useOf(step)?.policies ?? create(PoliciesSchema)),
    })),
    parallel: layers.map((layer) => layer.map((step) => step.label)),
    notRun: graph.nodes.filter((node) => !steps.some((step) => step.node === node)).map((node) => node.id),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function useOf({ node }: DrawnNode): StepUse | undefined {
  return node?.kind === "step" ? node : undefined;
}

function ofKind({ nodes }: Drawing, kind: DrawnNode["kind"]): readonly DrawnNode[] {
  return nodes.filter((node) => node.kind === kind);
}
