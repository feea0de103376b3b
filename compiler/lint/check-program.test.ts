import { rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { check, type CheckMemory } from "../compile.js";
import type { Config } from "../config/config.js";
import { temporaryProject } from "../temporary-project.test-support.js";

const head = `
  import type { StepContext } from "protograph";
  import type { Order, Receipt } from "../generated/orders/v1/orders_pb.js";
`;

/** A step whose compute does something, and other files. */
function project(body: string, files: Readonly<Record<string, string>> = {}, before = ""): Config {
  return temporaryProject({
    "steps/confirm.ts": `${head}${before}
export class Confirm {
  compute(ctx: StepContext, order: Order): Receipt {
${body}
    throw new Error(order.id + ctx.runId);
  }
}`,
    ...files,
  });
}

/** What is found of determinism, as `code file: message`. */
function found(config: Config, memory?: CheckMemory): readonly string[] {
  return check(config, new Map(), memory ? { memory } : {})
    .diagnostics.filter(({ code }) => code.startsWith("PG5"))
    .map(({ code, span, message }) => `${code} ${span.file}: ${message}`);
}

describe("what flows are declared with", () => {
  const lookingOn = `
    import { flow, graph, observe, type StepContext } from "protograph";
    import { type Order, OrderSchema, type Quote, QuoteSchema } from "./generated/orders/v1/orders_pb.js";
    export const seen: string[] = [];
    export function quote(_ctx: StepContext, order: Order): Quote { throw new Error(order.id); }
    export const quoting = graph({ name: "orders.v1.Quoting", inputs: [OrderSchema], outputs: [QuoteSchema], steps: [quote] });
    export const watched = flow({
      name: "orders.v1.Watched",
      graphs: [quoting],
      handoffs: [observe(quoting, QuoteSchema, ({ cents }) => void seen.push(String(cents)))],
    });
    export const outer = flow({ name: "orders.v1.Outer", graphs: [watched], handoffs: [] });
  `;

  it("is on the way of no step of another file: an observer may keep what it sees", () => {
    expect(found(project("", { "orders.flow.ts": lookingOn }))).toEqual([]);
  });
});

describe("a path into other files", () => {
  it("is followed through modules that import each other in a circle", () => {
    const config = project(
      "ping(2);",
      {
        "lib/ping.ts": `import { pong } from "./pong.js"; export function ping(n: number): number { return n ? pong(n - 1) : 0; }`,
        "lib/pong.ts": `import { ping } from "./ping.js"; export function pong(n: number): number { return ping(n) + Math.random(); }`,
      },
      `import { ping } from "../lib/ping.js";`,
    );
    expect(found(config)).toEqual([
      expect.stringMatching(/^PG5013 steps\/confirm.ts: ping\(\) leads to lib\/pong.ts:1:\d+, where Math.random/),
    ]);
  });

  it("leads through JavaScript in both forms of modules, and through barrels", () => {
    const config = project(
      "stamp(); mark();",
      {
        "lib/index.ts": `export * from "./stamp.cjs"; export { mark } from "./mark.js";`,
        "lib/stamp.cjs": `exports.stamp = function () { return Date.now(); };`,
        "lib/stamp.d.cts": `export declare function stamp(): number;`,
        "lib/mark.js": `export const mark = () => Math.random();`,
        "lib/mark.d.ts": `export declare function mark(): number;`,
      },
      `import { mark, stamp } from "../lib/index.js";`,
    );
    expect(found(config)).toHaveLength(2);
  });

  it("ends at services and at ctx", () => {
    const config = temporaryProject({
      "services/api.ts": `export class Api { get(id: string): number { return Date.now() + id.length; } }`,
      "steps/confirm.ts": `${head} import { Api } from "../services/api.js";
        function ask(api: Api, id: string): number { return api.get(id); }
        export class Confirm {
          constructor(private readonly api: Api) {}
          compute(ctx: StepContext, order: Order): Receipt { throw new Error(String(ask(this.api, order.id) + ctx.now())); }
        }`,
    });
    expect(found(config)).toEqual([]);
  });

  it("is taken for what a call leaves out, and not for what it gives", () => {
    const lib = {
      "lib/age.ts": `export function age(at: number, now: number = Date.now()): number { return now - at; }`,
    };
    const imported = `import { age } from "../lib/age.js";`;
    expect(found(project("age(1, ctx.now());", lib, imported))).toEqual([]);
    expect(found(project("age(1);", lib, imported))).toHaveLength(1);
  });
});

describe("names", () => {
  it.each([
    ["a local class called Date", "class Date { static now() { return 1; } } Date.now();"],
    [
      "a parameter called crypto",
      "((crypto: { randomUUID(): string }) => crypto.randomUUID())({ randomUUID: () => order.id });",
    ],
    ["a local fetch", "const fetch = (id: string) => id; fetch(order.id);"],
    ["text", "const text = 'Date.now()'; // Math.random()\n text.trim();"],
    ["a type", "const made = {} as ReturnType<typeof Math.random>; Number(made);"],
    ["a check for one", "typeof fetch === 'function'; order instanceof Date;"],
  ])("of one's own are not the platform's: %s", (_what, body) => {
    expect(found(project(body))).toEqual([]);
  });
});

describe("code that cannot be understood", () => {
  it.each([
    ["a file that does not parse", "(((", {}],
    ["a helper that does not parse", "help();", { "lib/help.ts": "export function help() { return ((( }" }],
    ["decorators and enums", "@sealed class A { @field() x = 1 } enum E { A = 1 } new A(); E.A;", {}],
    ["a class that extends itself", "class A extends A {} new A().x();", {}],
    [
      "functions that return themselves",
      "const f = () => f; f()()()(); const g = { get g() { return g; } }; g.g.g.g;",
      {},
    ],
    [
      "patterns in patterns",
      "const { lines: [{ sku = order.id } = { sku: '' }] = [], ...rest } = order; [rest, [sku]].flat();",
      {},
    ],
    ["ten thousand terms", `const sum = ${"1 + ".repeat(10_000)}1;`, {}],
    [
      "twenty thousand lines",
      "big();",
      { "lib/help.ts": `export function help() {}\n${"export const a = () => 1;\n".repeat(20_000)}` },
    ],
  ])("is no reason to stop: %s", (_what, body, files) => {
    const config = project(body, files, `import { help } from "../lib/help.js"; help;`);
    expect(() => found(config)).not.toThrow();
  });
});

describe("a check that remembers the last one", () => {
  const lib = (text: string) => ({ "lib/time.ts": text });
  const safe = `export const stamp = (at: number) => String(at);`;
  const imported = `import { stamp } from "../lib/time.js";`;

  it("sees what changed, in the step's own file and in those it imports, and what was taken away", () => {
    const config = project("stamp(ctx.now());", lib(safe), imported);
    const memory: CheckMemory = {};
    const file = path.join(config.root, "lib/time.ts");
    const write = (text: string, seconds: number) => {
      writeFileSync(file, text);
      utimesSync(file, seconds, seconds);
    };
    expect(found(config, memory)).toEqual([]);
    write(`export const stamp = (at: number) => String(at + Date.now());`, 1);
    expect(found(config, memory)).toHaveLength(1);
    expect(found(config, memory)).toHaveLength(1);
    write(safe, 2);
    expect(found(config, memory)).toEqual([]);
    rmSync(file);
    expect(found(config, memory)).toEqual(found(config));
  });

  it("goes by what is said of packages now", () => {
    const config = project("clock.now();", {}, "declare const clock: { now(): number };");
    const memory: CheckMemory = {};
    expect(found(config, memory)).toEqual([]);
    expect(found({ ...config, determinism: { globals: { "clock.now": "no-wall-clock" } } }, memory)).toHaveLength(1);
  });
});
