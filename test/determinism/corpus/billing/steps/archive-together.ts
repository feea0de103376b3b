import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Payment, PaymentSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Archive {
  save(id: string): Promise<string>;
}

export class ArchiveTogether {
  constructor(private readonly archive: Archive) {}

  compute(_ctx: StepContext, invoice: Invoice): Promise<Payment> {
    const saving: Promise<string>[] = [];
    for (const line of invoice.lines) saving.push(this.archive.save(line.description));
    const first = this.archive.save(invoice.id);
    return Promise.allSettled([first, ...saving]).then((results) => {
      const reference = results.map((result) => (result.status === "fulfilled" ? result.value : "-")).join();
      return create(PaymentSchema, { id: invoice.id, invoiceId: invoice.id, reference });
    });
  }
}
