import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Mailer {
  send(to: string, text: string, key: string): Promise<string>;
}

export class SendAndWait {
  constructor(private readonly mailer: Mailer) {}

  async compute(ctx: StepContext, invoice: Invoice): Promise<Reminder> {
    const key = ctx.idempotencyKey;
    const sending = this.mailer.send(invoice.customer, "due", key);
    await ctx.sleep("1s");
    const [first, second] = await Promise.all([sending, this.mailer.send("archive", invoice.id, key)]);
    return create(ReminderSchema, { invoiceId: invoice.id, subject: first, body: second });
  }
}
