import { type ChildProcessByStdio, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { packageRoot } from "./package-root.js";
import { type Ended, runHereIn } from "./run-here.test-support.js";

/** A project in a folder of its own, for tests of the command line. */
export class TestProject {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "protograph-cli-")));

  constructor(files: Readonly<Record<string, string>> = {}) {
    const repository = packageRoot();
    this.link("node_modules/protograph", repository);
    this.link("node_modules/@bufbuild", join(repository, "node_modules/@bufbuild"));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  link(path: string, target: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(target, join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** Every file of a folder, as paths from the project, sorted. */
  files(folder = "generated"): readonly string[] {
    return readdirSync(join(this.root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1))
      .sort();
  }

  /** Runs `protograph` in this process, in the project's folder or one below it: all but what the process itself does. */
  run(args: readonly string[], { cwd = "." }: { readonly cwd?: string } = {}): Promise<Ended> {
    return runHereIn(join(this.root, cwd), args);
  }

  /** Runs `protograph` in a process of its own. */
  async spawn(
    args: readonly string[],
    more: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<Ended> {
    const child = this.start(args, more);
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code, out: out(), err: err() };
  }

  /** Starts `protograph` in a process of its own. */
  start(
    args: readonly string[],
    { cwd = ".", env = {} }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ): ChildProcessByStdio<null, Readable, Readable> {
    const main = fileURLToPath(new URL("./main.ts", import.meta.url));
    const node = ["--conditions=@protograph/source", "--import", import.meta.resolve("tsx"), main, ...args];
    return spawn(process.execPath, node, {
      cwd: join(this.root, cwd),
      env: { ...process.env, FORCE_COLOR: "", NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A sound project: an order is priced, then charged. */
export const orders: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }\n',
  "protograph.json": '{ "protos": "proto" }\n',
  "proto/orders/v1/orders.proto": [
    'syntax = "proto3";',
    "package orders.v1;",
    "message Order { string id = 1; }",
    "message Price { int32 cents = 1; }",
    "message Receipt { string id = 1; }",
    "message Invoice { string id = 1; }",
    "",
  ].join("\n"),
  "steps/price-order.ts": [
    'import type { StepContext } from "protograph";',
    'import type { Order, Price } from "../generated/orders/v1/orders_pb.js";',
    "export class PriceOrder {",
    "  compute(ctx: StepContext, order: Order): Price {",
    "    throw new Error(ctx.runId + order.id);",
    "  }",
    "}",
    "",
  ].join("\n"),
  "steps/charge.ts": [
    'import type { StepContext } from "protograph";',
    'import type { Order, Price, Receipt } from "../generated/orders/v1/orders_pb.js";',
    "export class Charge {",
    "  compute(ctx: StepContext, order: Order, price: Price): Receipt {",
    "    throw new Error(ctx.runId + order.id + price.cents);",
    "  }",
    "}",
    "",
  ].join("\n"),
  "orders.graph.ts": [
    'import { graph, use } from "protograph";',
    'import { OrderSchema, PriceSchema, ReceiptSchema } from "./generated/orders/v1/orders_pb.js";',
    'import { Charge } from "./steps/charge.js";',
    'import { PriceOrder } from "./steps/price-order.js";',
    "export const placeOrder = graph({",
    '  name: "orders.v1.PlaceOrder",',
    "  inputs: [OrderSchema],",
    "  outputs: [ReceiptSchema, PriceSchema],",
    '  steps: [use(PriceOrder, { timeout: "2s" }), Charge],',
    "});",
    "",
  ].join("\n"),
};

/** The same, and a flow: what was ordered is reviewed, and shipped or refused; a flow in it does the shipping. */
export const ordering: Readonly<Record<string, string>> = {
  ...orders,
  "proto/orders/v1/handing.proto": [
    'syntax = "proto3";',
    "package orders.v1;",
    "message Placed { string id = 1; string note = 2; }",
    "message Shipment { string id = 1; }",
    "message Refusal { string id = 1; string why = 2; }",
    "message Decision {",
    "  string id = 1;",
    "  oneof outcome {",
    "    Shipment shipped = 2;",
    "    Refusal refused = 3;",
    "  }",
    "}",
    "message Parcel { string id = 1; }",
    "message Letter { string id = 1; }",
    "message SoldOut { string id = 1; }",
    "",
  ].join("\n"),
  "steps/handing.ts": [
    'import type { StepContext } from "protograph";',
    'import type { Decision, Letter, Parcel, Placed, Refusal, Shipment, SoldOut } from "../generated/orders/v1/handing_pb.js";',
    'import type { Order } from "../generated/orders/v1/orders_pb.js";',
    "declare function made<T>(...from: readonly unknown[]): T;",
    "export class OutOfStock extends Error {}",
    "export function place(_ctx: StepContext, order: Order): Placed {",
    '  if (order.id === "") throw new OutOfStock("none left");',
    "  return made(order);",
    "}",
    "export function review(_ctx: StepContext, placed: Placed): Decision {",
    "  return made(placed);",
    "}",
    "export function ship(_ctx: StepContext, shipment: Shipment): Parcel {",
    "  return made(shipment);",
    "}",
    "export function refuse(_ctx: StepContext, refusal: Refusal): Letter {",
    "  return made(refusal);",
    "}",
    "export function apologize(_ctx: StepContext, soldOut: SoldOut): Letter {",
    "  return made(soldOut);",
    "}",
    "",
  ].join("\n"),
  "handing.graph.ts": [
    'import { graph } from "protograph";',
    "import {",
    "  DecisionSchema, LetterSchema, ParcelSchema, PlacedSchema, RefusalSchema, ShipmentSchema, SoldOutSchema,",
    '} from "./generated/orders/v1/handing_pb.js";',
    'import { OrderSchema } from "./generated/orders/v1/orders_pb.js";',
    'import { apologize, place, refuse, review, ship } from "./steps/handing.js";',
    'export const placing = graph({ name: "orders.v1.Placing", inputs: [OrderSchema], outputs: [PlacedSchema], steps: [place] });',
    'export const reviewing = graph({ name: "orders.v1.Reviewing", inputs: [PlacedSchema], outputs: [DecisionSchema], steps: [review] });',
    'export const shipping = graph({ name: "orders.v1.Shipping", inputs: [ShipmentSchema], outputs: [ParcelSchema], steps: [ship] });',
    'export const refusing = graph({ name: "orders.v1.Refusing", inputs: [RefusalSchema], outputs: [LetterSchema], steps: [refuse] });',
    'export const apologizing = graph({ name: "orders.v1.Apologizing", inputs: [SoldOutSchema], outputs: [LetterSchema], steps: [apologize] });',
    "",
  ].join("\n"),
  "ordering.flow.ts": [
    'import { flow, handoff, observe, optional, route } from "protograph";',
    'import { DecisionSchema, LetterSchema, ParcelSchema, PlacedSchema, SoldOutSchema } from "./generated/orders/v1/handing_pb.js";',
    'import { apologizing, placing, refusing, reviewing, shipping } from "./handing.graph.js";',
    "export const deciding = flow({",
    '  name: "orders.v1.Deciding",',
    "  graphs: [reviewing, shipping, refusing],",
    '  handoffs: [route(reviewing, DecisionSchema, "outcome", { shipped: shipping, refused: refusing })],',
    "  outputs: [optional(ParcelSchema), optional(LetterSchema)],",
    "});",
    "export const ordering = flow({",
    '  name: "orders.v1.Ordering",',
    "  graphs: [placing, deciding, apologizing],",
    "  handoffs: [",
    '    handoff(placing, PlacedSchema, deciding, PlacedSchema, { key: "id", window: 8 }),',
    '    handoff(placing, SoldOutSchema, apologizing, SoldOutSchema, { key: "id" }),',
    "    observe(placing, PlacedSchema, () => undefined),",
    "  ],",
    "  outputs: [optional(ParcelSchema), optional(LetterSchema)],",
    "  unhappy: { OutOfStock: SoldOutSchema },",
    "});",
    "",
  ].join("\n"),
};

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = [];
  stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  return () => chunks.join("");
}
