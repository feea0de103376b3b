import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Mailer {
  send(to: string, text: string): Promise<void>;
}

export class SendReminder {
  constructor(private readonly mailer: Mailer) {}

  async compute(ctx: StepContext, invoice: Invoice): Promise<Reminder> {
    const body = `Invoice ${invoice.id} is due.`;
    this.mailer.send(invoice.customer, body);
    return create(ReminderSchema, { invoiceId: invoice.id, body, sendAtMs: ctx.now() });
  }
}
