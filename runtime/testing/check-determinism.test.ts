import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { create, type Message } from "@bufbuild/protobuf";
import {
  type Enum as Order,
  EnumSchema as OrderSchema,
  type StringValue as Receipt,
  StringValueSchema as ReceiptSchema,
  StructSchema,
  timestampNow,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import type { StepContext } from "../dsl/step.js";
import { checkDeterminism } from "./check-determinism.js";

/** An order: its number, and its lines, of which each has an article and a count. */
const order = create(OrderSchema, {
  name: "o-1",
  enumvalue: [
    { name: "i", number: 3 },
    { name: "ä", number: 2 },
    { name: "z", number: 1234 },
  ],
});
const evening = new Date(Date.UTC(2021, 5, 1, 22, 30));

const receipt = (text: unknown) => create(ReceiptSchema, { value: String(text) });

type OrderStep = (ctx: StepContext, order: Order) => Message | Promise<Message> | readonly Message[];

/** What varies the output of a step, as `variation: field`, each once. */
async function found(step: OrderStep): Promise<readonly string[]> {
  const { differences } = await checkDeterminism(step, [order]);
  return differences.map(({ variation, field }) => `${variation}: ${field}`);
}

describe("a step that depends on the world", () => {
  it.each<[string, OrderStep]>([
    ["Date.now", () => receipt(Date.now())],
    ["new Date()", () => timestampNow()],
    ["Date()", () => receipt(Date().slice(11, 15))],
    ["a date's constructor", (_) => receipt(+new (evening.constructor as typeof Date)())],
    ["performance.now", () => receipt(performance.now() - performance.now())],
    ["process.hrtime", () => receipt(process.hrtime.bigint())],
    ["a clock after an await", async () => (await Promise.resolve(), receipt(Date.now()))],
  ])("on the clock, by %s", async (_, step) => {
    expect((await found(step))[0]).toMatch(/^clock: (value|seconds)$/);
    expect((await found(step)).filter((each) => !each.startsWith("clock: "))).toEqual([]);
  });

  it.each<[string, OrderStep]>([
    ["Math.random", () => receipt(Math.random())],
    ["node:crypto, imported by name", () => receipt([randomUUID(), randomBytes(4).toString("hex"), randomInt(1_000)])],
    ["the Web's crypto", () => receipt(crypto.getRandomValues(new Uint8Array(8)))],
    [
      "node:crypto, with a callback",
      () => new Promise((resolve) => randomBytes(4, (_, bytes) => resolve(receipt(bytes)))),
    ],
  ])("on chance, by %s", async (_, step) => {
    expect(await found(step)).toEqual(["random: value"]);
  });

  it.each<[string, OrderStep]>([
    ["a date's parts", () => receipt(evening.getDate())],
    ["Intl", () => receipt(Intl.DateTimeFormat().resolvedOptions().timeZone)],
  ])("on the time zone, by %s", async (_, step) => {
    expect(await found(step)).toEqual(["zone: value"]);
  });

  it.each<[string, OrderStep]>([
    ["toLocaleString", (_, { enumvalue: lines }) => receipt(lines[2]!.number.toLocaleString())],
    ["toLocaleUpperCase", (_, { enumvalue: lines }) => receipt(lines[0]!.name.toLocaleUpperCase())],
    [
      "localeCompare",
      (_, { enumvalue: lines }) => receipt(lines.map(({ name }) => name).sort((a, b) => a.localeCompare(b))),
    ],
    [
      "a collator",
      (_, { enumvalue: lines }) => receipt(lines.map(({ name }) => name).sort(new Intl.Collator().compare)),
    ],
    ["a number format", (_, { enumvalue: lines }) => receipt(Intl.NumberFormat().format(lines[2]!.number))],
  ])("on the locale, by %s", async (_, step) => {
    expect(await found(step)).toEqual(["locale: value"]);
  });

  it.each<[string, OrderStep]>([
    ["a variable", () => receipt(process.env.SHOP_CURRENCY ?? "EUR")],
    ["the folder", () => receipt(process.cwd())],
    ["the host", () => receipt(hostname())],
  ])("on the environment, by %s", async (_, step) => {
    expect(await found(step)).toEqual(["environment: value"]);
  });

  it("on garbage collection", async () => {
    const step: OrderStep = async (ctx) => {
      const cached = new WeakRef({ id: "cached" });
      await ctx.sleep(1);
      return receipt(cached.deref()?.id ?? "gone");
    };
    expect(await found(step)).toEqual(["garbage-collection: value"]);
  });
});

describe("a step that keeps something", () => {
  it("in its module is found by running it again, and what it keeps is not blamed on anything else", async () => {
    let count = 0;
    expect(await found(() => receipt((count += 1)))).toEqual(["repetition: value"]);
  });

  it("in its object is found, though another object starts anew", async () => {
    class Count {
      private count = 0;
      compute(_ctx: StepContext, _order: Order): Receipt {
        this.count += 1;
        return receipt(this.count);
      }
    }
    const { differences } = await checkDeterminism(Count, [order]);
    expect(differences).toEqual([
      { variation: "repetition", field: "value", change: "it runs a second time", was: "'1'", is: "'2'" },
    ]);
  });

  it("of its input, and writes to it, is told which field it wrote to", async () => {
    const step: OrderStep = (_, input) => {
      input.enumvalue[1]!.number += 1;
      return receipt(input.enumvalue[1]!.number);
    };
    const { differences } = await checkDeterminism(step, [order]);
    expect(differences).toEqual([
      {
        variation: "inputs",
        field: "inputs[0].enumvalue[1].number",
        change: "the step wrote to it",
        was: "2",
        is: "3",
      },
    ]);
    expect(order.enumvalue[1]?.number).toBe(2);
  });
});

describe("services", () => {
  interface Shop {
    readonly name: string;
    stock(sku: string): Promise<number>;
    stream(): AsyncIterable<string>;
  }
  const shop: Shop = Object.freeze({
    name: "corner",
    // Neither its answers nor when they come are the step's doing.
    stock: async (sku: string) => {
      await new Promise((resolve) => setTimeout(resolve, sku === "z" ? 0 : 4));
      return Math.random() + Date.now() + sku.length;
    },
    async *stream() {
      yield String(Date.now());
      yield randomUUID();
    },
  });

  class Racing {
    constructor(private readonly shop: Shop) {}
    async compute(_ctx: StepContext, order: Order): Promise<Receipt> {
      const seen: string[] = [];
      await Promise.all(order.enumvalue.map(async ({ name }) => (await this.shop.stock(name), seen.push(name))));
      return receipt(seen);
    }
  }

  class Patient {
    constructor(private readonly shop: Shop) {}
    async compute(_ctx: StepContext, order: Order): Promise<Receipt> {
      const counts = await Promise.all(order.enumvalue.map(({ name }) => this.shop.stock(name)));
      const streamed: string[] = [];
      for await (const item of this.shop.stream()) streamed.push(item);
      return receipt([this.shop.name, ...counts, ...streamed]);
    }
  }

  it("that answer in another order show what hangs on the order", async () => {
    const { differences } = await checkDeterminism(Racing, [order], { services: [shop] });
    expect(differences).toMatchObject([{ variation: "completion-order", field: "value", was: "'i,ä,z'" }]);
  });

  it("are not what is tested: they may answer as they like", async () => {
    expect(await checkDeterminism(Patient, [order], { services: [shop] })).toMatchObject({
      step: "Patient",
      differences: [],
      notVaried: [],
    });
  });

  it("may be classes with private fields, functions, and services within services", async () => {
    class Counter {
      #asked = 0;
      readonly inner = { next: async () => (this.#asked += 1) };
      get asked(): number {
        return this.#asked;
      }
      next(): number {
        return (this.#asked += 1);
      }
    }
    class Ask {
      constructor(
        private readonly counter: Counter,
        private readonly look: (id: string) => Promise<string>,
      ) {}
      async compute(_ctx: StepContext, order: Order): Promise<Receipt> {
        if (!(this.counter instanceof Counter)) throw new TypeError("no counter");
        return receipt([this.counter.next(), await this.counter.inner.next(), await this.look(order.name)]);
      }
    }
    const { differences } = await checkDeterminism(Ask, [order], {
      services: [new Counter(), async (id: string) => `${id} ${Math.random()}`],
    });
    expect(differences).toEqual([]);
  });

  it("that are given a function call it, in every run", async () => {
    let calls = 0;
    class InTransaction {
      constructor(private readonly database: { transaction<T>(work: () => Promise<T>): Promise<T> }) {}
      compute(_ctx: StepContext, _order: Order): Promise<Receipt> {
        return this.database.transaction(async () => receipt(Math.random()));
      }
    }
    const database = {
      transaction: <T>(work: () => Promise<T>) => {
        calls += 1;
        return work();
      },
    };
    const { differences, runs } = await checkDeterminism(InTransaction, [order], { services: [database] });
    expect(differences).toMatchObject([{ variation: "random", field: "value" }]);
    expect(calls).toBe(runs);
  });
});

describe("outputs", () => {
  it("are compared by field, in messages, maps, lists and streams", async () => {
    const customer = () =>
      create(StructSchema, { fields: { "since when": { kind: { case: "stringValue", value: String(Date.now()) } } } });
    expect(await found(customer)).toEqual(['clock: fields["since when"].kind.value']);
    expect(await found(() => [receipt("a"), customer()])).toEqual(['clock: [1].fields["since when"].kind.value']);
    async function* stream(_ctx: StepContext, _order: Order): AsyncGenerator<Receipt> {
      yield receipt("a");
      yield receipt(Math.random());
      if (process.env.MORE_RECEIPTS) yield receipt("b");
    }
    const { differences } = await checkDeterminism(stream, [order]);
    expect(differences.map(({ variation, field }) => `${variation}: ${field}`)).toEqual([
      "random: [1].value",
      "environment: length",
    ]);
  });

  it("that are not there in one world, or of another message, differ as a whole", async () => {
    const step: OrderStep = () => (Math.random() < 0.5 ? receipt("a") : create(StructSchema));
    expect(await found(step)).toEqual(["random: (output)"]);
    const failing: OrderStep = () => {
      if (process.env.SHOP_IS_CLOSED) throw new Error("closed");
      return receipt("open");
    };
    expect((await checkDeterminism(failing, [order])).differences).toEqual([
      {
        variation: "environment",
        field: "(thrown)",
        change: "every variable is set",
        was: "nothing",
        is: "closed",
      },
    ]);
  });

  it("of ctx are the same in every world", async () => {
    const step: OrderStep = async (ctx) => {
      await Promise.all([ctx.sleep("2h"), ctx.sleep(1)]);
      return receipt([ctx.now(), ctx.random(), ctx.uuid(), ctx.runId, ctx.idempotencyKey]);
    };
    expect(await found(step)).toEqual([]);
  });

  it("that never come end the check, as does a step that fails at once", async () => {
    const never: OrderStep = () => new Promise(() => undefined);
    await expect(checkDeterminism(never, [order], { timeoutMs: 20 })).rejects.toThrow(
      "step never failed before anything was varied: no answer within 20 ms",
    );
  });
});

describe("the process", () => {
  /** All that a check replaces, by what it is and what it does. */
  function world(): readonly unknown[] {
    return [
      [
        Date,
        Date.now,
        Date.prototype.constructor,
        performance.now,
        performance.timeOrigin,
        process.hrtime,
        process.uptime,
      ],
      [Math.random, crypto.getRandomValues, crypto.randomUUID, randomUUID, randomBytes, hostname],
      [process.env, process.cwd, process.pid, process.platform, process.argv, process.memoryUsage],
      [Intl.NumberFormat, Intl.Collator, Intl.DateTimeFormat, String.prototype.localeCompare],
      [process.env.TZ, new Date(0).getTimezoneOffset(), (1234.5).toLocaleString()],
      Object.getOwnPropertyNames(performance),
      Object.getOwnPropertyNames(crypto),
    ];
  }

  it("is as it was, also where a step fails", async () => {
    const before = world();
    await checkDeterminism((_: StepContext, { name }: Order) => receipt(name), [order]);
    const failing = (_: StepContext, _order: Order): Receipt => {
      throw new Error("out of stock");
    };
    await expect(checkDeterminism(failing, [order])).rejects.toMatchObject({ cause: new Error("out of stock") });
    const after = world();
    expect(after.flat().every((each, at) => Object.is(each, before.flat()[at]))).toBe(true);
  });

  it("has one check at a time", async () => {
    const step = async (ctx: StepContext, _order: Order) => (await ctx.sleep(1), receipt(Date.now()));
    const [one, other] = await Promise.all([checkDeterminism(step, [order]), checkDeterminism(step, [order])]);
    expect(one.differences).toEqual(other.differences);
    expect(one.differences.map(({ change }) => change)).toEqual(["it is 1999"]);
  });

  it("varies only what is asked for", async () => {
    const step = (_: StepContext, _order: Order) => receipt([Date.now(), Math.random()]);
    const { differences, runs } = await checkDeterminism(step, [order], { vary: ["random"] });
    expect([runs, differences.map(({ variation }) => variation)]).toEqual([5, ["random"]]);
  });
});
