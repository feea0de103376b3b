import { equals } from "@bufbuild/protobuf";
import {
  type Endpoint,
  type FlowPlan,
  type Observer,
  ObserverSchema,
  type Tap,
  TapSchema,
} from "../../../generated/protograph/v1/flow_pb.js";
import { compareHandoffs, type FlowSide, type HandoffComparison } from "./compare-handoffs.js";
import { compareMessages } from "./compare-messages.js";
import { type Change, changeOf, distinct, greatest, type Reason } from "./comparison.js";
import { isVersioned } from "./flow-versions.js";

/** What became of a flow. */
export interface FlowComparison {
  /** The greatest change of the flow and of its handoffs; its graphs are compared by themselves. */
  readonly change: Change;
  /** What others see of the flow, and which graphs, routes, exceptions and observers it has. */
  readonly reasons: readonly Reason[];
  /** By id, sorted; those that are gone are among them. */
  readonly handoffs: ReadonlyMap<string, HandoffComparison>;
}

/** Compares a flow with what it was: for those who start its runs, who read what it gives, and whose messages it hands on. */
export function compareFlows(old: FlowSide | undefined, now: FlowSide | undefined): FlowComparison {
  const handoffs = compareHandoffs(old, now);
  const reasons = old && now ? differences(old, now) : [appeared((old ?? now)?.plan.flow ?? "", now !== undefined)];
  const changes = [changeOf(reasons), ...[...handoffs.values()].map(({ change }) => change)];
  return { change: greatest(changes), reasons, handoffs };
}

function appeared(name: string, isNew: boolean): Reason {
  if (isNew) return { rule: "new", weight: "compatible", message: `${name} is new` };
  return { rule: "gone", weight: "breaking", message: `${name} is gone`, versioned: false };
}

function differences(old: FlowSide, now: FlowSide): readonly Reason[] {
  const [was, is] = [old.plan, now.plan];
  const version = `is version ${is.version}, and was ${was.version}`;
  return distinct([
    ...(was.version === is.version ? [] : [note("version", version)]),
    ...inputs(was, is),
    ...outputs(was, is),
    ...messages(old, now),
    ...exceptions(was, is),
    ...routes(was, is),
    ...graphs(was, is),
    ...watchers("observer", was.observers, is.observers, (a, b) => equals(ObserverSchema, bare(a), bare(b))),
    ...watchers("tap", was.taps, is.taps, (a, b) => equals(TapSchema, unplaced(a), unplaced(b))),
  ]);
}

/** Who starts a run gives all its inputs, and no others. */
function inputs(was: FlowPlan, is: FlowPlan): readonly Reason[] {
  const versioned = was.version !== is.version;
  const { added, gone, kept } = match(was.inputs, is.inputs, ({ message }) => message);
  const moved = kept.filter(([a, b]) => places(was, a.to) !== places(is, b.to));
  return [
    ...added.map(({ message }) => breaking("input-added", `${message} is a new input`, versioned)),
    ...gone.map(({ message }) => breaking("input-removed", `input ${message} is gone`, versioned)),
    ...moved.map(([, { message, to }]) => note("input-given", `input ${message} is given to ${places(is, to)}`)),
  ];
}

function outputs(was: FlowPlan, is: FlowPlan): readonly Reason[] {
  const versioned = was.version !== is.version;
  const { added, gone, kept } = match(was.outputs, is.outputs, ({ message }) => message);
  return [
    ...added.map(({ message }) => note("output-added", `${message} is a new output`)),
    ...gone.map(({ message }) => breaking("output-removed", `output ${message} is gone`, versioned)),
    ...kept.flatMap(([a, b]) => {
      if (a.optional === b.optional) return [];
      const message = `output ${a.message} ${b.optional ? "may be absent" : "is always there"} now`;
      return [b.optional ? breaking("output-optional", message, versioned) : note("output-optional", message)];
    }),
    ...kept
      .filter(([a, b]) => places(was, a.from) !== places(is, b.from))
      .map(([, { message, from }]) => note("output-given", `output ${message} is given by ${places(is, from)}`)),
  ];
}

/** What callers write has to be read, and what readers read has to be written. A new version of the graph says so as well. */
function messages(old: FlowSide, now: FlowSide): readonly Reason[] {
  const ins = match(old.plan.inputs, now.plan.inputs, ({ message }) => message).kept;
  const outs = match(old.plan.outputs, now.plan.outputs, ({ message }) => message).kept;
  const saying = (ends: readonly Endpoint[]) => (reason: Reason) => {
    const versioned = isVersioned(old.plan, now.plan, ends);
    return reason.weight === "breaking" ? { ...reason, versioned } : reason;
  };
  return [
    ...ins.flatMap(([a, b]) => {
      const { unreadable, unreserved, notes } = compareMessages(b.message, old, now);
      return [...unreadable, ...unreserved, ...notes].map(saying(a.to));
    }),
    ...outs.flatMap(([a, b]) => {
      const { unreadableBefore, unreserved, notes } = compareMessages(b.message, old, now);
      return [...unreadableBefore, ...unreserved, ...notes].map(saying(a.from));
    }),
  ];
}

/** Who relied on an outcome gets a failure, where it is declared no more. */
function exceptions(was: FlowPlan, is: FlowPlan): readonly Reason[] {
  const versioned = was.version !== is.version;
  const { added, gone, kept } = match(was.unhappy, is.unhappy, ({ scope, error }) => scope + error);
  return [
    ...added.map(({ scope, error, message }) => {
      return note("exception-added", `${scope}${error} is an outcome now, ${message}, and was a failure`);
    }),
    ...gone.map(({ scope, error }) => {
      return breaking("exception-removed", `${scope}${error} is a failure now, and was an outcome`, versioned);
    }),
    ...kept
      .filter(([a, b]) => a.message !== b.message)
      .map(([a, b]) => {
        const message = `${b.scope}${b.error} becomes ${b.message}, and became ${a.message}`;
        return breaking("exception-message", message, versioned);
      }),
  ];
}

/** A decision that was published is stable: its case has to have a way later, too. */
function routes(was: FlowPlan, is: FlowPlan): readonly Reason[] {
  const { added, gone, kept } = match(was.routes, is.routes, ({ id }) => id);
  return [
    ...added.map(({ id }) => note("route-added", `route ${id} is new`)),
    ...gone.map(({ id, from }) => breaking("route-removed", `route ${id} is gone`, isVersioned(was, is, from))),
    ...kept.flatMap(([a, b]) => {
      const versioned = isVersioned(was, is, a.from);
      const cases = match(casesOf(was, a.id), casesOf(is, b.id), ({ name }) => name);
      return [
        ...cases.added.map(({ name }) => note("case-added", `route ${a.id} has a new case ${name}`)),
        ...cases.gone.map(({ name }) => {
          return breaking("case-removed", `route ${a.id} has no case ${name} any more`, versioned);
        }),
        ...cases.kept
          .filter(([before, after]) => before.number !== after.number)
          .map(([before, { name, number }]) => {
            const message = `case ${name} of route ${a.id} has number ${number}, and had ${before.number}`;
            return breaking("case-number", message, versioned);
          }),
      ];
    }),
  ];
}

function casesOf(plan: FlowPlan, route: string): readonly { readonly name: string; readonly number: number }[] {
  const cases = plan.handoffs.flatMap(({ routeCase }) => {
    return routeCase && plan.routes[routeCase.route]?.id === route ? [[routeCase.name, routeCase] as const] : [];
  });
  // Several ways may lead from one case.
  return [...new Map(cases).values()];
}

/** What is handed to a graph, and what it gives, is said of the handoffs and outputs. */
function graphs(was: FlowPlan, is: FlowPlan): readonly Reason[] {
  const { added, gone, kept } = match(was.members, is.members, ({ id }) => id);
  return [
    ...added.map(({ id }) => note("graph-added", `graph ${id} is new in it`)),
    ...gone.map(({ id }) => note("graph-removed", `graph ${id} is no longer in it`)),
    ...kept
      .filter(([a, b]) => a.graph !== b.graph)
      .map(([a, b]) => note("graph-replaced", `graph ${b.id} is ${b.graph}, and was ${a.graph}`)),
  ];
}

/** Nothing relies on who looks. */
function watchers<Watcher extends Observer | Tap>(
  what: string,
  was: readonly Watcher[],
  is: readonly Watcher[],
  isSame: (a: Watcher, b: Watcher) => boolean,
): readonly Reason[] {
  const { added, gone, kept } = match(numbered(was), numbered(is), ({ name }) => name);
  return [
    ...added.map(({ name }) => note("observer-added", `${what} ${name} is new`)),
    ...gone.map(({ name }) => note("observer-removed", `${what} ${name} is gone`)),
    ...kept
      .filter(([a, b]) => !isSame(a.watcher, b.watcher))
      .map(([, { name }]) => note("policies", `${what} ${name} has other policies`)),
  ];
}

/** Several may look at one thing; they are told apart by their order. */
function numbered<Watcher extends Observer | Tap>(watchers: readonly Watcher[]) {
  const seen = new Map<string, number>();
  return watchers.map((watcher) => {
    const count = (seen.get(watcher.id) ?? 0) + 1;
    seen.set(watcher.id, count);
    return { name: count === 1 ? watcher.id : `${watcher.id} (${count})`, watcher };
  });
}

function bare(observer: Observer): Observer {
  return { ...observer, from: [] };
}

function unplaced(tap: Tap): Tap {
  return { ...tap, member: 0 };
}

function match<T>(
  was: readonly T[],
  is: readonly T[],
  nameOf: (each: T) => string,
): { readonly added: readonly T[]; readonly gone: readonly T[]; readonly kept: readonly (readonly [T, T])[] } {
  const before = new Map(was.map((each) => [nameOf(each), each]));
  const after = new Set(is.map(nameOf));
  return {
    added: is.filter((each) => !before.has(nameOf(each))),
    gone: was.filter((each) => !after.has(nameOf(each))),
    kept: is.flatMap((each) => {
      const found = before.get(nameOf(each));
      return found === undefined ? [] : [[found, each] as const];
    }),
  };
}

/** The graphs at some endpoints, by their ids: their numbers mean nothing in another plan. */
function places({ members }: FlowPlan, ends: readonly Endpoint[]): string {
  return [...new Set(ends.map(({ member }) => members[member]?.id ?? ""))].sort().join(" and ");
}

function note(rule: string, message: string): Reason {
  return { rule, weight: "compatible", message };
}

function breaking(rule: string, message: string, versioned: boolean): Reason {
  return { rule, weight: "breaking", message, versioned };
}
