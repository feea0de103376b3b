import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export class AgeInvoiceByRun {
  readonly #unit = "days";

  compute(ctx: StepContext, invoice: Invoice): Reminder {
    const age = this.#since(invoice.dueAtMs, ctx.now());
    return create(ReminderSchema, { invoiceId: invoice.id, subject: this.title, body: `${age} ${this.#unit} late` });
  }

  private get title(): string {
    return `Overdue (${this.#unit})`;
  }

  #since(ms: number, now: number): number {
    return Math.floor((now - ms) / 86_400_000);
  }
}
