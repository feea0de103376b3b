import { type Diagnostic, diagnostic, type Trace } from "../diagnostics/diagnostic.js";
import type { Graph } from "../graph/model.js";
import { type Absence, Presence } from "../graph/presence.js";
import { takerText } from "./place.js";

/** PG2008: an output that may be absent, and is not written `optional(…)`; the trace is the way to what makes it so. */
export function findAbsentOutputs(graph: Graph): readonly Diagnostic[] {
  const presence = Presence.of(graph);
  return graph.outputs.flatMap(({ message, optional, span }) => {
    const absence = optional ? undefined : presence.ofOutput(message.name);
    if (!absence) return [];
    return [
      diagnostic("PG2008", span, `${message.name} is an output of ${graph.name}, and may be absent`, {
        trace: wayOf(absence),
        fix: `write optional(${message.exportName}Schema)`,
      }),
    ];
  });
}

/** Every hop from what is absent to what makes it so. */
function wayOf(absence: Absence): readonly Trace[] {
  const hops = [absence];
  for (const { because } of hops) if (because.kind === "need") hops.push(because.from);
  return hops.map(toTrace);
}

function toTrace({ node, because }: Absence): Trace {
  switch (because.kind) {
    case "need": {
      const { need } = because;
      const taker = takerText(node, need);
      const who = taker === node.id ? "it" : taker;
      const message = `${node.id} is skipped where ${who} gets no ${need.shape.message.name}`;
      return { message, span: need.span };
    }
    case "condition": {
      const { id, when, span } = because.of;
      return { message: `${id} runs only where its condition is true`, span: when?.span ?? span };
    }
    case "returns":
      return { message: `${because.use.id} may return nothing`, span: because.use.step.productSpan };
    case "output":
      return { message: `${node.id} may give no ${because.product.message.name}`, span: because.product.span };
  }
}
