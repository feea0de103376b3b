import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Payment, type Reminder, ReminderSchema } from "../../../generated/billing/v1/billing_pb.js";
import { policyOf } from "../lib/retry-policy.js";

export class RetryPayment {
  async compute(ctx: StepContext, payment: Payment): Promise<Reminder> {
    const policy = policyOf(payment.method);
    const delayMs = policy.delayMs(ctx.attempt);
    await ctx.sleep(delayMs);
    return create(ReminderSchema, { invoiceId: payment.invoiceId, sendAtMs: ctx.now() + delayMs });
  }
}
