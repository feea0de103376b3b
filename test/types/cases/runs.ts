import type { Run } from "protograph";
import type { Invoice, Order, Payment, Quote } from "../../messages/generated/orders/v1/orders_pb.js";

declare const order: Order;
declare const invoice: Invoice;
declare const paying: Run<Payment | undefined, Order | Quote>;
declare const listing: Run<readonly (readonly Order[])[]>;

export const payment: Payment | undefined = await paying;
export const orders: readonly (readonly Order[])[] = await listing;
export const delivered: Promise<void> = paying.deliver(order);

// @ts-expect-error -- the run waits for other messages
await paying.deliver(invoice);
// @ts-expect-error -- the run waits for none
await listing.deliver(order);
// @ts-expect-error -- what may be absent is to be looked at first
export const reference: string = (await paying).reference;
