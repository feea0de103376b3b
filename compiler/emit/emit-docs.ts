import { describePolicies } from "../../proto/contract/describe-policies.js";
import { listText } from "../checks/place.js";
import { neededFor } from "../graph/flat.js";
import { toMermaid } from "../pictures/to-mermaid.js";
import type { Planned } from "../plan/to-plan.js";
import { firstSentence } from "./comment.js";
import { generatedHeaderMarkdown } from "./header.js";
import { servicesOf } from "./services.js";

/** A page about a graph: what it is for, its picture, its inputs and outputs, steps and services. */
export function emitDocs({ graph, flat }: Planned): string {
  const steps = flat.nodes.flatMap((node) => (node.kind === "step" ? [node] : []));
  const services = servicesOf(steps.map((node) => node.use));
  return [
    generatedHeaderMarkdown,
    `# ${graph.name}`,
    ...(graph.doc === "" ? [] : [escapeMarkdown(graph.doc)]),
    ["```mermaid", toMermaid(graph).trimEnd(), "```"].join("\n"),
    "## Outputs",
    table(
      ["output", "needs", "runs"],
      graph.outputs.map(({ message }) => {
        const needed = neededFor(flat, [message.name]);
        const inputs = graph.inputs.filter((port) => needed.inputs.has(port));
        const runs = steps.filter((node) => needed.nodes.has(node)).map((node) => node.id);
        return [
          code(message.name),
          inputs.map((port) => code(port.message.name)).join(", ") || "nothing",
          listText(runs),
        ];
      }),
    ),
    "## Steps",
    table(
      ["step", "takes", "produces", "what it does"],
      steps.map(({ id, use }) => [
        id,
        use.step.parameters.map((parameter) => code(parameter.shape?.message.exportName ?? "")).join(", ") || "nothing",
        code(use.step.product?.message.exportName ?? ""),
        [
          escapeMarkdown(firstSentence(use.step.declaration.doc)),
          ...describePolicies(use.policies),
          ...(use.version === "1" ? [] : [`Version ${use.version}.`]),
        ]
          .filter((sentence) => sentence !== "")
          .join(" "),
      ]),
    ),
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "")}\``;
}

/** User text keeps its Markdown, but opens no HTML. */
function escapeMarkdown(text: string): string {
  return text.replaceAll("<", "&lt;");
}
