import type { DescMessage } from "@bufbuild/protobuf";
import type { HandoffOptionsData } from "../../proto/contract/flow-options.js";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { type Descriptors, MissingDescriptor } from "../protos/descriptors.js";
import type {
  FlowDeclaration,
  HandoffOptions,
  LinkDeclaration,
  MemberRef,
  RouteDeclaration,
  SchemaRef,
} from "../source/flow-declarations.js";
import type { MessageRef } from "../source/declarations.js";
import { sizeOf } from "./flat-flow.js";
import {
  type Flow,
  type FlowHandoff,
  type FlowMessage,
  type FlowObserver,
  type FlowPort,
  type FlowRoute,
  type FlowTap,
  type HandoffTerms,
  type Member,
  mostMembers,
  namelessFlow,
  type Party,
} from "./flow-model.js";
import { inputsOf, outputsOf } from "./flow-borders.js";
import type { Graph } from "./model.js";
import { deepestNesting } from "./nesting.js";

/** Flows put together, before any check. */
export interface BuiltFlows {
  readonly flows: readonly Flow[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts flows together: their graphs, and what these hand to each other. */
export function buildFlows(
  declarations: readonly FlowDeclaration[],
  graphs: ReadonlyMap<string, Graph>,
  descriptors: Descriptors,
): BuiltFlows {
  const messages = new MessageFinder(descriptors);
  const builder = new FlowBuilder(new Map(declarations.map((each) => [each.key, each])), graphs, messages);
  return { flows: declarations.map((each) => builder.flow(each)), diagnostics: messages.diagnostics };
}

/** Finds the descriptors of messages; one that is missing is reported. */
class MessageFinder {
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly descriptors: Descriptors) {}

  find({ message, span }: SchemaRef): FlowMessage {
    return { name: message.name, exportName: message.exportName, desc: this.desc({ message, span }), span };
  }

  /** What is known of a message; one that is missing is somebody else's to report. */
  known(message: MessageRef): DescMessage | undefined {
    try {
      return this.descriptors.message(message);
    } catch (error) {
      if (!(error instanceof MissingDescriptor)) throw error;
      return undefined;
    }
  }

  private desc({ message, span }: SchemaRef): DescMessage | undefined {
    try {
      return this.descriptors.message(message);
    } catch (error) {
      if (!(error instanceof MissingDescriptor)) throw error;
      this.diagnostics.push(diagnostic("PG1014", span, error.message, { fix: "run `protograph generate`" }));
      return undefined;
    }
  }
}

class FlowBuilder {
  private readonly built = new Map<string, Flow>();
  private readonly building = new Set<string>();

  constructor(
    private readonly declared: ReadonlyMap<string, FlowDeclaration>,
    private readonly graphs: ReadonlyMap<string, Graph>,
    private readonly messages: MessageFinder,
  ) {}

  flow(declaration: FlowDeclaration): Flow {
    const { key } = declaration;
    this.building.add(key);
    const flow = this.built.get(key) ?? this.build(declaration);
    this.building.delete(key);
    this.built.set(key, flow);
    return flow;
  }

  private build(declaration: FlowDeclaration): Flow {
    const { keys, inputs, outputs, unhappy, members: listed, links, ...parts } = declaration;
    const members = new Map<string, Member>();
    const repeated: Member[] = [];
    const endless: { readonly name: string; readonly span: MemberRef["span"] }[] = [];
    for (const ref of listed) {
      const member = this.member(ref);
      if (!member) endless.push({ name: this.nameOf(ref), span: ref.span });
      else if (members.has(ref.key)) repeated.push(member);
      else members.set(ref.key, member);
    }
    const partyOf = (ref: MemberRef): Party => ({
      name: this.nameOf(ref),
      member: members.get(ref.key),
      span: ref.span,
    });
    const flow = {
      ...parts,
      name: declaration.name ?? namelessFlow,
      listSpans: keys,
      // What is missing in a flow may be in one that could not be looked into.
      unread: endless.length > 0 ? new Set([...parts.unread, "graphs" as const]) : parts.unread,
      members: [...members.values()],
      repeated,
      endless,
      ...this.links(links, partyOf),
      exceptions: unhappy.map(({ error, span, schema }) => ({ error, span, message: this.messages.find(schema) })),
    };
    const ports = { inputs: inputsOf(flow, inputs), outputs: outputsOf(flow, outputs) };
    return { ...flow, ...ports, ends: ports.outputs.map((port) => this.end(port)) };
  }

  private end({ message, span }: FlowPort): FlowMessage {
    return { name: message.name, exportName: message.exportName, desc: this.messages.known(message), span };
  }

  /** A graph or flow as a member; nothing where a flow would be in itself. */
  private member({ kind, key, span }: MemberRef): Member | undefined {
    if (kind === "graph") {
      const graph = this.graphs.get(key);
      return graph && { kind, id: lastPart(graph.name), graph, span };
    }
    const declaration = this.declared.get(key);
    if (!declaration || this.building.has(key) || this.building.size > deepestNesting) return undefined;
    const flow = this.flow(declaration);
    if (sizeOf(flow) > mostMembers) return undefined;
    return { kind, id: lastPart(flow.name), flow, span };
  }

  private nameOf({ kind, key }: MemberRef): string {
    return (kind === "graph" ? this.graphs.get(key)?.name : this.declared.get(key)?.name) ?? "";
  }

  private links(links: readonly LinkDeclaration[], partyOf: (ref: MemberRef) => Party) {
    const handoffs: FlowHandoff[] = [];
    const routes: FlowRoute[] = [];
    const observers: FlowObserver[] = [];
    const taps: FlowTap[] = [];
    for (const link of links) {
      const { span } = link;
      const from = partyOf(link.from);
      if (link.kind === "observe") observers.push({ ...link, from, output: this.messages.find(link.output) });
      else if (link.kind === "tap") taps.push({ ...link, from });
      else if (link.kind === "handoff") {
        const [output, consumed] = [this.messages.find(link.output), this.messages.find(link.input)];
        const ends = { from, output, published: output, to: partyOf(link.to), consumed, inputSpan: consumed.span };
        handoffs.push({ ...termsOf(link.options), ...ends, branch: undefined, span });
      } else {
        const route = this.route(link, from);
        routes.push(route);
        handoffs.push(...this.branches(link, route, partyOf));
      }
    }
    return { handoffs, routes, observers, taps };
  }

  private route({ decision: schema, oneof, cases, branchesSpan, complete, span }: RouteDeclaration, from: Party) {
    const decision = this.messages.find(schema);
    const desc = decision.desc?.oneofs.find((each) => each.localName === oneof.name);
    return { from, decision, desc, oneof, cases, branchesSpan, complete, span };
  }

  private branches(
    { branches, options: shared }: RouteDeclaration,
    route: FlowRoute,
    partyOf: (ref: MemberRef) => Party,
  ): readonly FlowHandoff[] {
    return branches.map(({ case: name, caseSpan, to, input, options, span }) => {
      const desc = route.desc?.fields.find((field) => field.localName === name)?.message;
      const published = desc && { name: desc.typeName, exportName: desc.name, desc, span: caseSpan };
      return {
        ...termsOf(options, shared),
        from: route.from,
        output: route.decision,
        published,
        to: partyOf(to),
        inputSpan: input?.span,
        consumed: input ? this.messages.find(input) : published,
        branch: { route, case: name, caseSpan },
        span,
      };
    });
  }
}

/** The terms of a handoff; what those of a branch leave out, those of its route say. */
function termsOf(own: HandoffOptions, of?: HandoffOptions): HandoffTerms {
  const options: HandoffOptionsData = { ...of?.data, ...own.data };
  return {
    options,
    keySpans: own.data.key === undefined ? (of?.keySpans ?? []) : own.keySpans,
    map: own.map,
    spans: new Map([...(of?.spans ?? []), ...own.spans]),
    faulty: own.faulty || (of?.faulty ?? false),
  };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
