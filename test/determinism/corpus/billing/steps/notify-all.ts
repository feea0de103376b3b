import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Mailer {
  send(to: string, text: string): Promise<string>;
}

export class NotifyAll {
  constructor(private readonly mailer: Mailer) {}

  async compute(_ctx: StepContext, invoice: Invoice): Promise<Reminder> {
    const receipts: string[] = [];
    invoice.reminders.forEach(async (address) => {
      const receipt = await this.mailer.send(address, invoice.id);
      receipts.push(receipt);
    });
    return create(ReminderSchema, { invoiceId: invoice.id, body: receipts.join() });
  }
}
