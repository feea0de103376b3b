import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Decision, DecisionSchema, type ReviewRequest } from "../generated/orders/v1/review_pb.js";

/** Orders above this, in cents, are for a person to place. */
const highestCents = 100_000n;

/** Decides whether an order is delivered. */
export function Decide(_ctx: StepContext, request: ReviewRequest): Decision {
  const { orderId, customer, shelf, totalCents } = request;
  if (totalCents > highestCents) {
    const reason = `${totalCents / 100n} euros are more than is delivered without asking`;
    return create(DecisionSchema, { orderId, outcome: { case: "rejected", value: { orderId, reason, shelf } } });
  }
  const value = { orderId, ...(customer && { customer }), shelf, totalCents };
  return create(DecisionSchema, { orderId, outcome: { case: "approved", value } });
}
