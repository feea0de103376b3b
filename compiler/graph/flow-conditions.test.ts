import { describe, expect, it } from "vitest";
import { flattenFlow } from "./flat-flow.js";
import { Conditions } from "./flow-conditions.js";
import { flowsOf } from "../flow-of.test-support.js";

const graphs = [
  "Create(Order) ReadyOrder",
  "Review(ReadyOrder) Decision",
  "Ship(Approved) Delivered",
  "Send(Approved) Delivered",
  "ShipLater(Approved) Delivered?",
  "Keep(Rejected) Delivered",
  "Refund(Rejected) Refunded",
  "Restock(StockShortage) Restocked",
  "Replace(StockShortage) Delivered",
  "Deliver(ReadyOrder) Delivered",
  "Close(Delivered, Refunded) Invoice",
  "Bill(Delivered) Invoice",
];

const toReview = 'handoff(create, ReadyOrderSchema, review, ReadyOrderSchema, { key: "orderId" })';
const toDeliver = 'handoff(create, ReadyOrderSchema, deliver, ReadyOrderSchema, { key: "orderId" })';
const short = (to: string) => `handoff(create, StockShortageSchema, ${to}, StockShortageSchema, { key: "sku" })`;
const onward = (from: string, message: string, more = "") =>
  `handoff(${from}, ${message}Schema, ${from === "refund" ? "close" : "bill"}, ${message}Schema, { key: "orderId"${more} })`;
const routed = (approved: string, rejected: string) =>
  `${toReview}, route(review, DecisionSchema, "outcome", { approved: ${approved}, rejected: ${rejected} })`;
const unhappy = "unhappy: { OutOfStock: StockShortageSchema }";

/** The conditions of a flow of some graphs, and the flow as its plan sees it. */
function conditionsOf(members: string, handoffs: string, more = "") {
  const { Shop: flow } = flowsOf({ graphs, flows: { Shop: [members, handoffs, more] } });
  if (!flow) throw new Error("no flow");
  return { conditions: new Conditions(flow), flat: flattenFlow(flow) };
}

describe("an output of a flow", () => {
  it.each<[string, boolean, string, string, string?]>([
    ["of a graph that always runs", false, "create, deliver", toDeliver],
    ["behind one case of a route", true, "create, review, ship, refund", routed("ship", "refund")],
    ["behind each case of a route", false, "create, review, ship, keep", routed("ship", "keep")],
    [
      "that its graph need not give, behind one of two cases",
      true,
      "create, review, shipLater, keep",
      routed("shipLater", "keep"),
    ],
    [
      "behind a graph that may end in an exception",
      true,
      "create, deliver, restock",
      `${toDeliver}, ${short("restock")}`,
      unhappy,
    ],
    [
      "that an exception leads to as well",
      false,
      "create, deliver, replace",
      `${toDeliver}, ${short("replace")}`,
      unhappy,
    ],
    ["behind a handoff that may fail", true, "create, deliver", toDeliver.replace(" }", ", required: false }")],
  ])("%s: may be absent is %s", (_what, absent, members, handoffs, more) => {
    expect(conditionsOf(members, handoffs, more).conditions.mayBeAbsent("orders.v1.Delivered")).toBe(absent);
  });

  it("does not come from two cases of a decision in one run, but from two ways of one", () => {
    const apart = conditionsOf("create, review, ship, keep", routed("ship", "keep"));
    expect(apart.conditions.mayCollide("orders.v1.Delivered")).toBe(false);
    const together = conditionsOf(
      "create, review, ship, send, refund",
      routed('[ship, branch(send, ApprovedSchema, { role: "aux" })]', "refund"),
    );
    expect(together.conditions.mayCollide("orders.v1.Delivered")).toBe(true);
  });

  it("does not come from a graph and from the exception that it ends in", () => {
    const { conditions } = conditionsOf("create, deliver, replace", `${toDeliver}, ${short("replace")}`, unhappy);
    expect(conditions.mayCollide("orders.v1.Delivered")).toBe(false);
  });
});

describe("ways to one input", () => {
  const bills = (handoffs: string, ...froms: readonly string[]) =>
    [handoffs, ...froms.map((from) => onward(from, "Delivered"))].join(", ");

  it("meet where one case leads to both, and not where two cases do", () => {
    const apart = conditionsOf("create, review, ship, keep, bill", bills(routed("ship", "keep"), "ship", "keep"));
    const waysOf = ({ flat }: typeof apart) => flat.handoffs.filter(({ id }) => id.includes("-> Bill/"));
    expect(waysOf(apart)).toHaveLength(2);
    expect(apart.conditions.mayMeet(waysOf(apart))).toBe(false);
    const both = conditionsOf(
      "create, review, ship, send, refund, bill",
      bills(routed('[ship, branch(send, ApprovedSchema, { role: "aux" })]', "refund"), "ship", "send"),
    );
    expect(waysOf(both)).toHaveLength(2);
    expect(both.conditions.mayMeet(waysOf(both))).toBe(true);
  });

  it("do not meet where there is one", () => {
    const { conditions, flat } = conditionsOf("create, deliver, bill", bills(toDeliver, "deliver"));
    expect(conditions.mayMeet(flat.handoffs.filter(({ id }) => id.includes("-> Bill/")))).toBe(false);
  });
});

describe("a graph", () => {
  it("never runs where it takes what two cases lead to", () => {
    const handoffs = [
      routed("ship", "refund"),
      'handoff(ship, DeliveredSchema, close, DeliveredSchema, { key: "orderId" })',
      onward("refund", "Refunded"),
    ];
    const { conditions, flat } = conditionsOf("create, review, ship, refund, close", handoffs.join(", "));
    const never = flat.members.filter((member) => conditions.neverRuns(member)).map(({ id }) => id);
    expect(never).toEqual(["Close"]);
  });

  it("runs where what it takes comes from anywhere that is not another case", () => {
    const { conditions, flat } = conditionsOf("create, review, ship, keep", routed("ship", "keep"));
    expect(flat.members.some((member) => conditions.neverRuns(member))).toBe(false);
  });
});
