import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Templates {
  text(id: string): string;
  readonly sender: string;
}

export class RemindLater {
  static readonly DELAY_MS = 3 * 86_400_000;
  private readonly sender: string;

  constructor(private readonly templates: Templates) {
    this.sender = templates.sender.toLowerCase();
  }

  compute(ctx: StepContext, invoice: Invoice): Reminder {
    const sendAtMs = Math.max(ctx.now(), invoice.dueAtMs) + RemindLater.DELAY_MS;
    const body = `${this.templates.text(invoice.id)} ${this.sender}`;
    return create(ReminderSchema, { invoiceId: invoice.id, body, sendAtMs });
  }
}
