import { judgeHandoff } from "../../proto/contract/schemas/judge-handoff.js";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow, FlowHandoff } from "../graph/flow-model.js";
import { givenBy, takenBy } from "../graph/flow-ports.js";
import { handoffTrace } from "../protos/handoff-trace.js";
import type { ProtoPlaces } from "../protos/proto-places.js";

/** PG3001: what the consumer reads is not what the producer wrote, and no map makes it so; with every field that differs. */
export function findUnfitHandoffs(flow: Flow, places: ProtoPlaces): readonly Diagnostic[] {
  return flow.handoffs.flatMap((handoff) => {
    const { published, consumed, map, faulty, to, span, inputSpan } = handoff;
    if (!published?.desc || !consumed?.desc || map || faulty || published.name === consumed.name) return [];
    if (!hasEnds(flow, handoff)) return [];
    const { verdict, reasons } = judgeHandoff(published.desc, consumed.desc);
    if (verdict !== "incompatible") return [];
    return [
      diagnostic("PG3001", inputSpan ?? span, `${published.name} cannot be read as ${consumed.name} by ${to.name}`, {
        trace: [{ message: `${published.name} is published`, span: published.span }, ...handoffTrace(reasons, places)],
        fix: `add map: (published: ${published.exportName}): ${consumed.exportName} => …, or mend the fields`,
      }),
    ];
  });
}

/** Whether there is such an output and such an input; where not, that is what is wrong. */
function hasEnds({ exceptions }: Flow, { from, output, to, consumed }: FlowHandoff): boolean {
  if (!from.member || !to.member) return false;
  const isGiven = givenBy(from.member).some((port) => port.message.name === output.name);
  const isThrown = exceptions.some(({ message }) => message.name === output.name);
  const isTaken = takenBy(to.member).some((port) => port.message.name === consumed?.name);
  return isTaken && (isGiven || isThrown);
}
