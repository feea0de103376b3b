import { readFile, writeFile } from "node:fs/promises";
import { create } from "@bufbuild/protobuf";
import { consoleLog, type ErrorSink, FlowError, type Reject } from "protograph";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Orders, type OrdersServices } from "./generated/orders/v1/orders.flow.js";
import { type OrderRequest, OrderRequestSchema, ReadyOrderSchema } from "./generated/orders/v1/orders_pb.js";
import { printResult } from "./print-result.js";
import { openShop, readRequests } from "./shop.js";
import { seen } from "./watch.js";

const rejects: Reject[] = [];
const errorSink: ErrorSink = { name: "test", take: (reject) => void rejects.push(reject) };

function shop(replaced: Partial<OrdersServices> = {}): Orders {
  return new Orders({ ...openShop(), ...replaced }, { errorSink, errorPayloads: true, log: consoleLog("silent") });
}

function order(orderId: string, sku: string, count = 1): OrderRequest {
  const customer = { name: "Ada", email: "ada@example.com", address: "1 Mill Lane" };
  return create(OrderRequestSchema, { orderId, customer, lines: [{ sku, count }] });
}

beforeEach(() => {
  rejects.length = 0;
  seen.ready.length = 0;
  seen.priced.length = 0;
});

describe("a day's orders", () => {
  it("end as reviewed", async () => {
    const requests = readRequests();
    const results = await shop().pipe(requests, { itemFailure: "collect" });
    const printed = results.map((result) => `${printResult(requests[result.index]!, result)}\n`).join("");
    const withoutIds = printed.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "RUN");
    const golden = new URL("golden/day.txt", import.meta.url);
    // RECORD=1 npx vitest run examples/orders, and a reading of the diff.
    if (process.env.RECORD) await writeFile(golden, withoutIds);
    expect(withoutIds).toBe(await readFile(golden, "utf8"));
  });
});

describe("an order", () => {
  it("is delivered where it is approved, and its customer thanked", async () => {
    expect(await shop().run(order("o", "cup"))).toMatchObject({
      delivery: { orderId: "o", tracking: "T-S-o" },
      thankYou: { orderId: "o" },
      release: undefined,
      shortageNotice: undefined,
    });
  });

  it("is not where it is rejected, and its goods are there again", async () => {
    const orders = shop();
    const run = orders.run(order("o", "samovar", 2));
    expect(await run).toMatchObject({ delivery: undefined, release: { orderId: "o" } });
    expect(run.snapshot().graphs).toMatchObject({
      DeliverOrder: { status: "SKIPPED" },
      ReleaseOrder: { status: "COMPLETED" },
    });
    expect(await orders.run(order("p", "samovar", 1))).toMatchObject({ delivery: { orderId: "p" } });
  });

  it("of too much is a shortage, which is no error", async () => {
    const orders = shop();
    const run = orders.run(order("o", "teapot", 9));
    expect(await run).toMatchObject({ delivery: undefined, shortageNotice: { text: "of 9 teapot there are only 4" } });
    expect(run.snapshot().graphs).toMatchObject({
      CreateOrder: { status: "UNHAPPY", checkpoints: { "orders.v1.StockShortage": { wanted: 9, available: 4 } } },
    });
    await orders.drained();
    expect(rejects).toEqual([]);
  });

  it("that is sent twice is reviewed and delivered once", async () => {
    const fetch = vi.fn((_label: string, shelf: string) => Promise.resolve(`T-${shelf}`));
    const orders = shop({ carrier: { fetch } });
    const [first, again] = await Promise.all([orders.run(order("o", "cup")), orders.run(order("o", "cup"))]);
    expect(again).toEqual(first);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("stays ready when its delivery fails: it can be delivered by whoever looks after it", async () => {
    const carrier = { fetch: () => Promise.reject(new Error("no van")) };
    const run = shop({ carrier }).run(order("o", "cup"));
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FlowError);
    expect((error as FlowError).graph).toBe("DeliverOrder");
    const { CreateOrder, ThankCustomer } = (error as FlowError).snapshot.graphs;
    expect(CreateOrder).toMatchObject({
      status: "COMPLETED",
      checkpoints: { [ReadyOrderSchema.typeName]: { shelf: "S-o" } },
    });
    expect(ThankCustomer).toMatchObject({ status: "COMPLETED" });
  });

  it("of what nobody knows goes to the error sink, without the customer's email", async () => {
    const orders = shop();
    await expect(orders.run(order("o", "sugar"))).rejects.toBeInstanceOf(FlowError);
    await orders.drained();
    expect(rejects).toMatchObject([
      { graph: "orders.v1.CreateOrder", nodeId: "OrderCreate", failure: { name: "UnknownArticleError" } },
    ]);
    expect(rejects[0]?.payloads).toMatchObject([
      { messageType: "orders.v1.OrderRequest", redacted: ["customer.email"] },
    ]);
    expect(Buffer.from(rejects[0]!.payloads[0]!.message!).toString()).not.toContain("example.com");
  });

  it("is shown to those who look on: ready ones to the observer, priced ones to the tap", async () => {
    const orders = shop();
    await orders.pipe([order("o", "cup", 2), order("p", "teapot", 9)]);
    expect(seen).toEqual({ ready: ["o"], priced: ["o OrderCreate 1400", "p OrderCreate 35100"] });
  });

  it("is handed to the carrier as DeliverOrder reads it: a name, an address and a shelf", async () => {
    const fetch = vi.fn(() => Promise.resolve("T"));
    await shop({ carrier: { fetch } }).run(order("o", "cup"));
    expect(fetch).toHaveBeenCalledWith("Ada, 1 Mill Lane", "S-o", expect.stringMatching(/./));
  });
});

describe("the shop", () => {
  it("prepares no more orders than can be delivered", async () => {
    let open = 0;
    let most = 0;
    const carrier = {
      fetch: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open--;
        return "T";
      },
    };
    const results = await shop({ carrier }).pipe(Array.from({ length: 100 }, (_, at) => order(`o-${at}`, "spoon")));
    expect(results).toHaveLength(100);
    expect(most).toBeLessThanOrEqual(16);
  });
});
