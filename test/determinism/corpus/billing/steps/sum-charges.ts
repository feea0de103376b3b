import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Charges {
  of(line: string): Promise<number>;
}

export class SumCharges {
  constructor(private readonly charges: Charges) {}

  async compute(_ctx: StepContext, invoice: Invoice): Promise<Ledger> {
    let balanceCents = 0;
    const entries: { account: string; amountCents: number }[] = [];
    await Promise.all(
      invoice.lines.map(async (line) => {
        balanceCents += await this.charges.of(line.description);
      }),
    );
    const pending = invoice.reminders.map((account) =>
      this.charges.of(account).then((amountCents) => {
        entries.push({ account, amountCents });
      }),
    );
    await Promise.all(pending);
    return create(LedgerSchema, { entries, balanceCents });
  }
}
