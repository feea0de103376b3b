import { describe, expect, it } from "vitest";
import { Cardinality, Durability, type Plan } from "../../generated/protograph/v1/plan_pb.js";
import { compile } from "../compile.js";
import { temporaryProject } from "../temporary-project.test-support.js";

const imports = `
  import { exponential, fixed, graph, use, type StepContext } from "protograph";
  import {
    type Customer, CustomerSchema, type Invoice, InvoiceSchema, type Order, OrderSchema, type Payment, type Quote, QuoteSchema,
  } from "./generated/orders/v1/orders_pb.js";
`;

interface Parts {
  readonly steps?: string;
  readonly price?: string;
  readonly inputs?: string;
  readonly outputs?: string;
  readonly version?: string;
}

/** The plan of a graph of two steps, Price and Bill; each part may be written in another way. */
function planOf(parts: Parts = {}): Plan {
  const {
    steps = "[Price, Bill]",
    price = "export declare class Price { compute(ctx: StepContext, order: Order): Quote }",
    inputs = "[OrderSchema, CustomerSchema]",
    outputs = "[InvoiceSchema, QuoteSchema]",
    version = "",
  } = parts;
  const text = `${imports}
    ${price}
    export declare class Bill { compute(ctx: StepContext, quote: Quote, customer: Customer): Invoice }
    export const g = graph({ name: "a.G", ${version} inputs: ${inputs}, outputs: ${outputs}, steps: ${steps} });`;
  const { plans, diagnostics } = compile(temporaryProject({ "a.graph.ts": text }));
  expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  const [plan] = plans;
  if (!plan) throw new Error("there is no plan");
  return plan;
}

describe("a plan", () => {
  it("has its nodes in order, and their arguments as values: inputs first, then products", () => {
    const { inputs, nodes, outputs } = planOf();
    expect(inputs.map((each) => each.message)).toEqual(["orders.v1.Customer", "orders.v1.Order"]);
    expect(nodes.map((node) => [node.id, node.arguments.map((each) => each.value)])).toEqual([
      ["Price", [1]],
      ["Bill", [2, 0]],
    ]);
    expect(outputs.map(({ message, value }) => [message, value])).toEqual([
      ["orders.v1.Invoice", 3],
      ["orders.v1.Quote", 2],
    ]);
    expect(nodes.every((node) => node.product?.cardinality === Cardinality.ONE)).toBe(true);
  });

  it("has the schemas of all its messages", () => {
    expect(planOf().schemas.map((each) => each.message)).toEqual([
      "orders.v1.Customer",
      "orders.v1.Invoice",
      "orders.v1.Order",
      "orders.v1.Quote",
    ]);
  });

  it("has what a step's options ask for, and nothing where they ask for nothing", () => {
    const [price, bill] = planOf({ steps: `[Bill, use(Price, { timeout: "2s", version: "7" })]` }).nodes;
    expect(price).toMatchObject({ id: "Price", version: "7", policies: { timeout: { seconds: 2n } } });
    expect(bill?.version).toBe("1");
    expect(bill?.policies?.timeout).toBeUndefined();
    expect(bill?.policies?.retry).toBeUndefined();
  });
});

describe("durability in a plan", () => {
  it("is that of the graph, and of each step that has its own", () => {
    const plan = planOf({
      version: `durability: "memory",`,
      steps: `[use(Price, { effect: true, durability: "sync" }), Bill]`,
    });
    expect(plan.durability).toBe(Durability.MEMORY);
    const [price, bill] = plan.nodes;
    expect(price?.policies).toMatchObject({ effect: true, durability: Durability.SYNC });
    expect(bill?.policies).toBeUndefined();
  });

  it("of a graph in the graph is that of its steps, however deep, but for those that say otherwise", () => {
    const text = `${imports}
      export declare function price(ctx: StepContext, order: Order): Quote;
      export declare function bill(ctx: StepContext, quote: Quote, customer: Customer): Invoice;
      export const pricing = graph({ name: "a.Pricing", inputs: [OrderSchema], outputs: [QuoteSchema], steps: [price] });
      export const billing = graph({
        name: "a.Billing", durability: "sync", inputs: [OrderSchema, CustomerSchema], outputs: [InvoiceSchema],
        steps: [pricing, use(bill, { durability: "async" })],
      });
      export const whole = graph({
        name: "a.Whole", durability: "memory", inputs: [OrderSchema, CustomerSchema], outputs: [InvoiceSchema],
        steps: [billing],
      });`;
    const { plans } = compile(temporaryProject({ "a.graph.ts": text }));
    const durabilities = plans.map(({ graph, durability, nodes }) => [
      graph,
      Durability[durability],
      ...nodes.map(({ id, policies }) => `${id} ${Durability[policies?.durability ?? 0]}`),
    ]);
    expect(durabilities).toEqual([
      ["a.Pricing", "UNSPECIFIED", "price UNSPECIFIED"],
      ["a.Billing", "SYNC", "Pricing/price UNSPECIFIED", "bill ASYNC"],
      ["a.Whole", "MEMORY", "Billing/Pricing/price SYNC", "Billing/bill ASYNC"],
    ]);
  });
});

describe("the digests of a plan", () => {
  const { digest, structureDigest } = planOf();

  it.each<[string, Parts]>([
    ["the order of steps", { steps: "[Bill, Price]" }],
    ["the order of inputs", { inputs: "[CustomerSchema, OrderSchema]" }],
    ["the order of outputs", { outputs: "[QuoteSchema, InvoiceSchema]" }],
    ["options that ask for nothing", { steps: `[use(Price, {}), use(Bill, { version: "1" })]` }],
    [
      "comments",
      { price: "/** What it costs. */ export declare class Price { compute(ctx: StepContext, order: Order): Quote }" },
    ],
    ["a step's form", { price: "export declare function Price(context: StepContext, of: Order): Promise<Quote>;" }],
    [
      "services",
      {
        price: "export declare class Price { constructor(limit: number); compute(ctx: StepContext, o: Order): Quote }",
      },
    ],
  ])("do not depend on %s", (_, parts) => {
    const plan = planOf(parts);
    expect([plan.digest, plan.structureDigest]).toEqual([digest, structureDigest]);
  });

  it.each<[string, Parts]>([
    ["a timeout", { steps: `[use(Price, { timeout: "2s" }), Bill]` }],
    ["a retry", { steps: "[use(Price, { retry: {} }), Bill]" }],
    ["an effect", { steps: "[use(Price, { effect: true }), Bill]" }],
    ["a step's durability", { steps: `[use(Price, { durability: "sync" }), Bill]` }],
    ["the graph's durability", { version: `durability: "async",` }],
  ])("take %s for a change of behaviour, and none of structure", (_, parts) => {
    const plan = planOf(parts);
    expect(plan.digest).not.toBe(digest);
    expect(plan.structureDigest).toBe(structureDigest);
  });

  it.each<[string, Parts]>([
    ["a step's name", { steps: `[use(Price, { name: "Cost" }), Bill]` }],
    ["a step's version", { steps: `[use(Price, { version: "2" }), Bill]` }],
    ["the graph's version", { version: `version: "2",` }],
    ["an output less", { outputs: "[InvoiceSchema]" }],
    [
      "another need",
      { price: "export declare class Price { compute(ctx: StepContext, order: Order, customer: Customer): Quote }" },
    ],
  ])("take %s for a change of structure", (_, parts) => {
    const plan = planOf(parts);
    expect(plan.digest).not.toBe(digest);
    expect(plan.structureDigest).not.toBe(structureDigest);
  });

  it("tell attempts, waits and errors apart", () => {
    const retries = [
      "{}",
      "{ attempts: 4 }",
      `{ backoff: fixed("1s") }`,
      `{ backoff: exponential("1s") }`,
      "{ on: [TypeError] }",
    ];
    const digests = retries.map((retry) => planOf({ steps: `[use(Price, { retry: ${retry} }), Bill]` }).digest);
    expect(new Set(digests).size).toBe(retries.length);
  });

  it("take a default that is written out for what it is", () => {
    const written = `{ attempts: 3, backoff: exponential("100ms", { factor: 2, max: "30s", jitter: 0 }) }`;
    const [left, out] = ["{}", written].map(
      (retry) => planOf({ steps: `[use(Price, { retry: ${retry} }), Bill]` }).digest,
    );
    expect(out).toBe(left);
  });
});
