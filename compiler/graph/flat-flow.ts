import type { Flow, FlowException, FlowHandoff, FlowObserver, FlowRoute, FlowTap, Member } from "./flow-model.js";
import { givenBy, isHanded, isTaken, takenBy } from "./flow-ports.js";
import type { Graph } from "./model.js";
import { inOrder } from "./order.js";

/** A flow as its plan sees it: the flows in it are gone, and their graphs stand among its own. */
export interface FlatFlow {
  /** In topological order; those on a cycle, and after one, are left out. */
  readonly members: readonly FlatMember[];
  readonly handoffs: readonly FlatHandoff[];
  readonly routes: readonly FlatRoute[];
  readonly observers: readonly (FlatFrom & { readonly observer: FlowObserver })[];
  readonly taps: readonly (FlatFrom & { readonly tap: FlowTap })[];
  readonly exceptions: readonly (FlowException & { readonly scope: string })[];
}

/** A graph of the flow, or of a flow in it. */
export interface FlatMember {
  /** `CreateOrder`; `Delivering/CreateOrder` of a flow in the flow. */
  readonly id: string;
  readonly graph: Graph;
}

/** An input or output of a member, by the message's full name. */
export interface FlatEnd {
  readonly member: FlatMember;
  readonly message: string;
}

interface FlatFrom {
  readonly id: string;
  readonly from: readonly FlatEnd[];
}

export interface FlatHandoff extends FlatFrom {
  readonly to: readonly FlatEnd[];
  readonly handoff: FlowHandoff;
  /** The id of the route that it is a branch of. */
  readonly route: string | undefined;
  /** The exceptions that take this way, sorted. */
  readonly errors: readonly string[];
  /** Whether only they do: the producer has no such output. */
  readonly exceptional: boolean;
}

export interface FlatRoute extends FlatFrom {
  readonly route: FlowRoute;
}

type Unported = Pick<Flow, "name" | "members" | "handoffs" | "routes" | "observers" | "taps" | "exceptions">;

const known = new WeakMap<Unported, FlatFlow>();
const scopes = new WeakMap<Unported, Scope>();

/** The flow as the outermost; the same each time, so that its members can be compared. */
function scopeOf(flow: Unported): Scope {
  const scope = scopes.get(flow) ?? new Scope(flow, "");
  scopes.set(flow, scope);
  return scope;
}

/** Makes one flow of a flow and those in it; what has an end that is not there is left out. */
export function flattenFlow(flow: Unported): FlatFlow {
  const flat = known.get(flow) ?? toFlat(flow);
  known.set(flow, flat);
  return flat;
}

/** The graphs that an output of a flow may come from; in one run at most one of them is. */
export function flowEnds(flow: Unported, message: string): readonly FlatEnd[] {
  return scopeOf(flow).gives(message);
}

/** The graphs that an input of a flow is given to. */
export function flowStarts(flow: Unported, message: string): readonly FlatEnd[] {
  return scopeOf(flow).given(message);
}

/** How many members a flow has, with those of the flows in it. */
export function sizeOf({ members }: Pick<Flow, "members">): number {
  return members.reduce((sum, member) => sum + (member.kind === "graph" ? 1 : sizeOf(member.flow)), 0);
}

function toFlat(flow: Unported): FlatFlow {
  const parts = scopeOf(flow).parts();
  const members = parts.flatMap((each) => each.members);
  const handoffs = parts.flatMap((each) => each.handoffs);
  const suppliers = new Map<FlatMember, FlatMember[]>(members.map((member) => [member, []]));
  for (const { from, to } of handoffs) {
    for (const { member } of to) suppliers.get(member)?.push(...from.map((end) => end.member));
  }
  return {
    members: inOrder(members, (member) => suppliers.get(member) ?? []),
    handoffs,
    routes: parts.flatMap((each) => each.routes),
    observers: parts.flatMap((each) => each.observers),
    taps: parts.flatMap((each) => each.taps),
    exceptions: parts.flatMap((each) => each.exceptions),
  };
}

/** A flow at its place: the outermost, or one in another. */
class Scope {
  private readonly flat = new Map<Member, FlatMember>();
  private readonly inner = new Map<Member, Scope>();

  constructor(
    private readonly flow: Unported,
    private readonly prefix: string,
  ) {
    for (const member of flow.members) {
      const id = `${prefix}${member.id}`;
      if (member.kind === "graph") this.flat.set(member, { id, graph: member.graph });
      else this.inner.set(member, new Scope(member.flow, `${id}/`));
    }
  }

  /** This flow's own parts, and those of every flow in it. */
  parts(): readonly FlatFlow[] {
    return [this.own(), ...[...this.inner.values()].flatMap((scope) => scope.parts())];
  }

  /** The graphs that an input of a member reaches. */
  into(member: Member, message: string): readonly FlatEnd[] {
    const flat = this.flat.get(member);
    if (flat) return takenBy(member).some((port) => port.message.name === message) ? [{ member: flat, message }] : [];
    return this.inner.get(member)?.given(message) ?? [];
  }

  /** The graphs that take an input of this flow. */
  given(message: string): readonly FlatEnd[] {
    return this.flow.members.flatMap((member) =>
      isHanded(this.flow, member, message) ? [] : this.into(member, message),
    );
  }

  /** The graphs that an output of a member may come from. */
  outOf(member: Member, message: string): readonly FlatEnd[] {
    const flat = this.flat.get(member);
    if (flat) return givenBy(member).some((port) => port.message.name === message) ? [{ member: flat, message }] : [];
    return this.inner.get(member)?.gives(message) ?? [];
  }

  /** The graphs that an output of this flow may come from: those whose output nobody takes, if any. */
  gives(message: string): readonly FlatEnd[] {
    const free = this.flow.members.filter((member) => !isTaken(this.flow, member, message));
    const found = free.flatMap((member) => this.outOf(member, message));
    return found.length > 0 ? found : this.flow.members.flatMap((member) => this.outOf(member, message));
  }

  /** Every graph in a member. */
  private allIn(member: Member): readonly FlatMember[] {
    const flat = this.flat.get(member);
    if (flat) return [flat];
    const scope = this.inner.get(member);
    return scope?.flow.members.flatMap((each) => scope.allIn(each)) ?? [];
  }

  private own(): FlatFlow {
    const { flow, prefix } = this;
    const from = (each: { readonly from: FlowHandoff["from"] }, message: string) =>
      each.from.member ? this.outOf(each.from.member, message) : [];
    return {
      members: [...this.flat.values()],
      handoffs: flow.handoffs.flatMap((handoff) => this.handoff(handoff) ?? []),
      routes: flow.routes.map((route) => ({
        id: routeId(prefix, route),
        from: from(route, route.decision.name),
        route,
      })),
      observers: flow.observers.map((observer) => ({
        id: `${prefix}${idOf(observer)}/${observer.output.name}`,
        from: from(observer, observer.output.name),
        observer,
      })),
      taps: flow.taps.flatMap((tap) => {
        const member = tap.from.member && this.flat.get(tap.from.member);
        const message = tap.step.name;
        return member ? [{ id: `${member.id}/${message}`, from: [{ member, message }], tap }] : [];
      }),
      exceptions: flow.exceptions.map((exception) => ({ ...exception, scope: prefix })),
    };
  }

  private handoff(handoff: FlowHandoff): FlatHandoff | undefined {
    const { from, to, output, published, consumed, branch } = handoff;
    if (!from.member || !to.member || !published || !consumed) return undefined;
    const ways = this.outOf(from.member, output.name);
    const errors = this.flow.exceptions.flatMap(({ error, message }) =>
      message.name === published.name ? [error] : [],
    );
    const exceptional = ways.length === 0 && errors.length > 0 && !branch;
    const start = branch ? routeId(this.prefix, branch.route) : `${this.prefix}${idOf(handoff)}/${output.name}`;
    return {
      id: `${start}${branch ? `=${branch.case}` : ""} -> ${this.prefix}${to.member.id}/${consumed.name}`,
      from: exceptional ? this.allIn(from.member).map((member) => ({ member, message: published.name })) : ways,
      to: this.into(to.member, consumed.name),
      handoff,
      route: branch && routeId(this.prefix, branch.route),
      errors: [...errors].sort(),
      exceptional,
    };
  }
}

function routeId(prefix: string, route: FlowRoute): string {
  return `${prefix}${idOf(route)}/${route.decision.name}.${route.oneof.name}`;
}

function idOf({ from }: { readonly from: FlowHandoff["from"] }): string {
  return from.member?.id ?? "";
}
