import { create, type FileRegistry } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, it } from "vitest";
import { type FlowPlan, FlowPlanSchema } from "../../../generated/protograph/v1/flow_pb.js";
import { compileProtos, protoFile } from "../schemas/compile-protos.test-support.js";
import { compareHandoffs, type FlowSide } from "./compare-handoffs.js";

const id = "Pack/shop.v1.Parcel -> Collect/shop.v1.Pickup";

/** By version of the protos, what is published and what reads it. */
const bodies = {
  plain: ["string id = 1; int32 grams = 2;", "string id = 1;"],
  wider: ["string id = 1; int64 grams = 2;", "string id = 1;"],
  other: ["bytes id = 1; int32 grams = 2;", "bytes id = 1;"],
  unfit: ["string id = 1; int32 grams = 2;", "int32 id = 1;"],
} as const;

let registry: FileRegistry;

beforeAll(() => {
  registry = compileProtos(
    Object.fromEntries(
      Object.entries(bodies).flatMap(([version, [parcel, pickup]]) => [
        [`${version}-out.proto`, protoFile(`${version}.Parcel`, parcel)],
        [`${version}-in.proto`, protoFile(`${version}.Pickup`, pickup)],
      ]),
    ),
  );
});

function side(version: keyof typeof bodies, change: (plan: FlowPlan) => void = () => undefined): FlowSide {
  const plan = create(FlowPlanSchema, {
    flow: "shop.v1.Shipping",
    version: "1",
    members: [
      { id: "Pack", version: "1" },
      { id: "Collect", version: "1" },
    ],
    handoffs: [
      {
        id,
        from: [{ member: 0, message: "Parcel" }],
        to: [{ member: 1, message: "Pickup" }],
        key: [{ path: "id", numbers: [1] }],
        window: 16,
      },
    ],
  });
  change(plan);
  return { plan, message: (name) => registry.getMessage(`${version}.${name}`) };
}

type Change = (plan: FlowPlan) => void;

const handoff = (plan: FlowPlan) => plan.handoffs[0]!;

const changes: readonly (readonly [string, keyof typeof bodies, Change, string])[] = [
  ["nothing", "plain", () => undefined, "unchanged compatible"],
  ["the window", "plain", (plan) => (handoff(plan).window = 64), "compatible compatible policies"],
  ["the key", "plain", (plan) => (handoff(plan).key = []), "breaking compatible key!"],
  ["a map", "plain", (plan) => (handoff(plan).mapped = true), "compatible compatible map"],
  ["a field that the consumer does not read", "wider", () => undefined, "unchanged compatible"],
  ["a wider field on both sides", "other", () => undefined, "unchanged compatible"],
  ["a field that cannot be read", "unfit", () => undefined, "breaking incompatible in-flight!"],
  ["nobody", "plain", (plan) => (plan.handoffs = []), "breaking compatible gone!"],
];

describe("what became of a handoff", () => {
  it.each(changes)("after a change of %s", (_, version, change, said) => {
    const found = compareHandoffs(side("plain"), side(version, change)).get(id);
    const rules = found?.changes.map(({ rule, versioned }) => `${rule}${versioned === false ? "!" : ""}`) ?? [];
    expect([found?.change, found?.verdict, ...rules].join(" ")).toBe(said);
  });

  it("is new where there was none", () => {
    expect(compareHandoffs(undefined, side("plain")).get(id)).toMatchObject({ change: "compatible" });
  });

  it.each<[string, Change]>([
    ["the flow", (plan) => (plan.version = "2")],
    ["the producer", (plan) => (plan.members[0]!.version = "2")],
    ["the consumer", (plan) => (plan.members[1]!.version = "2")],
  ])("may be breaking with a new version of %s", (_, change) => {
    const now = side("unfit", (plan) => {
      handoff(plan).key = [];
      change(plan);
    });
    const found = compareHandoffs(side("plain"), now).get(id);
    expect(found?.change).toBe("breaking");
    expect(found?.changes.map(({ versioned }) => versioned)).toEqual([true, true]);
  });

  it("reads what is in flight by the map, where there is one", () => {
    const mapped = (plan: FlowPlan) => (handoff(plan).mapped = true);
    expect(compareHandoffs(side("plain", mapped), side("unfit", mapped)).get(id)).toMatchObject({
      change: "unchanged",
      verdict: "incompatible",
    });
  });
});
