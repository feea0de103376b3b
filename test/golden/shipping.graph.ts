import { awaited, choose, graph, optional, use } from "protograph";
import {
  ApprovalSchema,
  GiftSchema,
  type Order,
  OrderSchema,
  ParcelSchema,
  ReceiptSchema,
} from "./generated/golden/v1/golden_pb.js";
import { CheckStock, FindPrice, WriteInvoice } from "./steps/invoicing.js";
import {
  Charge,
  FindGift,
  PackParcel,
  PromiseDate,
  SendByAir,
  SendByRoad,
  SignReceipt,
  WrapGift,
} from "./steps/shipping.js";

export const packing = graph({
  name: "golden.v1.Packing",
  inputs: [OrderSchema],
  outputs: [ParcelSchema],
  steps: [use(WrapGift, { when: (order: Order) => order.gift }), PackParcel],
});

export const giving = graph({
  name: "golden.v1.Giving",
  inputs: [OrderSchema],
  outputs: [optional(GiftSchema)],
  steps: [FindGift],
});

export const shipping = graph({
  name: "golden.v1.Shipping",
  inputs: [OrderSchema],
  outputs: [ParcelSchema],
  steps: [
    CheckStock,
    FindPrice,
    choose(ParcelSchema, {
      by: (order: Order) => (order.express ? "air" : "road"),
      air: SendByAir,
      road: SendByRoad,
    }),
  ],
});

export const approving = graph({
  name: "golden.v1.Approving",
  inputs: [OrderSchema, awaited(ApprovalSchema, { within: "3d" })],
  outputs: [ReceiptSchema],
  steps: [FindPrice, SignReceipt],
});

export const promising = graph({
  name: "golden.v1.Promising",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [CheckStock, PromiseDate],
});

export const charging = graph({
  name: "golden.v1.Charging",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [CheckStock, FindPrice, WriteInvoice, use(Charge, { effect: true })],
});
