import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";

export class LedgerOfInvoice {
  compute(_ctx: StepContext, invoice: Invoice): Ledger {
    const entries: { account: string; amountCents: number; memo: string }[] = [];
    const accounts = new Map<string, string>();
    const accountOf = (text: string): string => {
      let account = accounts.get(text);
      if (account === undefined) {
        account = text.toLowerCase().replace(/\W+/g, "-");
        accounts.set(text, account);
      }
      return account;
    };
    let balanceCents = 0;
    for (const line of invoice.lines) {
      entries.push({ account: accountOf(line.description), amountCents: line.amountCents, memo: "" });
      balanceCents += line.amountCents;
    }
    entries.sort((a, b) => a.amountCents - b.amountCents);
    return create(LedgerSchema, { entries, balanceCents });
  }
}
