import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Charges {
  of(line: string): Promise<number>;
}

export class SumChargesInOrder {
  constructor(private readonly charges: Charges) {}

  async compute(_ctx: StepContext, invoice: Invoice): Promise<Ledger> {
    const asked: string[] = [];
    const entries = await Promise.all(
      invoice.lines.map(async ({ description }) => {
        asked.push(description);
        const own: number[] = [];
        own.push(await this.charges.of(description));
        own.push(await this.charges.of(`${description}/fee`));
        return { account: description, amountCents: own.reduce((a, b) => a + b, 0) };
      }),
    );
    let balanceCents = 0;
    for (const entry of entries) balanceCents += entry.amountCents;
    return create(LedgerSchema, { entries: [...entries, { account: asked.join() }], balanceCents });
  }
}
