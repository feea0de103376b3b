import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Mailer {
  send(to: string): Promise<void>;
}

export class SendEach {
  constructor(private readonly mailer: Mailer) {}

  async compute(ctx: StepContext, invoice: Invoice): Promise<Reminder> {
    await (invoice.totalCents > 0 ? this.mailer.send(invoice.customer) : Promise.resolve());
    await Promise.all(invoice.reminders.map(async (address) => this.mailer.send(address)));
    await this.mailer.send("archive").catch((error: unknown) => ctx.log.warn("not archived", { error }));
    for (const address of invoice.reminders) await this.deliver(address);
    return create(ReminderSchema, { invoiceId: invoice.id });
  }

  private deliver(address: string): Promise<void> {
    return this.mailer.send(address);
  }
}
