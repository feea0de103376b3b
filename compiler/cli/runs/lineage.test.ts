import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { RunEventSchema } from "../../../generated/protograph/v1/event_pb.js";
import { PlanSchema } from "../../../generated/protograph/v1/plan_pb.js";
import { NodeState, RunSnapshotSchema } from "../../../generated/protograph/v1/snapshot_pb.js";
import { type LineageValue, lineageOf } from "./lineage.js";
import { lineageLines } from "./show-lineage.js";

const argument = (value: number) => ({ value });
const step = (id: string, message: string, takes: readonly number[], more = {}) => ({
  id,
  version: "1",
  product: { message },
  arguments: takes.map(argument),
  ...more,
});

/** An order is billed fast or deep, as its customer says; a list of lines is summed. */
const plan = create(PlanSchema, {
  inputs: [{ message: "a.Customer" }, { message: "a.Order" }],
  nodes: [
    step("Bill/deep", "a.Bill", [1]),
    step("Bill/fast", "a.Bill", [1]),
    {
      id: "Bill",
      product: { message: "a.Bill" },
      choice: {
        arguments: [argument(0)],
        branches: [
          { key: "deep", value: 2 },
          { key: "fast", value: 3 },
        ],
      },
    },
    step("Split", "a.Line", [1]),
    step("Price", "a.Price", [5], { liftedOver: [5] }),
    step("Sum", "a.Sum", [4, 6], { conditions: [{ arguments: [argument(1)] }] }),
  ],
  outputs: [{ message: "a.Sum", value: 7 }],
});

const hash = (byte: number) => new Uint8Array(32).fill(byte);
const node = (
  id: string,
  more: Exclude<MessageInitShape<typeof RunSnapshotSchema>["nodes"], undefined>[number] = {},
) => ({
  id,
  state: NodeState.SUCCEEDED,
  outputHash: hash(id.length),
  ...more,
});
const snapshot = create(RunSnapshotSchema, {
  nodes: [
    node("Bill", { choice: "fast" }),
    { id: "Bill/deep", state: NodeState.SKIPPED },
    node("Bill/fast", { state: NodeState.RESTORED }),
    node("Split"),
    node("Price"),
    node("Sum"),
  ],
});
const kept = { outputType: "a.Price", inputHash: hash(9), stepVersion: "2", nodeId: "Price", value: hash(0) };
const checkpoints = [
  { ...kept, itemIndex: [0] },
  { ...kept, itemIndex: [1] },
  { ...kept, outputType: "a.Sum", nodeId: "Sum", itemIndex: [] },
];
const started = create(RunEventSchema, {
  nodeId: "Split",
  payload: { case: "stepStarted", value: { inputHash: hash(7) } },
});
const lineage = lineageOf(plan, "a.Sum", { snapshot, checkpoints, events: [started] });

const namesOf = ({ step, message, from }: LineageValue): unknown => [step ?? message, ...from.map(namesOf)];

describe("the lineage of an output", () => {
  it("follows the branch that was chosen, conditions, and the lists that steps are called for", () => {
    expect(namesOf(lineage)).toEqual([
      "Sum",
      ["Bill", ["Bill/fast", ["a.Order"]], ["a.Customer"]],
      ["Price", ["Split", ["a.Order"]]],
      ["a.Order"],
    ]);
  });

  it("says what is known of each: by the checkpoint, or by the run's history", () => {
    const [bill, price] = lineage.from;
    expect(lineage).toMatchObject({ version: "2", input: "09".repeat(32), output: "03".repeat(32), kept: true });
    expect(bill?.from[0]).toMatchObject({ state: "RESTORED", kept: false });
    expect(bill).not.toHaveProperty("version");
    expect(price).toMatchObject({ items: 2, kept: false });
    expect(price?.from[0]).toMatchObject({ input: "07".repeat(32), kept: false });
  });

  it("is a tree to read", () => {
    expect(lineageLines(lineage, { width: 80, outColor: false })).toEqual([
      "Sum 030303030303  by Sum v2, of 090909090909",
      "├─ Bill 040404040404  by Bill",
      "│  ├─ Bill 090909090909  by Bill/fast v1, restored",
      "│  │  └─ Order  an input",
      "│  └─ Customer  an input",
      "├─ Price 050505050505  by Price v1, 2 items kept",
      "│  └─ Line 050505050505  by Split v1, of 070707070707, not kept",
      "│     └─ Order  an input",
      "└─ Order  an input",
    ]);
  });

  it("of a run that has not come so far ends where it stands", () => {
    const early = lineageOf(plan, "a.Sum", { snapshot: undefined, checkpoints: [], events: [] });
    expect(lineageLines(early, { width: 80, outColor: false }).slice(0, 3)).toEqual([
      "Sum  by Sum v1, pending",
      "├─ Bill  by Bill, pending",
      "│  └─ Customer  an input",
    ]);
    expect(lineageOf(plan, "a.Other", { snapshot, checkpoints, events: [] })).toEqual({ message: "a.Other", from: [] });
  });
});
