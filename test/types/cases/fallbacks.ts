import { graph, type StepContext, use } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  type Payment,
  PaymentSchema,
} from "../../messages/generated/orders/v1/orders_pb.js";
import { Pay } from "./steps.js";

declare function bill(ctx: StepContext, invoice: Invoice): Promise<Invoice>;
declare function payLater(ctx: StepContext, invoice: Invoice): Payment | undefined;
declare function listOrders(ctx: StepContext): AsyncGenerator<Order>;

export const other = use(Pay, { timeout: "2s", fallback: bill });

export const inGraph = graph({
  name: "orders.v1.InGraph",
  inputs: [InvoiceSchema],
  outputs: [PaymentSchema],
  steps: [use(Pay, { fallback: (_ctx, invoice: Invoice): Invoice => invoice })],
});

export const ofFunction = use(listOrders, {
  fallback: bill,
});

export const mayLackIt = use(Pay, { fallback: payLater });

export const ofOneForMany = use(listOrders, {
  fallback: (_ctx, order: Order): Order => order,
});

declare function listAll(ctx: StepContext, order: Order): Promise<readonly Order[]>;
declare function findOrder(ctx: StepContext, order: Order): Promise<Order | undefined>;

export const streamForList = use(listAll, { fallback: listOrders });

export const sound = [
  use(Pay, { fallback: async (_ctx, payment: Payment): Promise<Payment> => Promise.resolve(payment) }),
  use(listAll, { fallback: (ctx): readonly Order[] => (ctx.attempt > 1 ? [] : []) }),
  use(listOrders, { fallback: listOrders }),
  use(findOrder, { fallback: (_ctx, order: Order) => order }),
  use(findOrder, { fallback: findOrder }),
  use(Pay, { fallback: (): never => Promise.reject(new Error()) as never }),
  use(Pay, { fallback: (): any => undefined }),
];
