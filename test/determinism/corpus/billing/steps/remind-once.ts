import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Templates {
  text(id: string): string;
}

export class RemindOnce {
  private readonly instance = crypto.randomUUID();
  private readonly startedAtMs: number;

  constructor(private readonly templates: Templates) {
    this.startedAtMs = Date.now();
  }

  compute(_ctx: StepContext, invoice: Invoice): Reminder {
    const body = this.templates.text(invoice.id);
    return create(ReminderSchema, { invoiceId: invoice.id, body, subject: this.instance, sendAtMs: this.startedAtMs });
  }
}
