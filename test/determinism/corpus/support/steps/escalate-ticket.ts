import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Digest, DigestSchema } from "../../../generated/support/v1/support_pb.js";
import { escalate, urgent } from "../lib/escalation.js";

export class EscalateTicket {
  compute(_ctx: StepContext, tickets: readonly Ticket[]): Digest {
    const escalated = tickets.map(escalate);
    return create(DigestSchema, { lines: escalated.filter(urgent).map(({ id }) => id) });
  }
}
