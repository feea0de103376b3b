import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export class DueText {
  compute(_ctx: StepContext, invoice: Invoice): Reminder {
    const due = new Date(invoice.dueAtMs);
    const amount = (invoice.totalCents / 100).toLocaleString();
    const day = due.toLocaleDateString("en-GB");
    const hour = due.getHours();
    return create(ReminderSchema, { invoiceId: invoice.id, body: `${amount} due ${day}, ${hour} o'clock` });
  }
}
