import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow, FlowTap } from "../graph/flow-model.js";
import type { Graph, StepNode } from "../graph/model.js";

/**
 * PG3028: a tap looks at a step whose outputs nobody can be shown. Where the tap is required that is an error; otherwise
 * a warning, and the tap is left out.
 */
export function findBlindTaps(flow: Flow): readonly Diagnostic[] {
  return flow.taps.flatMap((tap) => {
    const { member, name } = tap.from;
    if (!member) return [];
    const title = tap.step.name || "this step";
    const why =
      member.kind === "flow"
        ? `${name} is a flow, and only its checkpoints are seen from outside`
        : reasonAgainst(member.graph, tap);
    if (why === undefined) return [];
    const required = tap.options.required ?? false;
    return [
      diagnostic("PG3028", tap.stepSpan, `the tap of ${title} sees nothing: ${why}`, {
        trace: [{ message: required ? "required" : "left out", span: tap.span }],
        fix: required ? "observe a checkpoint, or make the tap optional" : "observe a checkpoint, or take the tap out",
        ...(required ? {} : { severity: "warning" as const }),
      }),
    ];
  });
}

/** The node that a tap looks at; absent where there is none that it can. */
export function tappedNode(graph: Graph, tap: FlowTap): StepNode | undefined {
  return reasonAgainst(graph, tap) === undefined ? nodeOf(graph, tap) : undefined;
}

function nodeOf({ nodes }: Graph, { step }: FlowTap): StepNode | undefined {
  return nodes.find((node): node is StepNode => node.kind === "step" && node.step.declaration === step);
}

function reasonAgainst(graph: Graph, tap: FlowTap): string | undefined {
  const node = nodeOf(graph, tap);
  if (node?.step.product?.cardinality === "stream") return "it returns a stream, which is read once";
  if (node || graph.broken || graph.unread.lists.has("steps")) return undefined;
  const { name } = graph;
  const chosen = graph.nodes.some(
    (each) => each.kind === "choice" && each.branches.some((branch) => branch.step.declaration === tap.step),
  );
  if (chosen) return `it is a branch of a choice of ${name}`;
  return `it is no step of ${name} itself`;
}
