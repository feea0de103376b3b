import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Digest, DigestSchema } from "../../../generated/support/v1/support_pb.js";
import { type Sender, sendNow } from "../lib/outbox.js";

export class SendDigestNow {
  constructor(private readonly sender: Sender) {}

  async compute(ctx: StepContext, tickets: readonly Ticket[]): Promise<Digest> {
    const lines = tickets.map(({ subject }) => subject);
    await sendNow(this.sender, lines.join("\n"));
    return create(DigestSchema, { lines, sentAtMs: ctx.now() });
  }
}
