import { graph } from "protograph";
import { OrderSchema, ReceiptSchema, RestockSchema, StockSchema } from "./generated/shop/v1/shop_pb.js";
import { Bill } from "./steps/bill.js";
import { Price } from "./steps/price.js";
import { Refill } from "./steps/refill.js";

export const placeOrder = graph({
  name: "shop.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [Price, Bill],
});

export const refillShelf = graph({
  name: "shop.v1.RefillShelf",
  inputs: [StockSchema],
  outputs: [RestockSchema],
  steps: [Refill],
});
