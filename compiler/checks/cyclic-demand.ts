import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow, FlowHandoff, Member } from "../graph/flow-model.js";
import { findCircles, type Hop } from "./circles.js";

/** A handoff, from the member that waits for it to the one that it waits for. */
interface HandoffHop extends Hop<Member> {
  readonly handoff: FlowHandoff;
}

/**
 * PG3022: a graph waits, in the end, for what it hands on itself, so that neither ever starts. One diagnostic for each
 * handoff that closes a circle, with every hop of the shortest way round.
 */
export function findCyclicDemand(flow: Flow): readonly Diagnostic[] {
  const hops = new Map<Member, HandoffHop[]>(flow.members.map((member) => [member, []]));
  for (const handoff of flow.handoffs) {
    const [supplier, node] = [handoff.from.member, handoff.to.member];
    if (supplier && node) hops.get(node)?.push({ node, supplier, handoff });
  }
  return findCircles<Member, HandoffHop>(hops).map((circle) => report(flow, circle));
}

function report(flow: Flow, hops: readonly HandoffHop[]): Diagnostic {
  const [closing] = hops;
  const names = [...hops, ...hops.slice(0, 1)].map(({ node }) => node.id);
  return diagnostic(
    "PG3022",
    closing?.handoff.span ?? flow.span,
    hops.length === 1
      ? `${names[0] ?? ""} waits for what it hands on itself`
      : `cyclic demand in ${flow.name}: ${names.join(" waits for ")}, and none of them ever starts`,
    {
      trace: hops.map(({ node, supplier, handoff }) => ({
        message: `${node.id} takes ${handoff.consumed?.name ?? "a case"} from ${supplier.id}`,
        span: handoff.span,
      })),
      fix: "hand one of them on in another run of the flow, or split one of the graphs",
    },
  );
}
