import { create, type DescField, equals } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import {
  type Argument,
  Cardinality,
  type Node,
  type Plan,
  type Policies,
  PoliciesSchema,
} from "../../../generated/protograph/v1/plan_pb.js";
import type { Reason } from "./comparison.js";

/** What became of a node, but for the message that it gives. */
export interface NodeChange {
  readonly reasons: readonly Reason[];
  /** Whether what is stored of it is of no use: it gives something else, or is asked for something else. */
  readonly voided: boolean;
  /** Whether a run that has come to it cannot go on. */
  readonly pins: boolean;
}

/** A node at its place in a plan. */
export interface Placed {
  readonly node: Node;
  readonly plan: Plan;
  readonly source: string | undefined;
}

/** A difference, and what it does to what is stored. */
interface Difference {
  readonly reason: Reason;
  readonly voids?: boolean;
  readonly pins?: boolean;
}

export function compareNodes(was: Placed, is: Placed): NodeChange {
  const versioned = was.node.version !== is.node.version;
  const found = [
    ...identity(was.node, is.node, versioned),
    ...cardinality(was.node, is.node, versioned),
    ...taken(was, is),
    // A choice has no version of its own.
    ...choice(was.node, is.node, was.plan.version !== is.plan.version),
    ...surroundings(was, is),
    ...body(was, is, versioned),
  ];
  return {
    reasons: found.map(({ reason }) => reason),
    voided: found.some(({ voids }) => voids === true),
    pins: found.some(({ pins }) => pins === true),
  };
}

function identity(was: Node, is: Node, versioned: boolean): readonly Difference[] {
  const [before, after] = [was.product?.message ?? "", is.product?.message ?? ""];
  return [
    ...(was.id === is.id ? [] : [{ reason: note("renamed", `was named ${was.id}`) }]),
    ...(before === after
      ? []
      : [{ reason: breaking("output-renamed", `gave ${before}, and now gives ${after}`, versioned), voids: true }]),
    ...(versioned
      ? [{ reason: note("version", `is version ${is.version}, and was ${was.version}`), voids: true }]
      : []),
  ];
}

function cardinality(was: Node, is: Node, versioned: boolean): readonly Difference[] {
  const { UNSPECIFIED } = Cardinality;
  const before = was.product?.cardinality ?? UNSPECIFIED;
  const after = is.product?.cardinality ?? UNSPECIFIED;
  if (before === after) return [];
  const message = `gave ${countText(before)}, and now gives ${countText(after)}`;
  // A stream that has ended is stored as the list of its items; what may be absent is stored as what is there.
  const widens = isMany(before) ? isMany(after) : before === Cardinality.ONE && after === Cardinality.OPTIONAL;
  if (widens) return [{ reason: note("output-cardinality", message) }];
  return [{ reason: breaking("output-cardinality", message, versioned), voids: true }];
}

/** What the step takes decides the hash that its checkpoints are found by. */
function taken(was: Placed, is: Placed): readonly Difference[] {
  const lifted = ({ node, plan }: Placed) => node.liftedOver.map((value) => messageOf(plan, value)).join(", ");
  const [before, after] = [argumentTexts(was.node.arguments), argumentTexts(is.node.arguments)];
  const more = without(after, before);
  const less = without(before, after);
  const found: Difference[] = [];
  if (more.length + less.length > 0) {
    const parts = [
      ...(more.length > 0 ? [`takes ${more.join(", ")}`] : []),
      ...(less.length > 0 ? [`no longer takes ${less.join(", ")}`] : []),
    ];
    found.push({ reason: note("takes", parts.join(" and ")), voids: true });
  }
  if (lifted(was) !== lifted(is)) {
    const over = lifted(is);
    const message = over === "" ? "is called once" : `is called once for each of ${over}`;
    found.push({ reason: note("lifted", `${message}, and was not`), voids: true });
  }
  return found;
}

function choice(was: Node, is: Node, versioned: boolean): readonly Difference[] {
  if (!was.choice || !is.choice) return [];
  const keys = ({ choice: of }: Node) => of?.branches.map(({ key }) => key) ?? [];
  const gone = without(keys(was), keys(is));
  const added = without(keys(is), keys(was));
  return [
    ...(gone.length > 0
      ? [
          {
            reason: breaking(
              "branch-removed",
              `has no branch ${gone.join(", ")} any more, which a run may have chosen`,
              versioned,
            ),
            pins: true,
          },
        ]
      : []),
    ...(added.length > 0 ? [{ reason: note("branch-added", `has a new branch ${added.join(", ")}`) }] : []),
    ...(argumentsText(was.choice.arguments) === argumentsText(is.choice.arguments)
      ? []
      : [{ reason: note("selector", "is chosen by other messages; what was chosen stays") }]),
  ];
}

function surroundings(was: Placed, is: Placed): readonly Difference[] {
  const conditions = ({ node }: Placed) => node.conditions.map((each) => argumentsText(each.arguments)).join("; ");
  const changed = [
    ...policyNames(was.node.policies, is.node.policies),
    ...(argumentsText(was.node.fallback) === argumentsText(is.node.fallback) ? [] : ["what its fallback takes"]),
    ...(argumentsText(was.node.rateLimitKey) === argumentsText(is.node.rateLimitKey) ? [] : ["its rate limit's key"]),
  ];
  return [
    ...(conditions(was) === conditions(is) ? [] : [{ reason: note("condition", "runs on another condition") }]),
    ...(changed.length > 0 ? [{ reason: note("policies", `${changed.join(", ")} changed`) }] : []),
  ];
}

function body(was: Placed, is: Placed, versioned: boolean): readonly Difference[] {
  if (versioned || was.source === undefined || is.source === undefined || was.source === is.source) return [];
  const message = `runs other code, and is still version ${is.node.version}: what is stored of it is kept`;
  return [{ reason: { rule: "body", weight: "warning", message } }];
}

function policyNames(was: Policies | undefined, is: Policies | undefined): readonly string[] {
  return PoliciesSchema.fields
    .filter((field) => !equals(PoliciesSchema, only(field, was), only(field, is)))
    .map(({ localName }) => localName);
}

/** Policies with one of them alone. */
function only(field: DescField, policies: Policies | undefined): Policies {
  const [from, into] = [create(PoliciesSchema, policies), create(PoliciesSchema)];
  const value = reflect(PoliciesSchema, from);
  if (value.isSet(field)) reflect(PoliciesSchema, into).set(field, value.get(field));
  return into;
}

/** Arguments as texts: where the hash of inputs is the same, so are they. */
function argumentTexts(all: readonly Argument[]): readonly string[] {
  return all.map(({ message, cardinality: of }) => {
    if (isMany(of)) return `a list of ${message}`;
    return of === Cardinality.LAZY ? `a lazy ${message}` : message;
  });
}

function argumentsText(all: readonly Argument[]): string {
  return [...argumentTexts(all)].sort().join(", ");
}

function messageOf({ inputs, nodes }: Plan, value: number): string {
  return (value < inputs.length ? inputs[value]?.message : nodes[value - inputs.length]?.product?.message) ?? "";
}

function without<T>(all: readonly T[], others: readonly T[]): readonly T[] {
  const left = [...others];
  return all.filter((each) => {
    const at = left.indexOf(each);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function isMany(cardinality: Cardinality): boolean {
  return cardinality === Cardinality.LIST || cardinality === Cardinality.STREAM;
}

function countText(cardinality: Cardinality): string {
  if (isMany(cardinality)) return cardinality === Cardinality.LIST ? "a list" : "a stream";
  return cardinality === Cardinality.OPTIONAL ? "one or none" : "one";
}

function note(rule: string, message: string): Reason {
  return { rule, weight: "compatible", message };
}

function breaking(rule: string, message: string, versioned: boolean): Reason {
  return { rule, weight: "breaking", message, versioned };
}
