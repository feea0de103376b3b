import type { DescMessage } from "@bufbuild/protobuf";
import {
  BranchRole,
  type FlowPlan,
  type Handoff,
  OnDuplicate,
  Overflow,
} from "../../../generated/protograph/v1/flow_pb.js";
import { type HandoffVerdict, judgeHandoff, judgeVersions } from "../schemas/judge-handoff.js";
import { type Change, changeOf, type Reason } from "./comparison.js";
import { isVersioned } from "./flow-versions.js";

/** A flow's plan, and the messages as they are at this plan. */
export interface FlowSide {
  readonly plan: FlowPlan;
  readonly message: (name: string) => DescMessage | undefined;
}

/** What became of a handoff, and whether what it hands on can be read as it is now. */
export interface HandoffComparison extends HandoffVerdict {
  readonly change: Change;
  /** What has changed; the verdict's own reasons are those of an incompatible one. */
  readonly changes: readonly Reason[];
}

/** Compares the handoffs of a flow, by their ids; those that are gone are among them. */
export function compareHandoffs(
  old: FlowSide | undefined,
  now: FlowSide | undefined,
): ReadonlyMap<string, HandoffComparison> {
  const before = byId(old);
  const after = byId(now);
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  return new Map(
    ids.map((id) => {
      const [was, is] = [before.get(id), after.get(id)];
      const changes = was ? [is ? differences(was, is) : gone(was, now)].flat() : [added(id)];
      const verdict = judgeOf(is ?? was);
      return [id, { ...verdict, change: changeOf(changes), changes }];
    }),
  );
}

/** A handoff at its place in a flow. */
interface Placed {
  readonly handoff: Handoff;
  readonly side: FlowSide;
}

function byId(side: FlowSide | undefined): ReadonlyMap<string, Placed> {
  return new Map(side?.plan.handoffs.map((handoff) => [handoff.id, { handoff, side }]));
}

function added(id: string): Reason {
  return { rule: "new", weight: "compatible", message: `${id} is new` };
}

/** Where the flow itself is gone, no version of it can say so. */
function gone({ handoff: { id, from, to }, side }: Placed, now: FlowSide | undefined): Reason {
  const versioned = now !== undefined && isVersioned(side.plan, now.plan, [...from, ...to]);
  return { rule: "gone", weight: "breaking", message: `${id} is gone`, versioned };
}

function judgeOf(placed: Placed | undefined): HandoffVerdict {
  const [out, into] = [placed && published(placed), placed && consumed(placed)];
  return out && into ? judgeHandoff(out, into) : { verdict: "identical", losses: [], reasons: [] };
}

function differences(was: Placed, is: Placed): readonly Reason[] {
  const versioned = isVersioned(was.side.plan, is.side.plan, [...was.handoff.from, ...was.handoff.to]);
  const breaking = (rule: string, message: string): Reason => ({ rule, weight: "breaking", message, versioned });
  const note = (rule: string, message: string): Reason => ({ rule, weight: "compatible", message });
  const found: Reason[] = [];
  if (keys(was) !== keys(is)) {
    found.push(breaking("key", `duplicates are told by ${keys(is)}, and were told by ${keys(was)}`));
  }
  if (was.handoff.mapped !== is.handoff.mapped) {
    found.push(note("map", is.handoff.mapped ? "has a map function" : "has no map function any more"));
  }
  found.push(...policyChanges(was.handoff, is.handoff).map((text) => note("policies", text)));
  // What was published and not consumed yet is read by the new consumer, or given to the new map function.
  const [out, into] = [published(was), is.handoff.mapped ? published(is) : consumed(is)];
  if (out && into) {
    const { reasons } = is.handoff.mapped ? judgeVersions(out, into, "written") : judgeHandoff(out, into);
    found.push(...reasons.map(({ message, path }) => ({ ...breaking("in-flight", message), path })));
  }
  return found;
}

function keys({ handoff: { key } }: Placed): string {
  return key.length === 0 ? "nothing" : key.map(({ path }) => path).join(", ");
}

/** How the messages flow, by name and as text. */
const policies: Readonly<Record<string, (handoff: Handoff) => string>> = {
  window: ({ window }) => String(window),
  onDuplicate: ({ onDuplicate }) => OnDuplicate[onDuplicate].toLowerCase(),
  overflow: ({ overflow }) => Overflow[overflow].toLowerCase(),
  itemFailure: ({ itemFailure }) => (itemFailure ? `tolerate ${itemFailure.tolerated}` : "fail"),
  role: ({ role }) => BranchRole[role].toLowerCase(),
  required: ({ required }) => String(required),
  exceptions: ({ errors }) => errors.join(", ") || "none",
};

function policyChanges(was: Handoff, is: Handoff): readonly string[] {
  return Object.entries(policies).flatMap(([name, textOf]) => {
    const [before, after] = [textOf(was), textOf(is)];
    return before === after ? [] : [`${name}: ${after}, before ${before}`];
  });
}

/** The message that is handed on; of a branch of a route, that of the case. */
function published({ handoff, side }: Placed): DescMessage | undefined {
  return side.message(handoff.from[0]?.message ?? "");
}

function consumed({ handoff, side }: Placed): DescMessage | undefined {
  return side.message(handoff.to[0]?.message ?? "");
}
