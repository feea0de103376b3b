import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export class AgeInvoice {
  compute(_ctx: StepContext, invoice: Invoice): Reminder {
    const days = this.daysSince(invoice.dueAtMs);
    const subject = this.today;
    return create(ReminderSchema, { invoiceId: invoice.id, subject, body: `${days} days late` });
  }

  private get today(): string {
    return new Date().toISOString();
  }

  private daysSince(ms: number, now: number = Date.now()): number {
    return Math.floor((now - ms) / 86_400_000);
  }
}
