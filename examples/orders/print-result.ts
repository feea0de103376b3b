import type { FlowResult } from "protograph";
import type { OrdersOutputs } from "./generated/orders/v1/orders.flow.js";
import type { OrderRequest } from "./generated/orders/v1/orders_pb.js";

/** What became of an order, in a line. */
export function printResult({ orderId }: OrderRequest, { outputs, error }: FlowResult<OrdersOutputs>): string {
  return `${orderId}  ${outputs === undefined ? `failed: ${(error as Error).message}` : inWords(outputs)}`;
}

function inWords({ delivery, thankYou, release, shortageNotice }: OrdersOutputs): string {
  if (delivery) return `on its way as ${delivery.tracking}; ${thankYou?.text ?? "no thanks"}`;
  return release?.text ?? shortageNotice?.text ?? "nothing happened";
}
