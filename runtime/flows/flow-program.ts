import type { DescMessage, Message } from "@bufbuild/protobuf";
import { type FlowPlan, type Handoff, OnDuplicate, Overflow } from "../../generated/protograph/v1/flow_pb.js";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import { schemaOf } from "../dsl/graph.js";
import type { CompiledGraph } from "../engine/compiled-graph.js";
import { neededValues } from "../../proto/contract/values.js";
import { type Carry, carryOf } from "./carry.js";
import { type DeclaredFlow, matchWatchers } from "./declared-flow.js";
import { immediateDominators } from "./dominators.js";
import { type KeyOf, keyReader } from "./key.js";
import { Places } from "./places.js";
import type { DeclaredException } from "./unhappy.js";
import { Watcher } from "./watcher.js";

/** A flow as it is run: its graphs by number, and what leads from each. Never changed once made; its windows are. */
export interface FlowProgram {
  readonly plan: FlowPlan;
  readonly members: readonly Member[];
  /** The members whose places are taken before a run begins, in order; see {@link Member.ahead}. */
  readonly ahead: readonly number[];
  /** By input of the flow, where it goes. */
  readonly inputs: readonly (readonly Target[])[];
  /** By output of the flow, who may give it. */
  readonly outputs: readonly (readonly Source[])[];
}

/** An input of a member. */
export interface Target {
  readonly member: number;
  /** Its place among the member's inputs. */
  readonly input: number;
}

/** What a member gives: an output, by its place among those it is asked for, or an exception's message. */
export interface Source {
  readonly member: number;
  readonly output: number;
  readonly message: string;
}

/** A graph at its place in the flow. */
export interface Member {
  readonly index: number;
  readonly id: string;
  readonly graph: CompiledGraph;
  readonly start: ReturnType<CompiledGraph["starter"]>;
  /** Full names and schemas of the messages it is given, in the order of its graph's inputs. */
  readonly inputs: readonly DescMessage[];
  /** By input, how many ways may bring it; 0 where it is the flow's. */
  readonly sources: readonly number[];
  /** Whether anything is handed to it. */
  readonly isHanded: boolean;
  /** As many times nothing as it has inputs. */
  readonly nothing: readonly undefined[];
  /** Full names of what it is asked for. */
  readonly outputs: readonly string[];
  /** Full names of the messages that are delivered to it while it runs. */
  readonly awaited: readonly string[];
  /** How many of its runs, and of messages on their way to it, there are at most; none where nothing is handed to it. */
  readonly places: Places | undefined;
  /**
   * The members whose places are taken before this one starts, in topological order.
   *
   * A place is taken at the last member that every way to it leads through, and given back when its own member is done. So
   * what a run has to wait for with a place in hand never waits for that place: runs cannot block one another.
   */
  readonly ahead: readonly number[];
  readonly ways: readonly Way[];
  /** Of each of its routes, one of the ways. */
  readonly decisions: readonly Way[];
  readonly observers: readonly { readonly output: number; readonly watcher: Watcher }[];
  /** The exceptions that are a business outcome here, those of the nearest flow first. */
  readonly unhappy: readonly DeclaredException[];
}

/** One way from a member to others. */
export interface Way {
  readonly handoff: string;
  /** Its place among what the member is asked for; -1 where only exceptions take it. */
  readonly output: number;
  /** The exceptions that take it. */
  readonly errors: ReadonlySet<string>;
  /** Where it is a branch, the decision's oneof and the case. */
  readonly route: { readonly oneof: string; readonly name: string } | undefined;
  readonly published: DescMessage;
  readonly carry: Carry;
  /** Reads the key of the output, or of the decision; `undefined` where nothing is a duplicate. */
  readonly key: KeyOf | undefined;
  readonly refusesDuplicates: boolean;
  /** Whether a message is refused, instead of waiting, while the window is full. */
  readonly refuses: boolean;
  readonly required: boolean;
  /** The share of messages that may fail behind it: 0 for none. */
  readonly tolerated: number;
  readonly to: readonly Target[];
}

/** Lays a plan out; it has been found to be what the declaration says, and the graphs those it was made for. */
export function layOutFlow(plan: FlowPlan, declared: DeclaredFlow, graphs: readonly CompiledGraph[]): FlowProgram {
  return new LayOut(plan, declared, graphs).make();
}

class LayOut {
  private readonly outputs: readonly (readonly string[])[];
  private readonly inputs: readonly (readonly DescMessage[])[];

  constructor(
    private readonly plan: FlowPlan,
    private readonly declared: DeclaredFlow,
    private readonly graphs: readonly CompiledGraph[],
  ) {
    this.outputs = graphs.map(({ plan: of }, member) => this.outputsOf(member, of));
    this.inputs = graphs.map((_, member) => this.inputsOf(member));
  }

  make(): FlowProgram {
    const ways = this.graphs.map((_, member) => this.waysOf(member));
    const before = this.graphs.map((_, member) =>
      this.handed(member).flatMap(({ from }) => from.map((each) => each.member)),
    );
    const dominators = immediateDominators(before);
    const aheadOf = (of: number) =>
      this.graphs.flatMap((_, member) =>
        dominators[member] === of && this.waitsAhead(member, of, ways) ? [member] : [],
      );
    return {
      plan: this.plan,
      members: this.graphs.map((graph, index) => this.member(graph, index, ways[index]!, aheadOf(index))),
      ahead: aheadOf(-1),
      inputs: this.plan.inputs.map(({ to }) => to.map(({ member, message }) => this.target(member, message))),
      outputs: this.plan.outputs.map(({ from }) =>
        from.map(({ member, message }) => ({ member, message, output: this.outputs[member]!.indexOf(message) })),
      ),
    };
  }

  private member(graph: CompiledGraph, index: number, ways: readonly Way[], ahead: readonly number[]): Member {
    const { id } = this.plan.members[index]!;
    const windows = this.handed(index).map(({ window }) => window);
    const inputs = this.inputs[index]!;
    const watchers = matchWatchers(this.plan.observers, this.declared.observers);
    const sources = inputs.map(({ typeName }) => this.sourcesOf(index, typeName));
    const decisionOf = ({ output, route }: Way) => route && `${output}.${route.oneof}`;
    return {
      index,
      id,
      graph,
      start: graph.starter(this.outputs[index]!),
      inputs,
      sources,
      isHanded: sources.some((count) => count > 0),
      nothing: inputs.map(() => undefined),
      outputs: this.outputs[index]!,
      awaited: graph.plan.inputs.flatMap(({ message, awaited }) => (awaited ? [message] : [])),
      places: windows.length > 0 ? new Places(Math.min(...windows)) : undefined,
      ahead,
      ways,
      decisions: ways.filter(
        (way, at) => way.route && ways.findIndex((each) => decisionOf(each) === decisionOf(way)) === at,
      ),
      observers: this.plan.observers.flatMap(({ id: watched, from, required, window, overflow }, at) =>
        from.flatMap(({ member, message }) => {
          if (member !== index) return [];
          const watch = watchers[at]!.observer;
          const watcher = new Watcher({ id: watched, watch, required, window, drops: overflow === Overflow.DROP });
          return [{ output: this.outputs[index]!.indexOf(message), watcher }];
        }),
      ),
      unhappy: this.unhappyOf(id),
    };
  }

  /** What is handed to a member. */
  private handed(member: number): readonly Handoff[] {
    return this.plan.handoffs.filter(({ to }) => to.some((each) => each.member === member));
  }

  /** What a member is asked for: all that somebody takes, or all that it gives, where nobody takes anything. */
  private outputsOf(member: number, { outputs }: Plan): readonly string[] {
    const { handoffs, routes, observers, outputs: given } = this.plan;
    const taken = new Set(
      [...handoffs, ...routes, ...observers, ...given].flatMap(({ from }) =>
        from.flatMap((each) => (each.member === member ? [each.message] : [])),
      ),
    );
    const names = outputs.map(({ message }) => message);
    const wanted = names.filter((name) => taken.has(name));
    return wanted.length > 0 ? wanted : names;
  }

  /** The schemas of what a member is given at its start. */
  private inputsOf(member: number): readonly DescMessage[] {
    const { plan } = this.graphs[member]!;
    const { id } = this.plan.members[member]!;
    const needed = new Set(
      plan.outputs.flatMap(({ message, value }) =>
        this.outputs[member]!.includes(message) ? [...neededValues(plan, value)] : [],
      ),
    );
    const ports = this.declared.members.get(id)?.inputs ?? [];
    return plan.inputs.flatMap(({ message, awaited }, value) => {
      const schema = ports.map(schemaOf).find(({ typeName }) => typeName === message);
      return schema && !awaited && needed.has(value) ? [schema] : [];
    });
  }

  private sourcesOf(member: number, message: string): number {
    const bringing = this.plan.handoffs.filter(({ to }) =>
      to.some((each) => each.member === member && each.message === message),
    );
    return bringing.reduce((sum, { from }) => sum + from.length, 0);
  }

  private target(member: number, message: string): Target {
    return { member, input: this.inputs[member]!.findIndex(({ typeName }) => typeName === message) };
  }

  private waysOf(member: number): readonly Way[] {
    return this.plan.handoffs.flatMap((handoff) =>
      handoff.from.flatMap((from) => (from.member === member ? [this.way(handoff, member, from.message)] : [])),
    );
  }

  private way(plan: Handoff, member: number, message: string): Way {
    const { published, consumed, keyed, options } = this.declared.handoffs.get(plan.id)!;
    const { routeCase } = plan;
    const route = routeCase && this.plan.routes[routeCase.route]!;
    // What a branch reads is the decision, whatever its case is.
    const output = route?.from.find((each) => each.member === member)?.message ?? message;
    return {
      handoff: plan.id,
      output: this.outputs[member]!.indexOf(output),
      errors: new Set(plan.errors),
      route: route && { oneof: route.oneof, name: routeCase.name },
      published,
      carry: carryOf({ handoff: plan.id, published, consumed, map: options.map }),
      key: plan.key.length > 0 ? keyReader(keyed, plan.key) : undefined,
      refusesDuplicates: plan.onDuplicate === OnDuplicate.REFUSE,
      refuses: plan.overflow === Overflow.REFUSE,
      required: plan.required,
      tolerated: plan.itemFailure?.tolerated ?? 0,
      to: plan.to.map((each) => this.target(each.member, each.message)).filter(({ input }) => input >= 0),
    };
  }

  /**
   * Whether a member's place is taken before its dominator starts: unless all ways to it come from there, and are ones of
   * which nobody knows before the end whether they are taken, or that do not wait.
   */
  private waitsAhead(member: number, dominator: number, ways: readonly (readonly Way[])[]): boolean {
    return ways.some((from, index) =>
      from.some(({ to, refuses, ...way }) => {
        if (refuses || !to.some((each) => each.member === member)) return false;
        return index !== dominator || !this.isConditional(index, way);
      }),
    );
  }

  private isConditional(member: number, { output, route }: Pick<Way, "output" | "route">): boolean {
    if (route !== undefined || output < 0) return true;
    const name = this.outputs[member]![output];
    return this.graphs[member]!.plan.outputs.some(({ message, optional }) => optional && message === name);
  }

  private unhappyOf(id: string): readonly DeclaredException[] {
    const near = this.declared.unhappy.filter(({ scope }) => id.startsWith(scope));
    return near.toSorted((one, other) => other.scope.length - one.scope.length);
  }
}

/** What a member has given, as the message of a way. */
export function messageOn({ output, route }: Way, outputs: readonly unknown[]): Message | undefined {
  const given = outputs[output] as Message | undefined;
  if (given === undefined || route === undefined) return given;
  const decision = (given as unknown as Readonly<Record<string, { readonly case?: string; readonly value?: unknown }>>)[
    route.oneof
  ];
  return decision?.case === route.name ? (decision.value as Message) : undefined;
}
