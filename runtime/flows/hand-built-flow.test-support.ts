import { create, type DescMessage, type Message, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type Endpoint,
  EndpointSchema,
  FlowInputSchema,
  FlowOutputSchema,
  type FlowPlan,
  FlowPlanSchema,
  HandoffSchema,
  MemberSchema,
  ObserverSchema,
  RouteSchema,
  TapSchema,
  UnhappySchema,
} from "../../generated/protograph/v1/flow_pb.js";
import { flowPlanDigests } from "../../proto/contract/digest.js";
import {
  type HandoffOptionsData,
  keyPaths,
  toHandoffPolicies,
  toObserverPolicies,
} from "../../proto/contract/flow-options.js";
import type { FlowDeclaration, FlowMember, Route } from "../dsl/flow-declaration.js";
import { flow } from "../dsl/flow.js";
import { schemaOf } from "../dsl/graph.js";
import { CompiledGraph, type EngineOptions } from "../engine/compiled-graph.js";
import { type HandBuiltParts, handBuiltParts } from "../hand-built.test-support.js";
import { CompiledFlow, type FlowOptions } from "./compiled-flow.js";

/** A graph of a flow that is put together by hand. */
export class Built {
  readonly declaration: FlowMember;
  private readonly parts: ReturnType<typeof handBuiltParts>;

  constructor(parts: HandBuiltParts) {
    this.parts = handBuiltParts(parts);
    this.declaration = this.parts.declaration;
  }

  compile(options: EngineOptions): CompiledGraph {
    const { declaration, plan, messages, steps } = this.parts;
    return new (class extends CompiledGraph {
      constructor() {
        super(declaration, plan, messages, steps, options);
      }
    })();
  }
}

/** What stands in a flow that is put together by hand; graphs are given in topological order. */
export interface HandBuiltFlowParts {
  readonly name?: string;
  readonly graphs: readonly FlowMember[];
  readonly handoffs: readonly unknown[];
  readonly inputs?: readonly DescMessage[];
  readonly outputs?: readonly DescMessage[];
  readonly unhappy?: Readonly<Record<string, DescMessage>>;
}

/** Declares a flow whose types nobody checks. */
export function looseFlow({ name = "pipes.v1.Flow", ...parts }: HandBuiltFlowParts): FlowDeclaration {
  return flow({ name, ...parts } as never);
}

/** A flow without generated code; its outputs have the names of their messages. */
export class HandBuiltFlow extends CompiledFlow<readonly [Message], Readonly<Record<string, Message | undefined>>> {
  /** What was generated for a flow, with another declaration. */
  static stale({ plan }: HandBuiltFlow, declaration: FlowDeclaration, built: readonly Built[]): HandBuiltFlow {
    return new HandBuiltFlow(declaration, built, {}, plan);
  }

  constructor(
    declaration: FlowDeclaration,
    built: readonly Built[],
    options: FlowOptions = {},
    plan = new Planner(declaration).plan,
  ) {
    const graphs = plan.members.map(({ graph }) => {
      const found = built.find((each) => each.declaration.name === graph);
      if (!found) throw new Error(`no graph ${graph}`);
      return found.compile(options);
    });
    super(
      declaration,
      withDigests(plan, graphs),
      graphs,
      plan.outputs.map(({ message }) => message),
      options,
    );
  }
}

function withDigests(plan: FlowPlan, graphs: readonly CompiledGraph[]): FlowPlan {
  for (const [at, member] of plan.members.entries()) member.digest = graphs[at]!.plan.digest;
  return Object.assign(plan, flowPlanDigests(plan));
}

const idOf = ({ name }: FlowMember) => name.slice(name.lastIndexOf(".") + 1);

/** Makes the plan of a flow, as the compiler does, without any of its checks. */
class Planner {
  readonly plan: FlowPlan;
  private readonly members: { readonly id: string; readonly declaration: FlowMember }[] = [];

  constructor(declaration: FlowDeclaration) {
    this.plan = create(FlowPlanSchema, { flow: declaration.name, version: declaration.version });
    this.collect(declaration, "");
    this.plan.members = this.members.map(({ id, declaration: { name } }) => create(MemberSchema, { id, graph: name }));
    this.read(declaration, "");
    const { outputs, inputs } = declaration;
    const taken = new Set(this.plan.handoffs.flatMap(({ from }) => from.map(keyOf)));
    const routed = this.plan.routes.flatMap(({ from }) => from.map(keyOf));
    const handed = new Set(this.plan.handoffs.flatMap(({ to }) => to.map(keyOf)));
    const given = this.endpoints("outputs").filter((each) => !taken.has(keyOf(each)) && !routed.includes(keyOf(each)));
    const names = outputs?.map((each) => schemaOf(each).typeName) ?? [...new Set(given.map(({ message }) => message))];
    this.plan.outputs = names.sort().map((message) =>
      create(FlowOutputSchema, {
        message,
        from: this.endpoints("outputs").filter((each) => each.message === message),
      }),
    );
    const free = this.endpoints("inputs").filter((each) => !handed.has(keyOf(each)));
    const takes = inputs?.map(({ typeName }) => typeName) ?? [...new Set(free.map(({ message }) => message))];
    this.plan.inputs = takes
      .sort()
      .map((message) => create(FlowInputSchema, { message, to: free.filter((each) => each.message === message) }));
  }

  private collect({ graphs }: FlowDeclaration, scope: string): void {
    for (const declaration of graphs) {
      const id = scope + idOf(declaration);
      if (declaration.kind === "graph") this.members.push({ id, declaration });
      else this.collect(declaration, `${id}/`);
    }
  }

  private read({ graphs, handoffs, unhappy }: FlowDeclaration, scope: string): void {
    for (const member of graphs) if (member.kind === "flow") this.read(member, `${scope}${idOf(member)}/`);
    for (const [error, schema] of Object.entries(unhappy)) {
      this.plan.unhappy.push(create(UnhappySchema, { scope, error, message: schema.typeName }));
    }
    const errorsAs = (message: string) =>
      Object.entries(unhappy).flatMap(([error, schema]) => (schema.typeName === message ? [error] : []));
    for (const link of handoffs) {
      const from = `${scope}${idOf(link.from)}`;
      if (link.kind === "handoff") {
        const { output, to, input, options } = link;
        const id = `${from}/${output.typeName} -> ${scope}${idOf(to)}/${input.typeName}`;
        const ways = { from: this.at("outputs", from, output), to: this.at("inputs", scope + idOf(to), input) };
        const thrown = ways.from.length === 0;
        const errors = thrown ? errorsAs(output.typeName) : [];
        const throwing = thrown ? this.within(from).map((member) => endpoint(member, output.typeName)) : ways.from;
        this.handoff({ ...ways, from: throwing, id, errors }, output, options as HandoffOptionsData);
      } else if (link.kind === "route") this.route(link, scope, from, errorsAs);
      else if (link.kind === "observe") {
        const policies = toObserverPolicies(link.options);
        const id = `${from}/${link.output.typeName}`;
        this.plan.observers.push(
          create(ObserverSchema, { id, from: this.at("outputs", from, link.output), ...policies }),
        );
      } else {
        const [member = 0] = this.within(from);
        const policies = toObserverPolicies(link.options);
        const { name } = link.step;
        this.plan.taps.push(create(TapSchema, { id: `${from}/${name}`, member, node: name, ...policies }));
      }
    }
  }

  private route(link: Route, scope: string, from: string, errorsAs: (message: string) => readonly string[]): void {
    const { decision, oneof, branches, options } = link;
    const id = `${from}/${decision.typeName}.${oneof}`;
    const ends = this.at("outputs", from, decision);
    const route = this.plan.routes.push(create(RouteSchema, { id, from: ends, oneof })) - 1;
    const cases = decision.oneofs.find(({ localName }) => localName === oneof)!.fields;
    for (const [name, targets] of Object.entries(branches)) {
      const field = cases.find(({ localName }) => localName === name)!;
      for (const target of (Array.isArray(targets) ? targets : [targets]) as readonly (typeof targets)[]) {
        const {
          to,
          input,
          options: own,
        } = "kind" in target && target.kind === "branch"
          ? target
          : { to: target as FlowMember, input: field.message!, options: {} };
        this.handoff(
          {
            id: `${id}=${name} -> ${scope}${idOf(to)}/${input.typeName}`,
            from: ends,
            to: this.at("inputs", scope + idOf(to), input),
            routeCase: { $typeName: "protograph.v1.RouteCase", route, name, number: field.number },
            errors: [...errorsAs(field.message!.typeName)],
          },
          decision,
          { ...options, ...own } as HandoffOptionsData,
        );
      }
    }
  }

  private handoff(
    parts: Omit<MessageInitShape<typeof HandoffSchema>, "$typeName">,
    keyed: DescMessage,
    options: HandoffOptionsData,
  ): void {
    const key = keyPaths(options.key).map((path) => {
      let within: DescMessage | undefined = keyed;
      const numbers = path.split(".").map((name) => {
        const field: DescMessage["fields"][number] | undefined = within?.fields.find((each) => each.localName === name);
        within = field?.message;
        return field?.number ?? 0;
      });
      return { path, numbers };
    });
    this.plan.handoffs.push(create(HandoffSchema, { ...parts, ...toHandoffPolicies(options), key }));
  }

  /** The members at a place: one, or those of a flow in the flow. */
  private within(place: string): readonly number[] {
    return this.members.flatMap(({ id }, at) => (id === place || id.startsWith(`${place}/`) ? [at] : []));
  }

  private at(what: "inputs" | "outputs", place: string, { typeName }: DescMessage): Endpoint[] {
    const members = this.within(place);
    const inner = new Set(this.plan.handoffs.flatMap(({ from, to }) => (what === "inputs" ? to : from).map(keyOf)));
    return this.endpoints(what).filter(
      (each) =>
        members.includes(each.member) && each.message === typeName && (members.length === 1 || !inner.has(keyOf(each))),
    );
  }

  private endpoints(what: "inputs" | "outputs"): readonly Endpoint[] {
    return this.members.flatMap(({ declaration }, member) =>
      (declaration.kind === "graph" ? declaration[what] : []).map((port) => endpoint(member, schemaOf(port).typeName)),
    );
  }
}

function endpoint(member: number, message: string): Endpoint {
  return create(EndpointSchema, { member, message });
}

function keyOf({ member, message }: Endpoint): string {
  return `${member}/${message}`;
}
