import type { DescMessage, DescOneof } from "@bufbuild/protobuf";
import type { HandoffOptionsData, ObserveOptionsData } from "../../proto/contract/flow-options.js";
import type { Span } from "../diagnostics/diagnostic.js";
import type { ExportedName, FunctionDeclaration, MessageRef, StepDeclaration } from "../source/declarations.js";
import type { FlowListKey } from "../source/flow-declarations.js";
import type { Graph } from "./model.js";

/** A graph or flow that stands in a flow. */
export type Member = { readonly id: string; readonly span: Span } & (
  | { readonly kind: "graph"; readonly graph: Graph }
  /** Its own members are those of the plan. */
  | { readonly kind: "flow"; readonly flow: Flow }
);

/** One end of a link: a graph or flow as it is named there. */
export interface Party {
  /** The full name of the graph or flow; empty where it could not be read. */
  readonly name: string;
  /** Absent where the flow does not list it. */
  readonly member: Member | undefined;
  readonly span: Span;
}

/** A message where a flow names it. */
export interface FlowMessage {
  readonly name: string;
  /** How its module exports its type. */
  readonly exportName: string;
  /** Absent where it has not been generated; that has its diagnostic. */
  readonly desc: DescMessage | undefined;
  readonly span: Span;
}

/** How a message flows, without what tells duplicates. */
export interface HandoffTerms {
  readonly options: HandoffOptionsData;
  readonly keySpans: readonly Span[];
  readonly map: FunctionDeclaration | undefined;
  /** Where each option has its key. */
  readonly spans: ReadonlyMap<string, Span>;
  /** Whether an option has a fault, so that nothing is concluded from them. */
  readonly faulty: boolean;
}

/** What is handed from one member to another: by a handoff, or by one branch of a route. */
export interface FlowHandoff extends HandoffTerms {
  readonly from: Party;
  /** What ends the producer: its output, or the decision of a route. */
  readonly output: FlowMessage;
  readonly to: Party;
  /** Where the input is named; of a branch that names none, absent: its graph takes the message of the case. */
  readonly inputSpan: Span | undefined;
  /** What is handed: the output, or the message of a case; absent where that could not be found out. */
  readonly published: FlowMessage | undefined;
  /** What the consumer takes it as. */
  readonly consumed: FlowMessage | undefined;
  /** Set for a branch. */
  readonly branch: { readonly route: FlowRoute; readonly case: string; readonly caseSpan: Span } | undefined;
  readonly span: Span;
}

/** A decision with a way for each case. */
export interface FlowRoute {
  readonly from: Party;
  readonly decision: FlowMessage;
  /** The oneof of that name; absent where the decision has none, or is not known. */
  readonly desc: DescOneof | undefined;
  readonly oneof: { readonly name: string; readonly span: Span };
  /** The cases that have a branch. */
  readonly cases: ReadonlyMap<string, Span>;
  readonly branchesSpan: Span;
  readonly complete: boolean;
  readonly span: Span;
}

/** A function that sees checkpoints. */
export interface FlowObserver {
  readonly from: Party;
  readonly output: FlowMessage;
  readonly options: ObserveOptionsData;
  readonly span: Span;
}

/** A function that sees what a step returns. */
export interface FlowTap {
  readonly from: Party;
  readonly step: StepDeclaration;
  readonly stepSpan: Span;
  readonly options: ObserveOptionsData;
  readonly span: Span;
}

/** A declared exception. */
export interface FlowException {
  readonly error: string;
  readonly span: Span;
  readonly message: FlowMessage;
}

/** How many members a flow may have, with those of the flows in it. */
export const mostMembers = 10_000;

/** A message that a flow takes or gives. */
export interface FlowPort {
  readonly message: MessageRef;
  readonly span: Span;
  /** An output: whether it is written `optional(…)`; or, where outputs are left out, whether it may be absent. */
  readonly optional: boolean;
  /** An input that is written `awaited(…)`, which a flow cannot have. */
  readonly awaited: boolean;
}

/** A flow with its graphs and messages known; nothing is proved of it yet. */
export interface Flow {
  readonly name: string;
  readonly version: string;
  readonly doc: string;
  /** Where the name is written. */
  readonly span: Span;
  readonly included: boolean;
  readonly broken: boolean;
  readonly exported: ExportedName | undefined;
  readonly listSpans: ReadonlyMap<FlowListKey, Span>;
  /** The lists that could not be read to the end. */
  readonly unread: ReadonlySet<FlowListKey>;
  /** In the order of declaration; each once, however often it is listed. */
  readonly members: readonly Member[];
  /** What is listed again. */
  readonly repeated: readonly Member[];
  /** Flows that would contain themselves, or are too many in each other: they are no members. */
  readonly endless: readonly { readonly name: string; readonly span: Span }[];
  readonly handoffs: readonly FlowHandoff[];
  readonly routes: readonly FlowRoute[];
  readonly observers: readonly FlowObserver[];
  readonly taps: readonly FlowTap[];
  readonly exceptions: readonly FlowException[];
  readonly inputs: readonly FlowPort[];
  readonly outputs: readonly FlowPort[];
  /** The messages of the outputs. */
  readonly ends: readonly FlowMessage[];
}

/** What a flow is called in diagnostics whose own name could not be read; it is never planned. */
export const namelessFlow = "this flow";
