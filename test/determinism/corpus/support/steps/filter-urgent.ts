import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Digest, DigestSchema } from "../../../generated/support/v1/support_pb.js";
import { urgent } from "../lib/escalation.js";

export class FilterUrgent {
  compute(_ctx: StepContext, tickets: readonly Ticket[]): Digest {
    return create(DigestSchema, { lines: tickets.filter(urgent).map(({ id }) => id) });
  }
}
