import { judgeHandoff } from "../../proto/contract/schemas/judge-handoff.js";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow } from "../graph/flow-model.js";
import { handoffTrace } from "../protos/handoff-trace.js";
import type { ProtoPlaces } from "../protos/proto-places.js";

/**
 * PG3002: a handoff that fits, of which the consumer reads fields and sees less than was written in them. What it has no
 * field for it does not want: that stands on the flow's page, and is no diagnostic.
 */
export function findLostOnTheWay(flow: Flow, places: ProtoPlaces): readonly Diagnostic[] {
  return flow.handoffs.flatMap(({ published, consumed, map, faulty, span, inputSpan, to }) => {
    if (!published?.desc || !consumed?.desc || map || faulty) return [];
    const { verdict, losses } = judgeHandoff(published.desc, consumed.desc);
    const lost = losses.filter(({ rule }) => rule !== "dropped");
    if (verdict !== "compatible" || lost.length === 0) return [];
    const message = `${to.name} reads ${published.name} as ${consumed.name}, and does not see all of what it reads`;
    return [
      diagnostic("PG3002", inputSpan ?? span, message, {
        severity: "warning",
        trace: handoffTrace(lost, places),
        fix: `declare the fields of ${consumed.name} like those of ${published.name}, or add map`,
      }),
    ];
  });
}
