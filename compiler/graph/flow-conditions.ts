import { type FlatEnd, type FlatHandoff, type FlatMember, flattenFlow, flowEnds } from "./flat-flow.js";
import type { Flow } from "./flow-model.js";

/**
 * What must have been decided for something to be there: which case a route took, whether a graph ended in an exception,
 * whether an optional output was there, whether what may fail was done. A name, and one of its values.
 */
type Term = ReadonlyMap<string, string>;

/** What is there where any of its terms holds. One without a decision always does; where there is none, nothing is there. */
type Condition = readonly Term[];

/** What has more ways to be there is not looked into: it may be absent, and excludes nothing. */
const mostTerms = 200;

const always: Condition = [new Map()];

/** How a value of a name is called that stands for the plain way. */
const plain = "";

/** When the graphs of a flow run, and when its outputs are there. */
export class Conditions {
  /** Every value of every name. */
  private readonly values = new Map<string, Set<string>>();
  private readonly members = new Map<FlatMember, Condition | "unknown">();
  private readonly errors: ReadonlySet<string>;
  private readonly handoffsTo = new Map<FlatMember, Map<string, FlatHandoff[]>>();

  constructor(private readonly flow: Omit<Flow, "inputs" | "outputs" | "ends">) {
    const flat = flattenFlow(flow);
    for (const handoff of flat.handoffs) {
      for (const { member, message } of handoff.to) {
        const byMessage = this.handoffsTo.get(member) ?? new Map<string, FlatHandoff[]>();
        this.handoffsTo.set(member, byMessage);
        byMessage.set(message, [...(byMessage.get(message) ?? []), handoff]);
      }
    }
    for (const { id, route } of flat.routes) {
      this.values.set(routeName(id), new Set(route.desc?.fields.map((field) => field.localName)));
    }
    const failing = flat.handoffs.filter(({ errors }) => errors.length > 0);
    this.errors = new Set(failing.flatMap(({ from }) => from.map(({ member }) => member.id)));
    for (const { from, errors } of failing) {
      for (const { member } of from) {
        this.values.set(errorName(member), new Set([...(this.values.get(errorName(member)) ?? [plain]), ...errors]));
      }
    }
    // Members stand in topological order, so that what leads to one is known.
    for (const member of flat.members) this.members.set(member, this.ofMember(member));
  }

  /** Whether a run may end without an output of the flow. */
  mayBeAbsent(message: string): boolean {
    const ways = flowEnds(this.flow, message).map((end) => this.ofEnd(end));
    const whole = either(ways);
    return whole === "unknown" || !this.isAlways(whole);
  }

  /** Whether two of the ways to something may be taken in one run. */
  mayMeet(ways: readonly FlatHandoff[]): boolean {
    return this.meet(ways.map((way) => this.ofHandoff(way)));
  }

  /** Whether an output of the flow may come from two graphs in one run. */
  mayCollide(message: string): boolean {
    return this.meet(flowEnds(this.flow, message).map((end) => this.ofEnd(end)));
  }

  /** Whether a member can never run: what it takes is never there together. */
  neverRuns(member: FlatMember): boolean {
    return this.members.get(member)?.length === 0;
  }

  private meet(ways: readonly (Condition | "unknown")[]): boolean {
    return ways.some((way, at) =>
      ways.slice(0, at).some((before) => {
        const joint = both(way, before);
        return joint === "unknown" || joint.length > 0;
      }),
    );
  }

  private ofMember(member: FlatMember): Condition | "unknown" {
    let whole: Condition | "unknown" = always;
    for (const ways of this.handoffsTo.get(member)?.values() ?? []) {
      whole = both(whole, either(ways.map((way) => this.ofHandoff(way))));
    }
    return whole;
  }

  private ofHandoff(way: FlatHandoff): Condition | "unknown" {
    const { id, from, handoff, route, errors, exceptional } = way;
    const ends = from.map((end) => {
      const normal = both(
        exceptional ? [] : this.ofEnd(end),
        route === undefined ? always : is(routeName(route), handoff.branch?.case ?? plain),
      );
      const thrown = errors.map((error) =>
        both(this.members.get(end.member) ?? always, is(errorName(end.member), error)),
      );
      return either([normal, ...thrown]);
    });
    const required = handoff.options.required ?? true;
    const doneName = `done ${id}`;
    if (!required) this.values.set(doneName, new Set(["yes", "no"]));
    return both(either(ends), required ? always : is(doneName, "yes"));
  }

  /** When an output of a member is there. */
  private ofEnd({ member, message }: FlatEnd): Condition | "unknown" {
    const port = member.graph.outputs.find((each) => each.message.name === message);
    const name = `output ${member.id}/${message}`;
    if (port?.optional) this.values.set(name, new Set(["yes", "no"]));
    return both(
      this.members.get(member) ?? always,
      both(
        this.errors.has(member.id) ? is(errorName(member), plain) : always,
        port?.optional ? is(name, "yes") : always,
      ),
    );
  }

  /** Whether a condition holds whatever is decided: each value of a name is tried. */
  private isAlways(condition: Condition, left = { tries: 10_000 }): boolean {
    if (condition.some((term) => term.size === 0)) return true;
    const [name] = condition[0]?.keys() ?? [];
    if (name === undefined || left.tries-- <= 0) return false;
    return [...(this.values.get(name) ?? [])].every((value) =>
      this.isAlways(
        condition.flatMap((term) => {
          if ((term.get(name) ?? value) !== value) return [];
          return [new Map([...term].filter(([each]) => each !== name))];
        }),
        left,
      ),
    );
  }
}

function routeName(id: string): string {
  return `route ${id}`;
}

function errorName({ id }: FlatMember): string {
  return `error ${id}`;
}

function is(name: string, value: string): Condition {
  return [new Map([[name, value]])];
}

function either(conditions: readonly (Condition | "unknown")[]): Condition | "unknown" {
  const terms: Term[] = [];
  for (const each of conditions) {
    if (each === "unknown") return "unknown";
    terms.push(...each);
  }
  return terms.length > mostTerms ? "unknown" : terms;
}

function both(a: Condition | "unknown", b: Condition | "unknown"): Condition | "unknown" {
  if (a === "unknown" || b === "unknown") return "unknown";
  const terms = a.flatMap((one) => b.flatMap((other) => joined(one, other) ?? []));
  return terms.length > mostTerms ? "unknown" : terms;
}

/** Two terms as one; nothing where they decide something differently. */
function joined(a: Term, b: Term): Term | undefined {
  const whole = new Map(a);
  for (const [name, value] of b) {
    if ((whole.get(name) ?? value) !== value) return undefined;
    whole.set(name, value);
  }
  return whole;
}
