import { describe, expect, it } from "vitest";
import { compile } from "./compile.js";
import { temporaryProject } from "./temporary-project.test-support.js";

const imports = `
  import { choose, graph, use, type StepContext } from "protograph";
  import { type Invoice, InvoiceSchema, type Order, OrderSchema, type Quote, QuoteSchema } from "./generated/orders/v1/orders_pb.js";
  export declare class Price { compute(ctx: StepContext, order: Order): Quote }
  export declare class Bill { compute(ctx: StepContext, quote: Quote): Invoice }
`;

const ports = "inputs: [OrderSchema], outputs: [QuoteSchema]";

function told(files: Readonly<Record<string, string>>): readonly string[] {
  return compile(temporaryProject(files)).diagnostics.map(({ code, message, span: { file, line, column } }) => {
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    return `${code} ${file} ${message}`;
  });
}

describe("graphs in graphs", () => {
  it("are planned however they stand, as long as they are not endlessly many", () => {
    const graphs = Array.from({ length: 49 }, (_, at) => {
      const steps = at === 0 ? "Price" : `g${at - 1}`;
      return `export const g${at} = graph({ name: "a.G${at}", ${ports}, steps: [${steps}] });`;
    });
    const { diagnostics, plans } = compile(temporaryProject({ "a.graph.ts": `${imports}${graphs.join("\n")}` }));
    expect(diagnostics).toEqual([]);
    const deepest = plans.find((plan) => plan.graph === "a.G48")?.nodes[0]?.id;
    expect(deepest?.split("/")).toHaveLength(49);
  });

  it("get one diagnostic where thousands stand in each other, at the first that is too deep", () => {
    const graphs = Array.from({ length: 1_000 }, (_, at) => {
      const steps = at === 999 ? "Price" : `g${at + 1}`;
      return `export const g${at} = graph({ name: "a.G${at}", ${ports}, steps: [${steps}] });`;
    });
    const found = told({ "a.graph.ts": `${imports}${graphs.join("\n")}` });
    expect(found).toEqual([
      "PG1010 a.graph.ts a.G949 contains too much: graphs more than 50 deep, or more than 100000 steps",
    ]);
  });

  it("get one diagnostic where they double at each level", () => {
    const doubled = (at: number) =>
      ["Order", "Quote"].map(
        (message, side) =>
          `export const g${at}${side} = graph({ name: "a.G${at}${side}", inputs: [], outputs: [${message}Schema],
            steps: [${at === 0 ? `make${message}` : `use(g${at - 1}0, { name: "a" }), use(g${at - 1}1, { name: "b" })`}] });`,
      );
    const graphs = Array.from({ length: 40 }, (_, at) => doubled(at)).flat();
    const found = told({
      "a.graph.ts": `${imports}
        export declare function makeOrder(ctx: StepContext): Order;
        export declare function makeQuote(ctx: StepContext): Quote;
        ${graphs.join("\n")}`,
    });
    const errors = found.filter((each) => !each.startsWith("PG2006"));
    expect(errors).toEqual([
      "PG1010 a.graph.ts a.G160 contains too much: graphs more than 50 deep, or more than 100000 steps",
      "PG1010 a.graph.ts a.G161 contains too much: graphs more than 50 deep, or more than 100000 steps",
    ]);
  });

  it("get one diagnostic where thousands contain each other in a circle, through as many files", () => {
    const count = 300;
    const files = Array.from({ length: count }, (_, at) => {
      const next = (at + 1) % count;
      const text = `import { graph } from "protograph";
        import { OrderSchema, QuoteSchema } from "./generated/orders/v1/orders_pb.js";
        import { g${next} } from "./g${next}.graph.js";
        export const g${at} = graph({ name: "a.G${at}", ${ports}, steps: [g${next}] });`;
      return [`g${at}.graph.ts`, text] as const;
    });
    const found = told(Object.fromEntries(files));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^PG2001 g\d+\.graph\.ts graphs contain each other: a\.G/);
  });

  it("that are constants of each other's constants are no graphs", () => {
    expect(
      told({
        "a.graph.ts": `${imports} const a = b; const b = a; export const g = graph({ name: "a.G", ${ports}, steps: [a, Price] });`,
      }),
    ).toEqual(["PG1006 a.graph.ts a cannot be read: it is defined by itself"]);
  });

  it("of a file that does not parse are that one fault", () => {
    const inner = `${imports} export const inner = graph({ name: "a.Inner", ${ports}, steps: [Price] ;`;
    const outer = `${imports} import { inner } from "./inner.js";
      export const g = graph({ name: "a.G", inputs: [OrderSchema], outputs: [InvoiceSchema], steps: [inner, Bill] });`;
    const found = told({
      "protograph.json": '{ "include": ["*.graph.ts"] }',
      "a.graph.ts": outer,
      "inner.ts": inner,
    });
    expect(found).toEqual(["PG1001 inner.ts the file does not parse: ',' expected"]);
  });
});

describe("choices", () => {
  const choice = (by: string, branches = "a: Price, b: Price") => ({
    "a.graph.ts": `${imports}
      export const g = graph({ name: "a.G", ${ports}, steps: [choose(QuoteSchema, { by: ${by}, ${branches} })] });`,
  });

  it("have no branches of hostile names", () => {
    const hostile = ["*/ process.exit()", "a/b", "", "\\u2028", "${a}", "\\n", "x".repeat(101), "..\\\\.."];
    for (const key of hostile) {
      const found = told(choice(`(order: Order): "a" | "${key}" => "a"`, `a: Price, "${key}": Price`));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/^PG2010 a\.graph\.ts ".*" cannot name a branch$/s);
    }
  });

  it("have no branches that are prototypes, nor named by what is computed", () => {
    expect(told(choice(`(order: Order): "a" => "a"`, "__proto__: Price, a: Price"))).toEqual([
      "PG1006 a.graph.ts the branches cannot be read: it sets a prototype",
    ]);
    expect(told(choice(`(order: Order): "a" => "a"`, "[key()]: Price, a: Price"))).toEqual([
      "PG1006 a.graph.ts the branches cannot be read: its key is computed",
    ]);
  });

  it("may be called constructor, toString and then", () => {
    const keys = `"constructor" | "toString" | "then"`;
    const branches = "constructor: Price, toString: Price, then: Price";
    expect(told(choice(`(order: Order): ${keys} => "then"`, branches))).toEqual([]);
  });

  it("take selectors that are nested ten thousand levels deep, or aliases without end, for what they are", () => {
    const nested = `(order: Order) => ${"order.id ? ".repeat(10_000)}"a"${' : "b"'.repeat(10_000)}`;
    expect(told(choice(nested))[0]).toMatch(/^PG(1001|2010) a\.graph\.ts /);
    const aliases = Array.from({ length: 200 }, (_, at) => `type K${at} = K${at + 1};`).join("\n");
    const { "a.graph.ts": text } = choice("by");
    const by = `${aliases}\ntype K200 = "a" | "b";\ndeclare function by(order: Order): K0;`;
    expect(told({ "a.graph.ts": `${by}\n${text}` })).toEqual([]);
    const circle = "type A = B; type B = A; declare function by(order: Order): A;";
    expect(told({ "a.graph.ts": `${circle}\n${text}` })).toHaveLength(1);
  });
});
