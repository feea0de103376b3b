import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

const money = new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" });
const day = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", dateStyle: "long" });

export class DueTextInUtc {
  compute(_ctx: StepContext, invoice: Invoice): Reminder {
    const due = new Date(invoice.dueAtMs);
    const parts = [
      money.format(invoice.totalCents / 100),
      day.format(due),
      due.toLocaleTimeString("en-GB", { timeZone: "UTC" }),
      (invoice.totalCents / 100).toLocaleString("en-US"),
      String(due.getUTCHours()),
      due.toISOString(),
    ];
    return create(ReminderSchema, { invoiceId: invoice.id, body: parts.join(" · ") });
  }
}
