import { describe, expect, it } from "vitest";
import { flattenFlow, flowEnds, flowStarts, sizeOf } from "./flat-flow.js";
import { flowsOf } from "../flow-of.test-support.js";

const graphs = [
  "Create(Order) ReadyOrder",
  "Review(ReadyOrder) Decision",
  "Ship(Approved) Delivered",
  "Keep(Rejected) Delivered",
  "Restock(StockShortage) Restocked",
  "Deliver(ReadyOrder) Delivered",
  "Bill(Delivered) Invoice",
];

const handed = (from: string, message: string, to: string) =>
  `handoff(${from}, ${message}Schema, ${to}, ${message}Schema, { key: "orderId" })`;

/** A flow of a flow and graphs before, beside and after it. */
const { Deciding, Ordering, Outer } = flowsOf({
  graphs,
  flows: {
    Deciding: [
      "review, ship, keep",
      'route(review, DecisionSchema, "outcome", { approved: ship, rejected: keep }), observe(ship, DeliveredSchema, () => undefined)',
    ],
    Ordering: [
      "bill, restock, deciding, create",
      [
        handed("create", "ReadyOrder", "deciding"),
        handed("deciding", "Delivered", "bill"),
        handed("deciding", "StockShortage", "restock"),
        "tap(create, makeCreate0, () => undefined, { weak: true })",
      ].join(", "),
      "unhappy: { OutOfStock: StockShortageSchema }",
    ],
    Outer: ["ordering", ""],
  },
});

const ids = (ends: readonly { readonly member: { readonly id: string } }[]) => ends.map(({ member }) => member.id);

describe("a flow in a flow", () => {
  const flat = flattenFlow(Ordering!);

  it("is gone from its plan: its graphs stand among the others, under its name, after those that hand to them", () => {
    const order = flat.members.map(({ id }) => id);
    expect(order.toSorted()).toEqual([
      "Bill",
      "Create",
      "Deciding/Keep",
      "Deciding/Review",
      "Deciding/Ship",
      "Restock",
    ]);
    const isBefore = (one: string, other: string) => order.indexOf(one) < order.indexOf(other);
    expect(isBefore("Create", "Deciding/Review")).toBe(true);
    expect(isBefore("Deciding/Review", "Deciding/Ship")).toBe(true);
    expect(isBefore("Deciding/Ship", "Bill") && isBefore("Deciding/Keep", "Bill")).toBe(true);
    expect(sizeOf(Ordering!)).toBe(6);
  });

  it("takes for its graph, and gives for each that may give it", () => {
    const handoff = (id: string) => flat.handoffs.find((each) => each.id.startsWith(id))!;
    const into = handoff("Create/orders.v1.ReadyOrder -> Deciding/orders.v1.ReadyOrder");
    expect([ids(into.from), ids(into.to)]).toEqual([["Create"], ["Deciding/Review"]]);
    const out = handoff("Deciding/orders.v1.Delivered -> Bill/orders.v1.Delivered");
    expect([ids(out.from), ids(out.to)]).toEqual([["Deciding/Ship", "Deciding/Keep"], ["Bill"]]);
  });

  it("has its routes and observers under its name, and its ways, by case", () => {
    const route = "Deciding/Review/orders.v1.Decision.outcome";
    expect(flat.routes.map(({ id, from }) => [id, ids(from)])).toEqual([[route, ["Deciding/Review"]]]);
    expect(flat.handoffs.filter((each) => each.route === route).map(({ id }) => id)).toEqual([
      `${route}=approved -> Deciding/Ship/orders.v1.Approved`,
      `${route}=rejected -> Deciding/Keep/orders.v1.Rejected`,
    ]);
    expect(flat.observers.map(({ id }) => id)).toEqual(["Deciding/Ship/orders.v1.Delivered"]);
    expect(flat.taps.map(({ id }) => id)).toEqual(["Create/makeCreate0"]);
  });

  it("may end in an exception of the flow around it, in each of its graphs", () => {
    const exceptional = flat.handoffs.filter((each) => each.exceptional);
    expect(exceptional.map(({ from, errors }) => [ids(from), errors])).toEqual([
      [["Deciding/Review", "Deciding/Ship", "Deciding/Keep"], ["OutOfStock"]],
    ]);
    expect(flat.exceptions.map(({ scope, error }) => scope + error)).toEqual(["OutOfStock"]);
  });

  it("stands, however deep, under the names of all around it", () => {
    const { members, exceptions, handoffs } = flattenFlow(Outer!);
    expect(members.map(({ id }) => id).toSorted()).toContain("Ordering/Deciding/Review");
    expect(exceptions.map(({ scope, error }) => scope + error)).toEqual(["Ordering/OutOfStock"]);
    expect(handoffs.map(({ id }) => id)).toContain(
      "Ordering/Create/orders.v1.ReadyOrder -> Ordering/Deciding/orders.v1.ReadyOrder",
    );
    expect(sizeOf(Outer!)).toBe(6);
  });
});

describe("what a flow takes and gives", () => {
  it("is what its graphs take that nobody hands, and give that nobody takes", () => {
    expect(ids(flowStarts(Ordering!, "orders.v1.Order"))).toEqual(["Create"]);
    expect(ids(flowStarts(Ordering!, "orders.v1.ReadyOrder"))).toEqual([]);
    expect(ids(flowStarts(Deciding!, "orders.v1.ReadyOrder"))).toEqual(["Review"]);
    expect(ids(flowEnds(Deciding!, "orders.v1.Delivered"))).toEqual(["Ship", "Keep"]);
    expect(ids(flowEnds(Outer!, "orders.v1.Invoice"))).toEqual(["Ordering/Bill"]);
  });

  it("is, where all who give it are taken from, what these give all the same", () => {
    expect(ids(flowEnds(Ordering!, "orders.v1.Delivered"))).toEqual(["Deciding/Ship", "Deciding/Keep"]);
  });

  it("is the same each time it is asked for, so that its graphs can be compared", () => {
    const [first] = flowEnds(Ordering!, "orders.v1.Invoice");
    expect(flattenFlow(Ordering!).members).toContain(first?.member);
    expect(flattenFlow(Ordering!)).toBe(flattenFlow(Ordering!));
  });
});
