import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Payment, PaymentSchema } from "../../../generated/billing/v1/billing_pb.js";

const state = { last: "", count: 0 };
let first: string | undefined;
let current: string;

export class RollCounter {
  compute(_ctx: StepContext, invoice: Invoice): Payment {
    [state.last] = [invoice.id];
    state.count++;
    first ??= invoice.id;
    for (current of invoice.reminders) {
      if (current === first) break;
    }
    return create(PaymentSchema, { id: `${state.last}-${state.count}`, invoiceId: first });
  }
}
