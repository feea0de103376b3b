import { fixed, graph, use } from "protograph";
import { GreetingSchema, InvoiceSchema, OrderSchema, ReceiptSchema } from "./generated/golden/v1/golden_pb.js";
import { CheckStock, CompareInvoice, FileReceipt, FindPrice, greet, Haggle, WriteInvoice } from "./steps/invoicing.js";
import { usualPrice } from "./steps/shipping.js";

export const hello = graph({
  name: "golden.v1.Hello",
  inputs: [OrderSchema],
  outputs: [GreetingSchema],
  steps: [greet],
});

export const invoicing = graph({
  name: "golden.v1.Invoicing",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [CheckStock, FindPrice, WriteInvoice, FileReceipt],
});

/** The price is asked for again, soon. */
export const persistent = graph({
  name: "golden.v1.Persistent",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [CheckStock, use(FindPrice, { retry: { attempts: 3, backoff: fixed("1ms") } }), WriteInvoice, FileReceipt],
});

/** The price is asked for again, so late that nobody stays for it. */
export const patient = graph({
  name: "golden.v1.Patient",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [CheckStock, use(FindPrice, { retry: { attempts: 3, backoff: fixed("1m") } }), WriteInvoice, FileReceipt],
});

/** The price must come soon, or is asked for once more. */
export const hurried = graph({
  name: "golden.v1.Hurried",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [
    CheckStock,
    use(FindPrice, { timeout: "100ms", retry: { attempts: 2, backoff: fixed("1ms") } }),
    WriteInvoice,
    FileReceipt,
  ],
});

/** The price must come soon. */
export const strict = graph({
  name: "golden.v1.Strict",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema],
  steps: [CheckStock, use(FindPrice, { timeout: "100ms" }), WriteInvoice],
});

/** Where there is no price, the usual one will do. */
export const obliging = graph({
  name: "golden.v1.Obliging",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema],
  steps: [CheckStock, use(FindPrice, { fallback: usualPrice }), WriteInvoice],
});

/** The price is not kept: a process that goes on has to ask again, and what was made of the old price is void. */
export const haggling = graph({
  name: "golden.v1.Haggling",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [CheckStock, use(Haggle, { durability: "memory" }), WriteInvoice, CompareInvoice],
});
