import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Mailer {
  send(to: string): Promise<void>;
}

export class SendCopies {
  constructor(private readonly mailer: Mailer) {}

  async compute(_ctx: StepContext, invoice: Invoice): Promise<Reminder> {
    invoice.totalCents > 0 && this.mailer.send(invoice.customer);
    invoice.reminders.map(async (address) => this.mailer.send(address));
    Promise.all(invoice.reminders.map((address) => this.mailer.send(address)));
    return create(ReminderSchema, { invoiceId: invoice.id });
  }
}
