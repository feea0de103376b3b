import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Ended, runHere } from "./run-here.test-support.js";
import { ordering, TestProject } from "./test-project.test-support.js";

// Buf compiles the protos in a process of its own, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const flowFile = "ordering.flow.ts";
const graphFile = "handing.graph.ts";
const proto = "proto/orders/v1/handing.proto";

let project: TestProject;

function run(...args: readonly string[]): Promise<Ended> {
  return runHere([...args, "--config", join(project.root, "protograph.json")]);
}

/** Changes texts of the project as it was released: a file, what stands there, and what is to. */
function change(...edits: readonly (readonly [file: string, from: string, to: string])[]): void {
  const files: Record<string, string> = { ...ordering };
  for (const [file, from, to] of edits) {
    expect(files[file]).toContain(from);
    files[file] = files[file]!.replace(from, to);
  }
  for (const [path, text] of Object.entries(files)) project.write(path, text);
}

beforeAll(async () => {
  project = new TestProject(ordering);
  expect((await run("generate")).code).toBe(0);
});

afterAll(() => project.remove());

describe("protograph diff of a project with flows", () => {
  it("finds nothing where nothing has changed", async () => {
    change();
    const { code, out } = await run("diff");
    expect(code).toBe(0);
    expect(out.trim().split(/\n+/)).toEqual(
      ["Apologizing", "PlaceOrder", "Placing", "Refusing", "Reviewing", "Shipping", "Deciding", "Ordering"].map(
        (name) => `orders.v1.${name}  unchanged`,
      ),
    );
  });

  it("ends with 0 on what is compatible, and says what it is", async () => {
    change(
      [flowFile, "window: 8", 'window: 32, onDuplicate: "refuse"'],
      [flowFile, "() => undefined)", "() => undefined, { window: 1 })"],
    );
    const { code, out } = await run("diff");
    expect(code).toBe(0);
    expect(out).toContain(
      [
        "orders.v1.Ordering  compatible",
        "  - observer Placing/orders.v1.Placed has other policies",
        "  Placing/orders.v1.Placed -> Deciding/orders.v1.Placed  compatible  its messages are identical",
        "    - window: 32, before 8",
        "    - onDuplicate: refuse, before first",
        "",
      ].join("\n"),
    );
    expect(out).toContain("orders.v1.Deciding  unchanged\n");
  });

  const otherKey = [flowFile, '{ key: "id", window: 8 }', '{ key: "note", window: 8 }'] as const;
  const noLetter = [
    flowFile,
    "  outputs: [optional(ParcelSchema), optional(LetterSchema)],\n  unhappy",
    "  outputs: [optional(ParcelSchema)],\n  unhappy",
  ] as const;

  it("ends with 1 on what is breaking and has no new version, at the flow", async () => {
    change(otherKey, noLetter);
    const { code, out } = await run("diff");
    expect(code).toBe(1);
    expect(out).toContain("orders.v1.Ordering  breaking\n  - output orders.v1.Letter is gone\n");
    expect(out).toContain("    - duplicates are told by note, and were told by id\n");
    expect(out).toMatch(
      /error PG3011: orders.v1.Ordering: output orders.v1.Letter is gone\n {2}--> .*ordering.flow.ts:11:9\n/,
    );
    expect(out).toContain(
      "error PG3011: orders.v1.Ordering, Placing/orders.v1.Placed -> Deciding/orders.v1.Placed: duplicates are told by note",
    );
    expect(out).toContain("fix: give orders.v1.Ordering, or one of the two graphs, a new version\n");
  });

  it("ends with 0 where a new version of the flow says that it breaks", async () => {
    change(otherKey, noLetter, [flowFile, '"orders.v1.Ordering",', '"orders.v1.Ordering", version: "2",']);
    const { code, out } = await run("diff", "--format", "json");
    expect(code).toBe(0);
    const { flows, handoffs } = JSON.parse(out) as Record<"flows" | "handoffs", Record<string, object>>;
    expect(flows).toEqual({
      "orders.v1.Deciding": { change: "unchanged", reasons: [] },
      "orders.v1.Ordering": {
        change: "breaking",
        reasons: [
          { rule: "version", weight: "compatible", message: "is version 2, and was 1" },
          { rule: "output-removed", weight: "breaking", message: "output orders.v1.Letter is gone", versioned: true },
        ],
      },
    });
    expect(handoffs["Placing/orders.v1.Placed -> Deciding/orders.v1.Placed"]).toMatchObject({
      change: "breaking",
      verdict: "identical",
      losses: [],
      reasons: [{ rule: "key", versioned: true }],
    });
  });

  it("follows a route's cases, and the flow's inputs, through the flow that it stands in", async () => {
    change(
      [proto, "Refusal refused = 3;", "Refusal denied = 3; Letter sorry = 4;"],
      [flowFile, "refused: refusing", "denied: refusing, sorry: filing"],
      [flowFile, "shipping, refusing]", "shipping, refusing, filing]"],
      [flowFile, "refusing, reviewing, shipping }", "filing, refusing, reviewing, shipping }"],
      [
        graphFile,
        "export const placing",
        'export const filing = graph({ name: "orders.v1.Filing", inputs: [LetterSchema, OrderSchema], outputs: [SoldOutSchema], steps: [file] });\nexport const placing',
      ],
      [graphFile, "apologize, place", "apologize, file, place"],
      [
        "steps/handing.ts",
        "export function ship(",
        "export function file(_ctx: StepContext, letter: Letter, order: Order): SoldOut {\n  return made(letter, order);\n}\nexport function ship(",
      ],
    );
    const { code, out } = await run("diff", "--format", "json");
    expect(code).toBe(1);
    const { flows } = JSON.parse(out) as { flows: Record<string, { reasons: { rule: string; message: string }[] }> };
    const said = flows["orders.v1.Deciding"]!.reasons.map(({ message }) => message);
    expect(said).toEqual([
      "orders.v1.Order is a new input",
      "route Reviewing/orders.v1.Decision.outcome has a new case denied",
      "route Reviewing/orders.v1.Decision.outcome has a new case sorry",
      "route Reviewing/orders.v1.Decision.outcome has no case refused any more",
      "graph Filing is new in it",
    ]);
    expect(flows["orders.v1.Ordering"]!.reasons.map(({ rule }) => rule)).toContain("case-removed");
  });

  it("says once that a flow is gone, at its place in the lock", async () => {
    change();
    project.write(flowFile, ordering[flowFile]!.replace(/export const ordering[^]*/, ""));
    const { code, out } = await run("diff");
    expect(code).toBe(1);
    expect(out.match(/PG3011/g)).toHaveLength(1);
    expect(out).toMatch(/PG3011: orders.v1.Ordering is gone\n {2}--> .*protograph.lock.json:\d+:\d+\n/);
    expect(out).toContain("fix: run `protograph generate --release` if it is to be gone\n");
  });
});

describe("protograph plan of a flow", () => {
  beforeAll(() => change());

  it("says what would run, in what order, and what leads where", async () => {
    expect(await run("plan", "Ordering")).toEqual({
      code: 0,
      err: "",
      out: `orders.v1.Ordering

takes orders.v1.Order
gives orders.v1.Parcel?, orders.v1.Letter?

  1  Placing             → Deciding/Reviewing; on OutOfStock → Apologizing
  2  Apologizing
     Deciding/Reviewing  shipped → Deciding/Shipping; refused → Deciding/Refusing
  3  Deciding/Refusing
     Deciding/Shipping

Each graph starts as soon as what it takes is there; what stands behind a way that is not taken does not run.
`,
    });
  });

  it("says it in JSON", async () => {
    const { code, out } = await run("plan", "orders.v1.Ordering", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      flow: "orders.v1.Ordering",
      inputs: ["orders.v1.Order"],
      outputs: [
        { message: "orders.v1.Parcel", optional: true, from: ["Deciding/Shipping"] },
        { message: "orders.v1.Letter", optional: true, from: ["Deciding/Refusing", "Apologizing"] },
      ],
      handoffs: [
        { from: ["Placing"], to: ["Deciding/Reviewing"] },
        { from: ["Placing"], to: ["Apologizing"], errors: ["OutOfStock"] },
        { to: ["Deciding/Shipping"], case: "shipped" },
        { to: ["Deciding/Refusing"], case: "refused" },
      ],
      parallel: [["Placing"], ["Apologizing", "Deciding/Reviewing"], ["Deciding/Refusing", "Deciding/Shipping"]],
    });
  });

  it("takes no output: a flow runs as a whole", async () => {
    const { code, err } = await run("plan", "Ordering", "orders.v1.Parcel");
    expect(code).toBe(2);
    expect(err).toContain("orders.v1.Ordering is a flow, and runs as a whole\n  fix: name no output");
  });
});

describe("protograph graph of a flow", () => {
  beforeAll(() => change());

  it("draws graphs, ways, and the flow in the flow as a frame", async () => {
    const { code, out } = await run("graph", "Ordering");
    expect(code).toBe(0);
    for (const line of [
      '  subgraph graph0["Deciding"]',
      '    choice4{"outcome"}',
      '  step1 -- "Placed" --> step3',
      '  step1 -. "OutOfStock: SoldOut" .-> step2',
      '  choice4 -- "shipped" --> step6',
      '  step1 -. "Placed" .-> observer7',
    ]) {
      expect(out.split("\n")).toContain(line);
    }
  });

  it.each(["dot", "svg"])("draws it as %s as well", async (format) => {
    const { code, out } = await run("graph", "Ordering", "--format", format);
    expect(code).toBe(0);
    for (const name of ["Placing", "Reviewing", "outcome", "OutOfStock"]) expect(out).toContain(name);
  });

  it("says it in JSON", async () => {
    const { code, out } = await run("graph", "Ordering", "--format", "json");
    expect(code).toBe(0);
    const { nodes, edges, messages } = JSON.parse(out) as Record<"nodes" | "edges" | "messages", unknown[]>;
    expect(nodes).toContainEqual({
      id: "graph Deciding/Reviewing",
      kind: "graph",
      name: "Deciding/Reviewing",
      graph: "orders.v1.Reviewing",
      within: ["flow Deciding"],
    });
    const decision = "Deciding/Reviewing/orders.v1.Decision.outcome";
    expect(nodes).toContainEqual({ id: decision, kind: "choice", within: ["flow Deciding"], oneof: "outcome" });
    expect(edges).toContainEqual({
      from: "graph Placing",
      to: "graph Apologizing",
      message: "orders.v1.SoldOut",
      label: "OutOfStock: SoldOut",
      beside: true,
    });
    expect(edges).toContainEqual({
      from: decision,
      to: "graph Deciding/Refusing",
      message: "orders.v1.Refusal",
      label: "refused",
    });
    expect(messages).not.toContain("orders.v1.Placing");
  });

  it("names what there is where the name is none", async () => {
    const { code, err } = await run("graph", "Orderings");
    expect(code).toBe(2);
    expect(err).toContain("orders.v1.Ordering");
  });
});

describe("what is wrong with flows", () => {
  /** By what it is: a flow to add, the code, what is said of it, and the text that it points at. */
  const faults: readonly (readonly [what: string, flow: string, code: string, said: string, at: string])[] = [
    [
      "two flows of one name",
      'export const f1 = flow({ name: "orders.v1.Deciding", graphs: [placing], handoffs: [] });',
      "PG2009",
      "two flows are called orders.v1.Deciding",
      '"orders.v1.Deciding", graphs: [placing]',
    ],
    [
      "a handoff of an output that there is not",
      'export const f2 = flow({ name: "orders.v1.F2", graphs: [placing, apologizing], handoffs: [handoff(placing, SoldOutSchema, apologizing, SoldOutSchema, { key: "id" })] });',
      "PG3021",
      "orders.v1.Placing gives no orders.v1.SoldOut",
      'SoldOutSchema, apologizing, SoldOutSchema, { key: "id" })] });',
    ],
    [
      "a route without a case",
      'export const f3 = flow({ name: "orders.v1.F3", graphs: [reviewing, shipping], handoffs: [route(reviewing, DecisionSchema, "outcome", { shipped: shipping })] });',
      "PG3024",
      "no branch takes the case refused of orders.v1.Decision",
      "{ shipped: shipping })] });",
    ],
    [
      "an aux branch that is declared required twice",
      'const again = branch(refusing, RefusalSchema, { role: "aux", required: true });\nexport const f4 = flow({ name: "orders.v1.F4", graphs: [reviewing, shipping, refusing], handoffs: [route(reviewing, DecisionSchema, "outcome", { shipped: shipping, refused: [again, branch(refusing, RefusalSchema, { role: "aux", required: true })] })] });',
      "PG3025",
      "the aux branch of the case refused to orders.v1.Refusing is declared twice, required both times",
      'branch(refusing, RefusalSchema, { role: "aux", required: true })] })] });',
    ],
    ...(["0", "Infinity"] as const).map(
      (window) =>
        [
          `a window of ${window}`,
          `export const f5${window} = flow({ name: "orders.v1.F5${window}", graphs: [placing, reviewing], handoffs: [handoff(placing, PlacedSchema, reviewing, PlacedSchema, { key: "id", window: ${window} })] });`,
          "PG1007",
          "window of handoff",
          `${window} })] });`,
        ] as const,
    ),
    [
      "a map of other messages",
      'export const f6 = flow({ name: "orders.v1.F6", graphs: [reviewing, apologizing], handoffs: [handoff(reviewing, DecisionSchema, apologizing, SoldOutSchema, { key: "id", map: (placed: Placed): SoldOut => ({ $typeName: "orders.v1.SoldOut", id: placed.id }) })] });',
      "PG3027",
      "orders.v1.Placed",
      "Placed): SoldOut",
    ],
  ];
  const imports = [
    'import { branch, flow, handoff, route } from "protograph";',
    'import { DecisionSchema, type Placed, PlacedSchema, RefusalSchema, type SoldOut, SoldOutSchema } from "./generated/orders/v1/handing_pb.js";',
    'import { apologizing, placing, refusing, reviewing, shipping } from "./handing.graph.js";',
    "",
  ].join("\n");
  let ended: Ended;
  let text: string;

  beforeAll(async () => {
    change();
    // What is sound beside it would be written anew.
    project.write(flowFile, ordering[flowFile]!.replace("window: 8", "window: 9"));
    text = imports + faults.map(([, flow]) => flow).join("\n");
    project.write("wrong.flow.ts", text);
    const before = project.files().map((file) => project.read(file));
    const lock = project.read("protograph.lock.json");
    ended = await run("generate", "--release");
    expect(project.files().map((file) => project.read(file))).toEqual(before);
    expect(project.read("protograph.lock.json")).toBe(lock);
  });

  it("has nothing written of all the project", () => {
    expect(ended.code).toBe(1);
  });

  it.each(faults)("is said where it stands: %s", (_what, _flow, code, said, at) => {
    const lines = text.split("\n");
    const printed = (ended.out + ended.err).matchAll(/error (PG\d+): (.*)\n {2}--> (\S+):(\d+):(\d+)\n/g);
    const found = [...printed].filter(([, found, message]) => found === code && message!.includes(said));
    const places = found.map(([, , , , line, column]) => lines[Number(line) - 1]!.slice(Number(column) - 1));
    expect(places.some((place) => place.startsWith(at))).toBe(true);
    expect(found.every(([, , , file]) => file!.endsWith("/wrong.flow.ts"))).toBe(true);
  });
});
