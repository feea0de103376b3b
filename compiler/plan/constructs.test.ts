import { describe, expect, it } from "vitest";
import { type Argument, Cardinality, type Node, type Plan } from "../../generated/protograph/v1/plan_pb.js";
import { compile } from "../compile.js";
import { temporaryProject } from "../temporary-project.test-support.js";

const messages = "Customer Invoice InvoiceDraft Order Payment Quote Receipt Shipment Stock".split(" ");

const imports = `
  import { awaited, choose, graph, optional, use, type Lazy, type StepContext } from "protograph";
  import { ${messages.map((name) => `type ${name}, ${name}Schema`).join(", ")} } from "./generated/orders/v1/orders_pb.js";
`;

/** `Price(order: Order): Quote` as a declared step. */
function step(text: string): string {
  return `export declare function ${text.replace("(", "(ctx: StepContext, ")};`;
}

interface Parts {
  readonly steps: readonly string[];
  readonly inputs?: string;
  readonly outputs: string;
  readonly entries: string;
  /** Declarations before the graph, such as inner graphs. */
  readonly before?: string;
}

function plansOf({ steps, inputs = "OrderSchema", outputs, entries, before = "" }: Parts): readonly Plan[] {
  const text = `${imports}
    ${steps.map(step).join("\n")}
    ${before}
    export const g = graph({ name: "a.G", inputs: [${inputs}], outputs: [${outputs}], steps: [${entries}] });`;
  const { plans, diagnostics } = compile(temporaryProject({ "a.graph.ts": text }));
  expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  return plans;
}

function planOf(parts: Parts): Plan {
  const plan = plansOf(parts).find((each) => each.graph === "a.G");
  if (!plan) throw new Error("there is no plan");
  return plan;
}

/** A plan in a line for each node: `Bill(Quote list) Invoice over Quote`; values by the short names of their messages. */
function linesOf(plan: Plan): readonly string[] {
  const names = [
    ...plan.inputs.map((input) => input.message),
    ...plan.nodes.map((node) => node.product?.message ?? ""),
  ];
  const ids = [...plan.inputs.map((input) => short(input.message)), ...plan.nodes.map((node) => node.id)];
  const text = ({ value, message, cardinality }: Argument) => {
    expect(names[value]).toBe(message);
    return `${ids[value] ?? ""}${cardinality === Cardinality.ONE ? "" : ` ${word(cardinality)}`}`;
  };
  const list = (args: readonly Argument[]) => args.map(text).join(", ");
  return plan.nodes.map((node: Node) => {
    const { choice, product, fallback, rateLimitKey } = node;
    const parts = [
      `${node.id}(${list(node.arguments)})`,
      `${short(product?.message ?? "")}${product?.cardinality === Cardinality.ONE ? "" : ` ${word(product?.cardinality)}`}`,
      ...(node.liftedOver.length > 0 ? [`over ${node.liftedOver.map((value) => ids[value]).join(", ")}`] : []),
      ...node.conditions.map((condition) => `when(${list(condition.arguments)})`),
      ...(choice ? [`by(${list(choice.arguments)})`] : []),
      ...(choice?.branches ?? []).map(({ key, value }) => `${key}: ${ids[value] ?? ""}`),
      ...(fallback.length > 0 ? [`fallback(${list(fallback)})`] : []),
      ...(rateLimitKey.length > 0 ? [`key(${list(rateLimitKey)})`] : []),
    ];
    return parts.join(" ");
  });
}

function outputsOf(plan: Plan): readonly string[] {
  const ids = [...plan.inputs.map((input) => short(input.message)), ...plan.nodes.map((node) => node.id)];
  return plan.outputs.map(({ message, value, cardinality, optional }) =>
    [short(message), ids[value], word(cardinality), ...(optional ? ["optional"] : [])].join(" "),
  );
}

function word(cardinality: Cardinality | undefined): string {
  return Cardinality[cardinality ?? 0]?.toLowerCase() ?? "";
}

function short(message: string): string {
  return message.slice(message.lastIndexOf(".") + 1);
}

describe("lists in a plan", () => {
  it("lift what takes one of them, share single messages, and are reduced by what takes the list", () => {
    const plan = planOf({
      steps: [
        "Split(order: Order): Promise<readonly Quote[]>",
        "Bill(quote: Quote, order: Order): Invoice",
        "Sum(invoices: readonly Invoice[], quotes: readonly Quote[]): Receipt",
      ],
      outputs: "ReceiptSchema, InvoiceSchema",
      entries: "Sum, Bill, Split",
    });
    expect(linesOf(plan)).toEqual([
      "Split(Order) Quote list",
      "Bill(Split, Order) Invoice over Split",
      "Sum(Bill list, Split list) Receipt",
    ]);
    expect(outputsOf(plan)).toEqual(["Invoice Bill list", "Receipt Sum one"]);
  });

  it("of lists: an outer item is shared with the inner ones, and a list takes the innermost away", () => {
    const plan = planOf({
      steps: [
        "Split(order: Order): Quote[]",
        "Ship(quote: Quote): readonly Shipment[]",
        "Track(shipment: Shipment, quote: Quote, order: Order): Stock",
        "Pack(stock: readonly Stock[], quote: Quote): Invoice",
        "Sum(invoices: readonly Invoice[]): Receipt",
      ],
      outputs: "ReceiptSchema, StockSchema",
      entries: "Split, Ship, Track, Pack, Sum",
    });
    expect(linesOf(plan)).toEqual([
      "Split(Order) Quote list",
      "Ship(Split) Shipment list over Split",
      "Track(Ship, Split, Order) Stock over Split, Ship",
      "Pack(Track list, Split) Invoice over Split",
      "Sum(Pack list) Receipt",
    ]);
    expect(outputsOf(plan)).toEqual(["Receipt Sum one", "Stock Track list"]);
  });

  it("are streams where they come one by one, and either is taken as the other", () => {
    const plan = planOf({
      steps: [
        "Watch(order: Order): AsyncIterable<Quote>",
        "Bill(quote: Quote): Invoice",
        "First(invoices: AsyncIterable<Invoice>): Receipt",
        "All(quotes: readonly Quote[], later: Lazy<Receipt>, stock?: Receipt): Payment",
      ],
      outputs: "PaymentSchema",
      entries: "Watch, Bill, First, All",
    });
    expect(linesOf(plan)).toEqual([
      "Watch(Order) Quote stream",
      "Bill(Watch) Invoice over Watch",
      "First(Bill stream) Receipt",
      "All(Watch list, First lazy, First optional) Payment",
    ]);
  });
});

describe("absence in a plan", () => {
  it("stands at what may return nothing, at conditions, and at outputs that are written so", () => {
    const plan = planOf({
      steps: [
        "Find(order: Order): Promise<Customer | undefined>",
        "Bill(customer: Customer): Invoice",
        "Thank(i?: Invoice): Receipt",
      ],
      inputs: "OrderSchema, QuoteSchema",
      outputs: "optional(InvoiceSchema), ReceiptSchema",
      entries: "Find, use(Bill, { when: (order: Order, quote: Quote) => quote.cents > 0n && order.id !== '' }), Thank",
    });
    expect(linesOf(plan)).toEqual([
      "Find(Order) Customer optional",
      "Bill(Find) Invoice when(Order, Quote)",
      "Thank(Bill optional) Receipt",
    ]);
    expect(outputsOf(plan)).toEqual(["Invoice Bill one optional", "Receipt Thank one"]);
  });

  it("comes to an end with an awaited input", () => {
    const plan = planOf({
      steps: ["Bill(order: Order, payment: Payment, stock: Stock): Invoice"],
      inputs: 'OrderSchema, awaited(PaymentSchema, { within: "3d" }), awaited(StockSchema)',
      outputs: "InvoiceSchema",
      entries: "Bill",
    });
    expect(
      plan.inputs.map(({ message, awaited }) => [short(message), awaited && (awaited.within?.seconds ?? "ever")]),
    ).toEqual([
      ["Order", undefined],
      ["Payment", 259_200n],
      ["Stock", "ever"],
    ]);
  });
});

describe("functions beside a step", () => {
  it("take their messages as arguments of their own", () => {
    const plan = planOf({
      steps: ["Price(order: Order): Quote", "Bill(quote: Quote): Invoice"],
      inputs: "OrderSchema, CustomerSchema",
      outputs: "InvoiceSchema",
      before: "const key = (customer: Customer) => customer.name;",
      entries: `Price, use(Bill, {
        rateLimit: { limit: 5, per: "1s", key },
        breaker: { failures: 5, reset: "10s" },
        fallback: (ctx: StepContext, order: Order, quote: Quote): Invoice => { throw new Error(order.id + quote.cents) },
      })`,
    });
    expect(linesOf(plan)).toEqual(["Price(Order) Quote", "Bill(Price) Invoice fallback(Order, Price) key(Customer)"]);
    expect(plan.nodes[1]?.policies).toMatchObject({
      fallback: true,
      rateLimit: { limit: 5, keyed: true },
      breaker: { threshold: { case: "failures", value: 5 } },
    });
  });

  it("lift their step, where they take an item of a list", () => {
    const plan = planOf({
      steps: ["Split(order: Order): readonly Quote[]", "Ship(order: Order): Shipment"],
      outputs: "ShipmentSchema",
      entries: "Split, use(Ship, { when: (quote: Quote) => quote.cents > 0n })",
    });
    expect(linesOf(plan)).toEqual(["Split(Order) Quote list", "Ship(Order) Shipment over Split when(Split)"]);
    expect(outputsOf(plan)).toEqual(["Shipment Ship list"]);
  });
});

describe("a choice in a plan", () => {
  const steps = [
    "Price(order: Order): Quote",
    "Deep(quote: Quote): Invoice",
    "Fast(order: Order): Invoice",
    "Thank(invoice?: Invoice): Receipt",
  ];

  it("is a node after its branches, which are nodes by key", () => {
    const plan = planOf({
      steps,
      inputs: "OrderSchema, CustomerSchema",
      outputs: "ReceiptSchema",
      entries: `Thank, Price, choose(InvoiceSchema, {
        fast: Fast,
        by: (customer: Customer) => (customer.name === "" ? "fast" : "deep"),
        deep: use(Deep, { timeout: "3s", version: "2", when: (order: Order) => order.id !== "" }),
      })`,
    });
    expect(linesOf(plan)).toEqual([
      "Invoice/fast(Order) Invoice",
      "Price(Order) Quote",
      "Invoice/deep(Price) Invoice when(Order)",
      "Invoice() Invoice by(Customer) deep: Invoice/deep fast: Invoice/fast",
      "Thank(Invoice optional) Receipt",
    ]);
    expect(plan.nodes.find((node) => node.id === "Invoice/deep")).toMatchObject({
      version: "2",
      policies: { timeout: { seconds: 3n } },
    });
  });

  it("is lifted with all its branches, as far as any of them", () => {
    const plan = planOf({
      steps: [...steps, "Split(order: Order): readonly Stock[]", "Sum(invoices: readonly Invoice[]): Payment"],
      outputs: "PaymentSchema",
      before: `
        type Speed = "fast" | "deep";
        function speed(stock: Stock): Speed { return stock.available > 1 ? "fast" : "deep"; }
        const billing = choose(InvoiceSchema, { by: speed, fast: Fast, deep: Deep });`,
      entries: "Price, Split, billing, Sum",
    });
    expect(linesOf(plan)).toEqual([
      "Price(Order) Quote",
      "Split(Order) Stock list",
      "Invoice/deep(Price) Invoice over Split",
      "Invoice/fast(Order) Invoice over Split",
      "Invoice() Invoice over Split by(Split) deep: Invoice/deep fast: Invoice/fast",
      "Sum(Invoice list) Payment",
    ]);
  });
});

describe("a graph in a graph", () => {
  const steps = [
    "Price(order: Order): Quote",
    "Bill(quote: Quote, customer: Customer): Invoice",
    "Find(order: Order): Customer",
    "Thank(invoice: Invoice): Receipt",
  ];
  const before = `
    export const billing = graph({
      name: "a.Billing", inputs: [OrderSchema, CustomerSchema], outputs: [InvoiceSchema], steps: [Price, Bill],
    });`;

  it("is its nodes, wired to what is outside", () => {
    const plan = planOf({ steps, before, outputs: "ReceiptSchema", entries: "Thank, Find, billing" });
    expect(linesOf(plan)).toEqual([
      "Billing/Price(Order) Quote",
      "Find(Order) Customer",
      "Billing/Bill(Billing/Price, Find) Invoice",
      "Thank(Billing/Bill) Receipt",
    ]);
  });

  it("hides what it does not list in outputs, and sees nothing but its inputs", () => {
    const plan = planOf({
      steps: [...steps, "Cost(order: Order): Quote"],
      before,
      outputs: "InvoiceSchema, QuoteSchema",
      entries: "Find, billing, Cost",
    });
    expect(linesOf(plan)).toEqual([
      "Billing/Price(Order) Quote",
      "Cost(Order) Quote",
      "Find(Order) Customer",
      "Billing/Bill(Billing/Price, Find) Invoice",
    ]);
    expect(outputsOf(plan)).toEqual(["Invoice Billing/Bill one", "Quote Cost one"]);
  });

  it("hands its condition and its name on to all that is in it, however deep", () => {
    const plan = planOf({
      steps,
      before: `${before}
        export const middle = graph({
          name: "a.Middle", inputs: [OrderSchema], outputs: [optional(ReceiptSchema), optional(InvoiceSchema)],
          steps: [Find, use(Thank, { when: (order: Order) => true }), use(billing, { name: "bills", when: (customer: Customer) => true })],
        });`,
      inputs: "OrderSchema, StockSchema",
      outputs: "optional(ReceiptSchema), optional(InvoiceSchema)",
      entries: "use(middle, { when: (stock: Stock) => stock.available > 0 })",
    });
    expect(linesOf(plan)).toEqual([
      "Middle/Find(Order) Customer when(Stock)",
      "Middle/bills/Price(Order) Quote when(Stock) when(Middle/Find)",
      "Middle/bills/Bill(Middle/bills/Price, Middle/Find) Invoice when(Stock) when(Middle/Find)",
      "Middle/Thank(Middle/bills/Bill) Receipt when(Stock) when(Order)",
    ]);
    expect(outputsOf(plan)).toEqual(["Invoice Middle/bills/Bill one optional", "Receipt Middle/Thank one optional"]);
  });

  it("is lifted as a whole, also what in it needs none of the list", () => {
    const plan = planOf({
      steps: [
        ...steps,
        "Split(order: Order): readonly Customer[]",
        "Look(): Stock",
        "Sum(receipts: readonly Receipt[]): Payment",
        "Parts(invoice: Invoice): readonly Shipment[]",
        "Send(shipment: Shipment, stock: Stock): InvoiceDraft",
      ],
      before: `
        export const inner = graph({
          name: "a.Inner", inputs: [OrderSchema, CustomerSchema], outputs: [ReceiptSchema, ShipmentSchema, InvoiceDraftSchema],
          steps: [Price, Bill, Thank, Parts, Look, Send],
        });`,
      outputs: "PaymentSchema, InvoiceDraftSchema",
      entries: "Split, inner, Sum",
    });
    expect(linesOf(plan)).toEqual([
      "Split(Order) Customer list",
      "Inner/Look() Stock over Split",
      "Inner/Price(Order) Quote over Split",
      "Inner/Bill(Inner/Price, Split) Invoice over Split",
      "Inner/Parts(Inner/Bill) Shipment list over Split",
      "Inner/Send(Inner/Parts, Inner/Look) InvoiceDraft over Split, Inner/Parts",
      "Inner/Thank(Inner/Bill) Receipt over Split",
      "Sum(Inner/Thank list) Payment",
    ]);
    expect(outputsOf(plan)).toEqual(["InvoiceDraft Inner/Send list", "Payment Sum one"]);
  });

  it("gives lists away whose items pair outside as inside", () => {
    const plan = planOf({
      steps: [
        "Split(order: Order): readonly Quote[]",
        "Ship(quote: Quote): Shipment",
        "Bill(quote: Quote, shipment: Shipment): Invoice",
        "Sum(invoices: readonly Invoice[]): Receipt",
      ],
      before: `export const parts = graph({
        name: "a.Parts", inputs: [OrderSchema], outputs: [QuoteSchema, ShipmentSchema], steps: [Split, Ship],
      });`,
      outputs: "ReceiptSchema",
      entries: "parts, Bill, Sum",
    });
    expect(linesOf(plan)).toEqual([
      "Parts/Split(Order) Quote list",
      "Parts/Ship(Parts/Split) Shipment over Parts/Split",
      "Bill(Parts/Split, Parts/Ship) Invoice over Parts/Split",
      "Sum(Bill list) Receipt",
    ]);
  });

  it("may be a choice's neighbour, and contain choices", () => {
    const plan = planOf({
      steps: ["Deep(order: Order): Invoice", "Fast(order: Order): Invoice", "Thank(invoice: Invoice): Receipt"],
      before: `export const inner = graph({
        name: "a.Inner", inputs: [OrderSchema], outputs: [InvoiceSchema],
        steps: [choose(InvoiceSchema, { by: (o: Order): "a" | "b" => (o.id === "" ? "a" : "b"), a: Deep, b: Fast })],
      });`,
      outputs: "optional(ReceiptSchema)",
      entries: "Thank, use(inner, { when: (order: Order) => order.id !== '' })",
    });
    expect(linesOf(plan)).toEqual([
      "Inner/Invoice/a(Order) Invoice when(Order)",
      "Inner/Invoice/b(Order) Invoice when(Order)",
      "Inner/Invoice() Invoice when(Order) by(Order) a: Inner/Invoice/a b: Inner/Invoice/b",
      "Thank(Inner/Invoice) Receipt",
    ]);
  });

  it("of another file is planned alike, whether include covers that or not", () => {
    const inner = `${imports}
      ${steps.map(step).join("\n")}
      export const billing = graph({
        name: "a.Billing", inputs: [OrderSchema, CustomerSchema], outputs: [InvoiceSchema], steps: [Price, Bill],
      });`;
    const outer = `${imports}
      import { billing, Find } from "./lib/billing.js";
      const shared = [billing, Find];
      export const g = graph({ name: "a.G", inputs: [OrderSchema], outputs: [InvoiceSchema], steps: [...shared] });`;
    const plansWith = (include: readonly string[]) => {
      const { plans, diagnostics, graphs } = compile(
        temporaryProject({
          "protograph.json": JSON.stringify({ include }),
          "lib/billing.ts": inner.replaceAll('"./generated', '"../generated'),
          "a.graph.ts": outer,
        }),
      );
      expect(diagnostics).toEqual([]);
      return { names: graphs.map((each) => each.name), plan: plans.find((each) => each.graph === "a.G") };
    };
    const [all, some] = [plansWith(["**/*.ts"]), plansWith(["*.graph.ts"])];
    expect(all.names).toEqual(["a.G", "a.Billing"]);
    expect(some.names).toEqual(["a.G"]);
    expect(some.plan).toEqual(all.plan);
    expect(some.plan?.nodes.map((node) => node.id)).toEqual(["Billing/Price", "Find", "Billing/Bill"]);
  });
});

describe("the order of declaration", () => {
  const steps = [
    "Split(order: Order): readonly Quote[]",
    "Fast(quote: Quote): Invoice",
    "Deep(quote: Quote, order: Order): Invoice",
    "Sum(invoices: readonly Invoice[]): Receipt",
    "Find(order: Order): Customer",
  ];

  function digestOf(entries: string, branches: string): string {
    const before = `
      const by = (quote: Quote) => { if (quote.cents > 9n) return "deep"; return "fast"; };
      export const inner = graph({
        name: "a.Inner", inputs: [OrderSchema], outputs: [QuoteSchema, CustomerSchema], steps: [Find, Split],
      });`;
    const plan = planOf({
      steps,
      before,
      outputs: "ReceiptSchema, CustomerSchema",
      entries: entries.replace("choice", `choose(InvoiceSchema, { ${branches} })`),
    });
    return plan.digest;
  }

  it("changes nothing", () => {
    const digests = [
      digestOf("inner, choice, Sum", "by, fast: Fast, deep: Deep"),
      digestOf("Sum, choice, inner", "deep: Deep, fast: Fast, by"),
      digestOf("choice, Sum, use(inner, {})", "fast: use(Fast, {}), by, deep: Deep"),
    ];
    expect(new Set(digests).size).toBe(1);
  });
});
