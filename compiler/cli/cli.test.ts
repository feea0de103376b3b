import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { orders, TestProject } from "./test-project.test-support.js";

// Each test starts processes of its own, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** A sound project whose files are generated, and one with an error. */
let sound: TestProject;
let faulty: TestProject;
let empty: TestProject;

/** Charge takes a message that nothing provides. */
const missing = {
  ...orders,
  "steps/charge.ts": orders["steps/charge.ts"]!.replaceAll("Price", "Invoice").replace("price.cents", "price.id"),
};

beforeAll(async () => {
  sound = new TestProject(orders);
  faulty = new TestProject(missing);
  empty = new TestProject();
  const generated = await Promise.all([sound.run(["generate"]), faulty.run(["generate", "--messages"])]);
  expect(generated.map(({ code }) => code)).toEqual([0, 0]);
});

afterAll(() => [sound, faulty, empty].forEach((project) => project.remove()));

describe("protograph check", () => {
  it("ends with 0 where all is sound, and says so on stdout", async () => {
    expect(await sound.spawn(["check"])).toEqual({ code: 0, out: "sound: 1 graph, 2 steps\n", err: "" });
  });

  it("ends with 1 where there are errors, with the report on stdout, from where the reader stands", async () => {
    const { code, out, err } = await faulty.spawn(["check"], { cwd: "steps" });
    expect([code, err]).toEqual([1, ""]);
    expect(out).toContain("error PG2002: ");
    expect(out).toContain("  --> ../steps/charge.ts:4:");
    expect(out).toContain("4 |   compute(ctx: StepContext, order: Order, price: Invoice): Receipt {");
    expect(out).toMatch(/\n1 error\n$/);
  });

  it("writes every format to stdout, valid with errors in it", async () => {
    const [json, sarif, github] = await Promise.all(
      ["json", "sarif", "github"].map((format) => faulty.run(["check", "--format", format])),
    );
    expect([json!.code, sarif!.code, github!.code]).toEqual([1, 1, 1]);
    expect(JSON.parse(json!.out)).toMatchObject({ diagnostics: [{ code: "PG2002" }], summary: { errors: 1 } });
    expect(JSON.parse(sarif!.out)).toMatchObject({ version: "2.1.0", runs: [{ results: [{ ruleId: "PG2002" }] }] });
    expect(github!.out).toMatch(/^::error file=steps\/charge\.ts,line=4,col=\d+,/);
  });

  it("ends with 2 where the configuration cannot be used, in the format that was asked for", async () => {
    const broken = new TestProject({ "protograph.json": '{ "otu": "gen" }' });
    const [pretty, json] = await Promise.all([broken.run(["check"]), broken.run(["check", "--format=json"])]);
    expect([pretty.code, json.code]).toEqual([2, 2]);
    expect(pretty.out).toBe(
      [
        'error PG1008: unknown key "otu"',
        "  --> protograph.json:1:3",
        '1 | { "otu": "gen" }',
        "      ^^^^^",
        '  fix: did you mean "out"?',
        "",
        "1 error",
        "",
      ].join("\n"),
    );
    expect(JSON.parse(json.out)).toMatchObject({ diagnostics: [{ code: "PG1008", span: { line: 1, column: 3 } }] });
    broken.remove();
  });

  it("ends with 2 where there is no project", async () => {
    const { code, out } = await empty.run(["check"]);
    expect(code).toBe(2);
    expect(out).toContain("there is no protograph.json in this folder or any above it");
  });

  it("takes the configuration that is named", async () => {
    const { code, out } = await empty.run(["check", "--config", join(sound.root, "protograph.json")]);
    expect([code, out]).toEqual([0, "sound: 1 graph, 2 steps\n"]);
  });
});

describe("arguments that cannot be used", () => {
  it.each([
    ["an unknown command", ["chekc"], "protograph: unknown command 'chekc'\n  fix: did you mean check?\n"],
    ["an unknown option", ["check", "--wach"], "protograph: unknown option '--wach'\n  fix: did you mean --watch?\n"],
    [
      "an unknown format",
      ["check", "--format", "xml"],
      "protograph: option '-f, --format <format>' argument 'xml' is invalid. Allowed choices are pretty, json, sarif, github.\n",
    ],
    ["a missing argument", ["plan"], "protograph: missing required argument 'name'\n"],
    [
      "an unknown graph",
      ["graph", "PlaceOrders"],
      'protograph: there is no graph named "PlaceOrders"\n  fix: did you mean orders.v1.PlaceOrder?\n',
    ],
    [
      "an unknown output",
      ["plan", "PlaceOrder", "Reciept"],
      'protograph: there is no output of orders.v1.PlaceOrder named "Reciept"\n  fix: did you mean orders.v1.Receipt?\n',
    ],
    [
      "no output, of several",
      ["plan", "PlaceOrder"],
      "protograph: say which output of orders.v1.PlaceOrder\n  fix: there are orders.v1.Receipt, orders.v1.Price\n",
    ],
    ["an unknown code", ["explain", "PG2020"], 'protograph: there is no code "PG2020"\n  fix: did you mean PG2002?\n'],
  ])("%s: 2, and one sentence on stderr", async (_, args, err) => {
    expect(await sound.run(args)).toEqual({ code: 2, out: "", err });
  });

  it("are answered in JSON where JSON was asked for", async () => {
    const { code, out } = await sound.run(["check", "--format", "json", "--wach"]);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      diagnostics: [
        {
          code: "USAGE",
          severity: "error",
          message: "unknown option '--wach'",
          span: { file: "", line: 1, column: 1, endLine: 1, endColumn: 1 },
          trace: [],
          fix: "did you mean --watch?",
        },
      ],
      summary: { errors: 1, warnings: 0, graphs: 0, steps: 0 },
    });
  });
});

describe("protograph graph", () => {
  it("draws the only graph in Mermaid on stdout", async () => {
    const { code, out, err } = await sound.run(["graph"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^flowchart LR\n {2}input0\(\["Order"\]\)\n/);
  });

  it("writes a picture to a file, in the format of its ending", async () => {
    expect(await sound.run(["graph", "PlaceOrder", "-o", "pictures/orders.svg"])).toEqual({
      code: 0,
      out: "",
      err: "wrote pictures/orders.svg\n",
    });
    expect(sound.read("pictures/orders.svg")).toMatch(/^<svg /);
  });

  it("draws nothing of a project with errors, and stays JSON where that is asked for", async () => {
    const [pretty, json] = await Promise.all([faulty.run(["graph"]), faulty.run(["graph", "--format", "json"])]);
    expect([pretty.code, pretty.out, json.code]).toEqual([1, "", 1]);
    expect(pretty.err).toContain("error PG2002: ");
    expect(JSON.parse(json.out)).toMatchObject({ diagnostics: [{ code: "PG2002" }] });
  });
});

describe("protograph plan", () => {
  it("says what would run for an output, in what order, and what would not", async () => {
    const { code, out } = await sound.run(["plan", "PlaceOrder", "Price"]);
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "orders.v1.PlaceOrder → orders.v1.Price",
      "",
      "  Order → PriceOrder → Price",
      "",
      "needs orders.v1.Order",
      "runs 1 of 2 steps, not Charge",
      "",
      expect.stringMatching(/^ {2}1 {2}PriceOrder {2}.*2s/),
      "",
      "Each step starts as soon as what it takes is there; steps of one number need nothing of each other.",
      "",
    ]);
  });

  it("says it in JSON", async () => {
    const { out } = await sound.run(["plan", "orders.v1.PlaceOrder", "orders.v1.Receipt", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      graph: "orders.v1.PlaceOrder",
      output: "orders.v1.Receipt",
      inputs: ["orders.v1.Order"],
      steps: [
        {
          name: "PriceOrder",
          layer: 0,
          takes: ["orders.v1.Order"],
          produces: "orders.v1.Price",
          policies: { timeout: "2s" },
        },
        { name: "Charge", layer: 1, takes: ["orders.v1.Order", "orders.v1.Price"], policies: {} },
      ],
      parallel: [["PriceOrder"], ["Charge"]],
      notRun: [],
    });
  });
});

describe("protograph explain", () => {
  it("lists all codes, or tells of one in any case", async () => {
    const [list, one] = await Promise.all([empty.run(["explain"]), empty.run(["explain", "pg2002"])]);
    expect(list.out).toContain("PG2001  cycle\n");
    expect([one.code, one.err]).toEqual([0, ""]);
    expect(one.out).toContain("PG2002");
  });
});

describe("the process", () => {
  it("explains itself and tells its version", async () => {
    const [bare, help, version] = await Promise.all([
      empty.spawn([]),
      empty.spawn(["--help"]),
      empty.spawn(["--version"]),
    ]);
    expect([bare.code, help.code, version.code]).toEqual([0, 0, 0]);
    expect(bare.out).toBe(help.out);
    expect(help.out).toContain("prove the project's graphs sound");
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it("loads neither compiler for its help", async () => {
    const coverage = join(empty.root, "coverage");
    mkdirSync(coverage);
    await empty.spawn(["--help"], { env: { NODE_V8_COVERAGE: coverage } });
    const loaded = readdirSync(coverage)
      .map((file) => readFileSync(join(coverage, file), "utf8"))
      .join("");
    expect(loaded).toContain("/commander/");
    for (const name of ["ts-morph", "typescript", "zod", "@bufbuild", "dagre", "chokidar"]) {
      expect(loaded).not.toContain(`/node_modules/${name}`);
    }
  });

  it("follows NO_COLOR and FORCE_COLOR", async () => {
    const forced = await sound.spawn(["check"], { env: { NO_COLOR: "", FORCE_COLOR: "1" } });
    expect(forced.out).toBe("\u001b[32msound\u001b[39m: 1 graph, 2 steps\n");
  });

  it("ends quietly where its reader goes away", async () => {
    const child = sound.start(["explain", "PG2001"]);
    child.stdout.destroy();
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    expect([code, err]).toEqual([0, ""]);
  });

  it("says a failure of its own in one sentence, with a stack only where it is asked for", async () => {
    // The first write fails, as nothing else of a command can be made to.
    const broken = `let failed = false; const write = process.stdout.write;
      process.stdout.write = (...all) => {
        if (!failed) { failed = true; throw new Error("out of luck"); }
        return write.apply(process.stdout, all);
      };`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(broken)}`;
    const [pretty, json, debug] = await Promise.all([
      empty.spawn(["explain"], { env: { NODE_OPTIONS } }),
      empty.spawn(["check", "--format", "json"], { env: { NODE_OPTIONS } }),
      empty.spawn(["explain"], { env: { NODE_OPTIONS, PROTOGRAPH_DEBUG: "1" } }),
    ]);
    const fix = "this is a fault of protograph's own; set PROTOGRAPH_DEBUG=1 to see where, and report it";
    expect(pretty).toEqual({ code: 1, out: "", err: `protograph: out of luck\n  fix: ${fix}\n` });
    expect(JSON.parse(json.out)).toMatchObject({ diagnostics: [{ code: "INTERNAL", message: "out of luck" }] });
    expect([json.code, json.err]).toEqual([1, ""]);
    expect(debug.err).toMatch(/^ {4}at .*run-cli\.ts/m);
  });
});
