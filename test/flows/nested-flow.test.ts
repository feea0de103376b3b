import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ordering, TestProject } from "../../compiler/cli/test-project.test-support.js";

// The project is generated, and then runs, in processes of its own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** What each step does, by what the order is called; the tests' project leaves that open. */
const steps = `
import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type Decision, DecisionSchema, type Letter, LetterSchema, type Parcel, ParcelSchema, type Placed, PlacedSchema,
  type Refusal, RefusalSchema, type Shipment, ShipmentSchema, type SoldOut,
} from "../generated/orders/v1/handing_pb.js";
import type { Order } from "../generated/orders/v1/orders_pb.js";

export class OutOfStock extends Error {
  constructor(readonly id: string) {
    super("none left");
  }
}
export function place(_ctx: StepContext, { id }: Order): Placed {
  if (id.includes("none")) throw new OutOfStock(id);
  if (id.includes("broken")) throw new Error("cannot be placed");
  return create(PlacedSchema, { id, note: id.includes("note") ? "quick" : "" });
}
export async function review(ctx: StepContext, { id, note }: Placed): Promise<Decision> {
  await ctx.sleep(id.length % 3);
  if (id.includes("late")) throw new OutOfStock(id);
  const outcome = id.includes("no")
    ? ({ case: "refused", value: create(RefusalSchema, { id, why: note }) } as const)
    : ({ case: "shipped", value: create(ShipmentSchema, { id }) } as const);
  return create(DecisionSchema, { id, outcome: id.includes("undecided") ? { case: undefined } : outcome });
}
export function ship(_ctx: StepContext, { id }: Shipment): Parcel {
  if (id.includes("lost")) throw new Error("lost");
  return create(ParcelSchema, { id: id + " packed" });
}
export function refuse(_ctx: StepContext, { id, why }: Refusal): Letter {
  return create(LetterSchema, { id: id + " refused " + why });
}
export function apologize(_ctx: StepContext, { id }: SoldOut): Letter {
  return create(LetterSchema, { id: id + " is sold out" });
}
`;

/** The flow with a flow in it, and the same written out: every graph and handoff in one. */
const flows = `
import { flow, handoff, observe, optional, route } from "protograph";
import { DecisionSchema, LetterSchema, ParcelSchema, PlacedSchema, SoldOutSchema } from "./generated/orders/v1/handing_pb.js";
import { apologizing, placing, refusing, reviewing, shipping } from "./handing.graph.js";

export const seen: string[] = [];

const see = ({ id }: { readonly id: string }, { graph }: { readonly graph: string }): void => {
  seen.push(id + " in " + graph);
};

export const deciding = flow({
  name: "orders.v1.Deciding",
  graphs: [reviewing, shipping, refusing],
  handoffs: [
    route(reviewing, DecisionSchema, "outcome", { shipped: shipping, refused: refusing }, { key: "id", itemFailure: "collect" }),
    observe(reviewing, DecisionSchema, see, { required: true }),
  ],
  outputs: [optional(ParcelSchema), optional(LetterSchema)],
});

export const nested = flow({
  name: "orders.v1.Nested",
  graphs: [placing, deciding, apologizing],
  handoffs: [
    handoff(placing, PlacedSchema, deciding, PlacedSchema, { key: "id", window: 4, itemFailure: "collect" }),
    handoff(placing, SoldOutSchema, apologizing, SoldOutSchema, { key: "id" }),
  ],
  outputs: [optional(ParcelSchema), optional(LetterSchema)],
  unhappy: { OutOfStock: SoldOutSchema },
});

export const written = flow({
  name: "orders.v1.Written",
  graphs: [placing, reviewing, shipping, refusing, apologizing],
  handoffs: [
    handoff(placing, PlacedSchema, reviewing, PlacedSchema, { key: "id", window: 4, itemFailure: "collect" }),
    handoff(placing, SoldOutSchema, apologizing, SoldOutSchema, { key: "id" }),
    route(reviewing, DecisionSchema, "outcome", { shipped: shipping, refused: refusing }, { key: "id", itemFailure: "collect" }),
    observe(reviewing, DecisionSchema, see, { required: true }),
  ],
  outputs: [optional(ParcelSchema), optional(LetterSchema)],
  unhappy: { OutOfStock: SoldOutSchema },
});
`;

/** Pipes the same orders through both, and prints what came of each, without what is a name of the one or the other. */
const main = `
import { create, toJson } from "@bufbuild/protobuf";
import { FlowError } from "protograph";
import { LetterSchema, ParcelSchema } from "./generated/orders/v1/handing_pb.js";
import { Nested } from "./generated/orders/v1/nested.flow.js";
import { OrderSchema } from "./generated/orders/v1/orders_pb.js";
import { Written } from "./generated/orders/v1/written.flow.js";
import { seen } from "./flows.flow.js";

const words = ["", "no", "none", "note", "no note", "broken", "late", "lost", "undecided"];
const orders = Array.from({ length: 45 }, (_, at) => create(OrderSchema, { id: words[at % words.length] + " " + (at % 18) }));

const plainName = (text: string) => text.replaceAll("Deciding/", "").replaceAll("orders.v1.Nested", "flow").replaceAll("orders.v1.Written", "flow").replaceAll(/[0-9a-f-]{36}/g, "run");

async function outcomes(flow: Nested | Written): Promise<unknown> {
  seen.length = 0;
  const results: unknown[] = [];
  for await (const { outputs, error } of flow.pipe(orders, { itemFailure: "collect", seed: "s" })) {
    const { parcel, letter } = outputs ?? {};
    const snapshot = error instanceof FlowError ? error.snapshot.graphs : {};
    results.push({
      parcel: parcel && toJson(ParcelSchema, parcel),
      letter: letter && toJson(LetterSchema, letter),
      error: error === undefined ? undefined : plainName(String((error as Error).cause)),
      graph: error instanceof FlowError ? plainName(error.graph) : undefined,
      graphs: Object.fromEntries(Object.entries(snapshot).map(([id, { status }]) => [plainName(id), status]).sort()),
    });
  }
  const { graphs } = flow.traffic();
  const traffic = Object.entries(graphs).map(([id, each]) => [plainName(id), each.window, each.taken, each.waiting]).sort();
  return { results, seen: seen.map(plainName).sort(), traffic };
}

const options = { errorSink: { name: "none", take: () => undefined } };
console.log(JSON.stringify([await outcomes(new Nested({}, options)), await outcomes(new Written({}, options))]));
`;

interface Outcome {
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly seen: readonly string[];
  readonly traffic: unknown;
}

let project: TestProject;
let nested: Outcome;
let written: Outcome;

beforeAll(async () => {
  const { "ordering.flow.ts": _left, ...rest } = ordering;
  project = new TestProject({ ...rest, "steps/handing.ts": steps, "flows.flow.ts": flows, "main.ts": main });
  const generated = await project.run(["generate"]);
  expect(generated, generated.err).toMatchObject({ code: 0 });
  const node = ["--conditions=@protograph/source", "--import", import.meta.resolve("tsx"), "main.ts"];
  const printed = execFileSync(process.execPath, node, { cwd: project.root, encoding: "utf8" });
  [nested, written] = JSON.parse(printed) as [Outcome, Outcome];
});

afterAll(() => project.remove());

describe("a flow in a flow, as it is generated", () => {
  it("comes to the same, message by message, as the flow that it is written out to", () => {
    expect(nested.results).toEqual(written.results);
  });

  it("shows its observers the same, and holds as many back", () => {
    expect(nested.seen).toEqual(written.seen);
    expect(nested.traffic).toEqual(written.traffic);
  });

  it("has gone every way: shipped, refused, sold out, and what fails", () => {
    const { results } = written;
    const count = (holds: (result: Readonly<Record<string, unknown>>) => boolean) => results.filter(holds).length;
    expect(results).toHaveLength(45);
    expect(count(({ parcel }) => parcel !== undefined)).toBe(5);
    expect(count(({ letter }) => JSON.stringify(letter ?? "").includes("refused"))).toBe(15);
    expect(count(({ letter }) => JSON.stringify(letter ?? "").includes("sold out"))).toBe(5);
    expect(count(({ graph }) => graph === "Placing")).toBe(5);
    expect(count(({ graph }) => graph === "Reviewing")).toBe(10);
    expect(count(({ graph }) => graph === "Shipping")).toBe(5);
  });
});
