import path from "node:path";
import { describe, expect, it } from "vitest";
import { comparePlans } from "../../proto/contract/compare/compare-plans.js";
import { compile } from "../compile.js";
import { loadConfig } from "../config/load-config.js";
import { temporaryProject } from "../temporary-project.test-support.js";
import { type Lock, lockedMessages } from "./lock.js";
import { lockText } from "./lock-text.js";
import { parseLock } from "./read-lock.js";

const input = path.join(import.meta.dirname, "../../test/scenarios/lock-good/input");

/** What is locked of a project. */
function lockOf(root: string): Lock {
  const loaded = loadConfig(root);
  if (!("config" in loaded)) throw new Error("no config");
  const { diagnostics, lock } = compile(loaded.config);
  expect(diagnostics).toEqual([]);
  return lock();
}

/** A flow of two graphs. */
const handing = {
  "steps.ts": `
    import type { StepContext } from "protograph";
    import type { Order, Quote, Receipt } from "./generated/orders/v1/orders_pb.js";
    export function price(_ctx: StepContext, order: Order): Quote {
      throw new Error(order.id);
    }
    export function bill(_ctx: StepContext, quote: Quote): Receipt {
      throw new Error(String(quote.cents));
    }
  `,
  "orders.flow.ts": `
    import { flow, graph, handoff } from "protograph";
    import { OrderSchema, QuoteSchema, ReceiptSchema } from "./generated/orders/v1/orders_pb.js";
    import { bill, price } from "./steps.js";
    export const pricing = graph({ name: "orders.v1.Price", inputs: [OrderSchema], outputs: [QuoteSchema], steps: [price] });
    export const billing = graph({ name: "orders.v1.Bill", inputs: [QuoteSchema], outputs: [ReceiptSchema], steps: [bill] });
    export const both = flow({
      name: "orders.v1.Pricing",
      graphs: [pricing, billing],
      handoffs: [handoff(pricing, QuoteSchema, billing, QuoteSchema, { key: "cents" })],
    });
  `,
};

const lock = lockOf(input);
const text = lockText(lock);

/** The message and place of what is wrong with a lock. */
function fault(changed: string): string {
  const read = parseLock(changed);
  if (!("diagnostics" in read)) return "none";
  return read.diagnostics.map(({ message, span }) => `${span.line}:${span.column} ${message}`).join("\n");
}

describe("the lock", () => {
  it("is read as it was written, and is the same text for the same contracts", () => {
    const read = parseLock(text);
    if (!("lock" in read)) throw new Error("not read");
    expect(lockText(read.lock)).toBe(text);
    expect(lockText(lockOf(input))).toBe(text);
    expect(lockedMessages(read.lock)("shop.v1.Line")?.fields.map(({ name }) => name)).toEqual(["sku", "count"]);
    const [was, is] = [read.lock, lock].map((each) => ({
      ...each.graphs.get("shop.v1.PlaceOrder")!,
      message: lockedMessages(each),
    }));
    expect(comparePlans(was!, is!)).toMatchObject({ change: "unchanged", runs: "continue" });
  });

  it("has a field of a message on a line, and none too long to read", () => {
    const lines = text.split("\n");
    expect(lines.filter((line) => line.includes('"name": "paid_cents"'))).toHaveLength(1);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });

  it("may be laid out anew, in any order", () => {
    const { protos, ...rest } = JSON.parse(text) as Record<string, unknown>;
    expect(fault(JSON.stringify({ protos, ...rest }))).toBe("none");
    expect(fault(text.replaceAll("\n", "\r\n"))).toBe("none");
  });

  it.each([
    ["no JSON", "<<<<<<< HEAD\n{}", "1:1 protograph.lock.json is no JSON: < cannot stand here"],
    ["nothing", "", "1:1 protograph.lock.json is no JSON: it is empty; the least is {}"],
    ["a list", "[]", "1:1 protograph.lock.json must be an object"],
    [
      "a newer format",
      text.replace('"formatVersion": 1', '"formatVersion": 2').replace('"graphs"', '"contracts"'),
      "2:20 the lock has format 2, and this protograph reads formats up to 1",
    ],
    ["a part that is missing", text.replace('"flows": {},', ""), "1:1 flows must be an object"],
    ["a digest that is none", text.replace(/"digest": "../, '"digest": "xx'), "3:13 digest must be a digest"],
    [
      "another source",
      text.replace(/"Bill": "../, '"Bill": "00'),
      "3:13 the lock is not as it was written: its digest is another",
    ],
    [
      "another plan",
      text.replace('"id": "Bill"', '"id": "Pay"'),
      "5:5 the plan of shop.v1.PlaceOrder is not as it was written",
    ],
    [
      "another name",
      text.replace('"shop.v1.PlaceOrder": {', '"shop.v1.Place": {'),
      "5:5 the plan of shop.v1.Place is not as it was written",
    ],
    [
      "a type that is none",
      text.replace("TYPE_INT64", "TYPE_INT").replace("TYPE_INT32", "TYPE_INT"),
      "the messages cannot be read",
    ],
  ])("says what is wrong and where: %s", (_, changed, said) => {
    expect(fault(changed)).toContain(said);
  });
});

describe("a flow in the lock", () => {
  const { root } = temporaryProject(handing);
  const flowText = lockText(lockOf(root));

  it("is read as it was written", () => {
    const read = parseLock(flowText);
    if (!("lock" in read)) throw new Error("not read");
    expect(lockText(read.lock)).toBe(flowText);
    expect([...read.lock.flows.keys()]).toEqual(["orders.v1.Pricing"]);
    expect(read.span("orders.v1.Pricing").line).toBe(lineOf(flowText, '"orders.v1.Pricing": {'));
  });

  it.each([
    ["another window", '"window": 16', '"window": 17', "the plan of orders.v1.Pricing is not as it was written"],
    ["a window that is none", '"window": 16', '"window": "wide"', "the plan of orders.v1.Pricing cannot be read"],
    [
      "another name",
      '"orders.v1.Pricing": {',
      '"orders.v1.Price": {',
      "the plan of orders.v1.Price is not as it was written",
    ],
  ])("says what is wrong and where: %s", (_, from, to, said) => {
    const at = lineOf(flowText, '"orders.v1.Pricing": {');
    expect(flowText).toContain(from);
    expect(fault(flowText.replace(from, to))).toBe(`${at}:5 ${said}`);
  });
});

/** The line on which something stands. */
function lineOf(of: string, part: string): number {
  return of.slice(0, of.indexOf(part)).split("\n").length;
}

describe("the source that a step reaches", () => {
  const files = {
    "steps.ts": `
      import { create } from "@bufbuild/protobuf";
      import type { StepContext } from "protograph";
      import { type Order, type Quote, QuoteSchema } from "./generated/orders/v1/orders_pb.js";
      import * as rates from "./rates.js";
      import { Base } from "./base.js";
      /** Prices. */
      export class Price extends Base {
        compute(_ctx: StepContext, order: Order): Quote {
          return create(QuoteSchema, { cents: BigInt(rates.cents(order.id.length) + this.extra()) });
        }
      }
      export const unrelated = () => 1;
    `,
    "base.ts": "export abstract class Base { protected extra(): number { return 1; } }",
    "rates.ts": `export { cents } from "./inner.js"; export const other = 3;`,
    "inner.ts": `const rate = 2; export function cents(n: number): number { return n > 9 ? cents(n - 1) : n * rate; }`,
    "orders.graph.ts": `
      import { graph } from "protograph";
      import { OrderSchema, QuoteSchema } from "./generated/orders/v1/orders_pb.js";
      import { Price } from "./steps.js";
      export const price = graph({ name: "orders.v1.Price", inputs: [OrderSchema], outputs: [QuoteSchema], steps: [Price] });
    `,
  };

  function digest(file: keyof typeof files, from: string, to: string): string | undefined {
    const changed = files[file].replace(from, to);
    const { root } = temporaryProject({ ...files, [file]: changed });
    return lockOf(root).graphs.get("orders.v1.Price")?.sources.get("Price");
  }

  const before = digest("rates.ts", "", "");

  it.each<[string, keyof typeof files, string, string]>([
    ["a comment", "steps.ts", "/** Prices. */", "/** Prices, all of it. */"],
    ["layout", "inner.ts", "{ return n", "{\n    return n"],
    ["a type", "inner.ts", "(n: number): number", "(n: 1 | 2): number"],
    ["another function of its file", "steps.ts", "() => 1", "() => 2"],
    ["another constant of a file on the way", "rates.ts", "other = 3", "other = 4"],
  ])("is the same after a change of %s", (_, file, from, to) => {
    expect(digest(file, from, to)).toBe(before);
  });

  it.each<[string, keyof typeof files, string, string]>([
    ["its own body", "steps.ts", "BigInt(rates", "BigInt(1 + rates"],
    ["a function behind a re-export", "inner.ts", "n * rate", "n + rate"],
    ["a constant that this uses", "inner.ts", "rate = 2", "rate = 3"],
    ["the class that it extends", "base.ts", "return 1", "return 2"],
    ["what is re-exported", "rates.ts", '{ cents } from "./inner.js"', '{ extra as cents } from "./base.js"'],
  ])("is another after a change of %s", (_, file, from, to) => {
    expect(digest(file, from, to)).not.toBe(before);
  });
});
