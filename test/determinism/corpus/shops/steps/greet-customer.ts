import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

function greeting(name: string): string {
  const hour = new Date().getUTCHours();
  return hour < 12 ? `Good morning, ${name}` : `Hello, ${name}`;
}

export const greetCustomer = (_ctx: StepContext, basket: Basket): Quote =>
  create(QuoteSchema, {
    basketId: basket.id,
    notes: [greeting(basket.customerId)],
  });
