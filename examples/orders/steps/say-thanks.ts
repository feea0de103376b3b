import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Thanks, type ThankYou, ThankYouSchema } from "../generated/orders/v1/delivery_pb.js";

/** Thanks for an order. */
export function SayThanks(_ctx: StepContext, { orderId, totalCents }: Thanks): ThankYou {
  return create(ThankYouSchema, { orderId, text: `thank you for ${totalCents / 100n} euros` });
}
