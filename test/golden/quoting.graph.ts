import { graph, use } from "protograph";
import { OfferSchema, OrderSchema, ReceiptSchema } from "./generated/golden/v1/golden_pb.js";
import { confirmOffer, MakeOffer, QuoteLine, readOrder, splitOrder, StreamOffer } from "./steps/quoting.js";

export const quoting = graph({
  name: "golden.v1.Quoting",
  inputs: [OrderSchema],
  outputs: [OfferSchema],
  steps: [splitOrder, use(QuoteLine, { parallelism: 4, itemFailure: "collect" }), MakeOffer],
});

/** One article that nobody knows, and there is no offer. */
export const exacting = graph({
  name: "golden.v1.Exacting",
  inputs: [OrderSchema],
  outputs: [OfferSchema],
  steps: [splitOrder, use(QuoteLine, { parallelism: 1, itemFailure: "fail" }), MakeOffer],
});

export const streaming = graph({
  name: "golden.v1.Streaming",
  inputs: [OrderSchema],
  outputs: [OfferSchema],
  steps: [use(readOrder, { window: 2 }), use(QuoteLine, { parallelism: 2, itemFailure: "fail" }), StreamOffer],
});

export const confirming = graph({
  name: "golden.v1.Confirming",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [use(quoting, { name: "Quotes" }), confirmOffer],
});
