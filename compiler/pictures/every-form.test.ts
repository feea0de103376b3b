import { describe, expect, it } from "vitest";
import { check } from "../compile.js";
import { hasErrors } from "../diagnostics/diagnostic.js";
import { flatten } from "../graph/flat.js";
import type { Graph } from "../graph/model.js";
import { Outlook } from "../graph/outlook.js";
import { temporaryProject } from "../temporary-project.test-support.js";
import { stepNotes } from "./step-notes.js";
import { toDot } from "./to-dot.js";
import { toGraphJson } from "./to-json.js";
import { toMermaid } from "./to-mermaid.js";
import { toSvg } from "./to-svg.js";
import { toText } from "./to-text.js";

const text = `
  import { awaited, choose, graph, type Lazy, optional, use, type StepContext } from "protograph";
  import {
    type Customer, CustomerSchema, type Invoice, type InvoiceDraft, InvoiceDraftSchema, InvoiceSchema, type Order,
    OrderSchema, type Payment, PaymentSchema, type Quote, QuoteSchema, type Receipt, ReceiptSchema, type Shipment,
    ShipmentSchema, type Stock,
  } from "./generated/orders/v1/orders_pb.js";

  export declare class FetchStock { compute(ctx: StepContext, order: Order): Stock }
  export declare class Price { compute(ctx: StepContext, order: Order, stock: Lazy<Stock>): Quote }
  export declare class Draft { compute(ctx: StepContext, quote: Quote): InvoiceDraft | undefined }
  export const pricing = graph({
    name: "a.Pricing", inputs: [OrderSchema], outputs: [QuoteSchema, optional(InvoiceDraftSchema)],
    steps: [FetchStock, Price, Draft],
  });

  export declare class List { compute(ctx: StepContext, customer: Customer): readonly Order[] }
  export declare class Bill { compute(ctx: StepContext, quote: Quote): Invoice }
  export declare class BillDraft { compute(ctx: StepContext, draft: InvoiceDraft | undefined, quote: Quote): Invoice }
  export declare class Ship { compute(ctx: StepContext, order: Order, invoice: Invoice): AsyncIterable<Shipment> }
  export declare class Count { compute(ctx: StepContext, shipments: AsyncIterable<Shipment>): Receipt | undefined }
  export declare function billAgain(ctx: StepContext, quote: Quote): Invoice;
  export const shop = graph({
    name: "a.Shop",
    inputs: [CustomerSchema, awaited(PaymentSchema)],
    outputs: [QuoteSchema, optional(ReceiptSchema)],
    steps: [
      List,
      use(pricing, { name: "Prices", when: (customer: Customer) => customer.name !== "" }),
      choose(InvoiceSchema, {
        by: (quote: Quote) => (quote.cents > 100n ? "draft" : "direct"),
        direct: use(Bill, { itemFailure: "fail", rateLimit: { limit: 1, per: "1s", key: ({ id }: Order) => id } }),
        draft: use(BillDraft, { itemFailure: "fail", fallback: billAgain }),
      }),
      use(Ship, { itemFailure: "fail" }),
      use(Count, { itemFailure: "fail", when: (payment: Payment) => payment.reference !== "" }),
    ],
  });
`;

const shop = graphOf("a.Shop");

function graphOf(name: string): Graph {
  const { diagnostics, graphs } = check(temporaryProject({ "a.graph.ts": text }));
  if (hasErrors(diagnostics)) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return graphs.find((graph) => graph.name === name)!;
}

describe("the Mermaid picture", () => {
  it("shows lists, what is called for each item, conditions, choices and graphs in the graph", () => {
    expect(toMermaid(shop).split("\n")).toEqual([
      "flowchart LR",
      '  input0(["Customer"])',
      '  input1(["awaited Payment"])',
      '  step2["List"]',
      '  choice5{"Invoice"}',
      '  step6[["Bill"]]',
      '  step8[["BillDraft"]]',
      '  step9[["Ship"]]',
      '  step10[["Count"]]',
      '  output12(["Quote#91;#93;"])',
      '  output13(["Receipt#91;#93;#63;"])',
      '  subgraph graph0["Prices"]',
      '    step3[["FetchStock"]]',
      '    step4[["Price"]]',
      '    step7[["Draft"]]',
      '    condition11{{"when"}}',
      "  end",
      "  input0 --> step2",
      '  step2 -- "each Order" --> step3',
      '  step2 -- "each Order" --> step4',
      '  step3 -. "lazy Stock" .-> step4',
      '  step4 -- "each Quote" --> choice5',
      '  choice5 -- "direct" --> step6',
      '  choice5 -- "draft" --> step8',
      '  step4 -- "each Quote" --> step6',
      '  step2 -. "key each Order" .-> step6',
      '  step4 -- "each Quote" --> step7',
      '  step7 -. "each InvoiceDraft#63;" .-> step8',
      '  step4 -- "each Quote" --> step8',
      '  step4 -. "else each Quote" .-> step8',
      '  step2 -- "each Order" --> step9',
      '  step6 -- "each Invoice" --> step9',
      '  step8 -- "each Invoice" --> step9',
      '  input1 -. "when Payment" .-> step10',
      '  step9 -- "Shipment#8230;" --> step10',
      "  input0 --> condition11",
      "  step4 --> output12",
      "  step10 -.-> output13",
      "  classDef port fill:none,stroke-dasharray:4 3",
      "  class input0,input1,output12,output13 port",
      "  classDef conditional stroke-dasharray:6 3",
      "  class step10 conditional",
      "",
    ]);
  });
});

describe("the DOT picture", () => {
  it("shows the same with shapes and clusters", () => {
    const lines = toDot(shop).split("\n");
    for (const line of [
      '  "choice Invoice" [label="Invoice", shape=diamond, style=solid];',
      '  "step Count" [label="Count", peripheries=2, style="rounded,dashed"];',
      '  subgraph "cluster graph Prices" {',
      '    label="Prices";',
      '    "step Prices/Price" [label="Price", peripheries=2];',
      '    "condition Prices" [label="when", shape=hexagon, style=solid];',
      '  "choice Invoice" -> "step Invoice/draft" [label="draft"];',
      '  "step Prices/FetchStock" -> "step Prices/Price" [label="lazy Stock", style=dashed];',
      '  "step Ship" -> "step Count" [label="Shipment…"];',
      '  "step Count" -> "output orders.v1.Receipt" [style=dashed];',
    ]) {
      expect(lines).toContain(line);
    }
  });
});

describe("the JSON picture", () => {
  const { nodes, edges, graphs } = JSON.parse(toGraphJson(shop)) as Record<string, readonly Record<string, unknown>[]>;

  it("says in which graph a step stands, over what it is lifted, and whether it has a condition", () => {
    expect(nodes?.find(({ name }) => name === "Prices/Price")).toMatchObject({
      within: ["graph Prices"],
      liftedOver: ["orders.v1.Order"],
    });
    expect(nodes?.find(({ name }) => name === "Count")).toMatchObject({ conditional: true, cardinality: "optional" });
    expect(graphs).toEqual([{ id: "graph Prices", name: "Prices", graph: "a.Pricing" }]);
  });

  it("says what each arrow is for", () => {
    expect(
      edges?.filter(({ to }) => to === "step Invoice/direct").map(({ from, role, key }) => [from, role, key]),
    ).toEqual([
      ["choice Invoice", "branch", "direct"],
      ["step Prices/Price", "argument", undefined],
      ["step List", "key", undefined],
    ]);
    expect(edges?.find(({ to }) => to === "condition Prices")).toMatchObject({ role: "condition" });
  });
});

describe("the SVG picture", () => {
  const svg = toSvg(shop);

  it("has a box around the steps of a graph, and around no others", () => {
    const frame = rectsOf(/<g class="group"><title>a\.Pricing<\/title>(<rect [^>]*>)/)[0]!;
    const isInside = (label: string) => {
      const box = rectsOf(
        new RegExp(`<g class="node \\w+[^"]*">(?:(?!</g>).)*(<rect [^>]*/>)<text[^>]*>${label}<`),
      )[0]!;
      return (
        box.x > frame.x &&
        box.y > frame.y &&
        box.x + box.width < frame.x + frame.width &&
        box.y + box.height < frame.y + frame.height
      );
    };
    expect(["FetchStock", "Price", "Draft"].map(isInside)).toEqual([true, true, true]);
    expect(["List", "Bill", "BillDraft", "Ship", "Count"].map(isInside)).toEqual([false, false, false, false, false]);
  });

  it("draws what is called for each item as a stack, and a choice as a rhomb", () => {
    expect(svg.match(/<title>each Order<\/title><rect/g)).toHaveLength(7);
    expect(svg).toMatch(/<g class="node choice"><path d="M[^"]*z"\/><text[^>]*>Invoice</);
    expect(svg).toMatch(/<g class="node step conditional">/);
  });

  it("dashes the lines of what may not be needed", () => {
    expect(svg.match(/<path class="line dashed"/g)).toHaveLength(6);
  });

  function rectsOf(pattern: RegExp) {
    const [, rect = ""] = pattern.exec(svg) ?? [];
    const [, x, y, width, height] = /x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/.exec(rect) ?? [];
    return [{ x: Number(x), y: Number(y), width: Number(width), height: Number(height) }];
  }
});

describe("the picture in plain text", () => {
  it("lists what is taken in which form", () => {
    expect(toText(shop).split("\n")).toEqual([
      "inputs   Customer, awaited Payment",
      "1        List               Customer → Order[]",
      "2        Prices/FetchStock  when Customer, each Order → Stock",
      "3        Prices/Price       when Customer, each Order, lazy Stock → Quote",
      "4        Invoice            each Quote → direct or draft",
      "         Prices/Draft       when Customer, each Quote → InvoiceDraft?",
      "5        Invoice/direct     as direct, each Quote, key each Order → Invoice",
      "         Invoice/draft      as draft, each InvoiceDraft?, each Quote, else each Quote → Invoice",
      "6        Ship               each Order, each Invoice → Shipment…",
      "7        Count              when Payment, Shipment… → Receipt?",
      "outputs  Quote[], Receipt[]?",
    ]);
  });

  it("says on lines what is called for each item", () => {
    expect(toText(graphOf("a.Pricing"), "orders.v1.Quote")).toBe("Order → FetchStock → Price → Quote");
    expect(toText(shop, "orders.v1.Quote").split("\n")[1]).toBe("1        List               Customer → Order[]");
  });
});

describe("what is said of a step", () => {
  const notesFor = (output: string) => {
    const flat = flatten(shop);
    const outlook = new Outlook(flat, [output]);
    return Object.fromEntries(flat.nodes.map((node) => [node.id, stepNotes(node, outlook)]));
  };

  it("is when and how often it runs", () => {
    expect(notesFor("orders.v1.Receipt")).toEqual({
      List: [],
      "Prices/FetchStock": ["Once for each Order.", "Only where the condition of Prices on Customer holds."],
      "Prices/Price": ["Once for each Order.", "Only where the condition of Prices on Customer holds."],
      "Prices/Draft": [
        "Once for each Order.",
        "Only where the condition of Prices on Customer holds.",
        "May return nothing.",
      ],
      "Invoice/direct": ["Once for each Order.", 'Chosen as "direct" for Invoice by Quote.'],
      "Invoice/draft": ["Once for each Order.", 'Chosen as "draft" for Invoice by Quote.'],
      Invoice: ["Once for each Order.", "Skipped where Quote is absent."],
      Ship: ["Once for each Order.", "Skipped where Invoice is absent."],
      Count: ["Once for each Order.", "Only where its condition on Payment holds.", "May return nothing."],
    });
  });

  it("is that nobody may ask for it, where only lazy parameters take what it makes", () => {
    const pricing = graphOf("a.Pricing");
    const flat = flatten(pricing);
    const outlook = new Outlook(flat, ["orders.v1.Quote"]);
    expect(flat.nodes.map((node) => [node.id, outlook.of(node)?.kind])).toEqual([
      ["FetchStock", "not-needed"],
      ["Price", undefined],
      ["Draft", undefined],
    ]);
  });
});
