import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Payment, PaymentSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Archive {
  save(id: string): Promise<string>;
}

export class ArchiveInvoice {
  constructor(private readonly archive: Archive) {}

  async compute(ctx: StepContext, invoice: Invoice): Promise<Payment> {
    void this.archive.save(invoice.id);
    (async () => {
      await this.archive.save(`${invoice.id}-copy`);
    })();
    this.archive.save("index").then((id) => ctx.log.info("saved", { id }));
    return create(PaymentSchema, { id: invoice.id, invoiceId: invoice.id });
  }
}
