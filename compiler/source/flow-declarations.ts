import type { HandoffOptionsData, ObserveOptionsData } from "../../proto/contract/flow-options.js";
import type { Span } from "../diagnostics/diagnostic.js";
import type {
  DeclaredParts,
  FunctionDeclaration,
  MessageRef,
  PortDeclaration,
  StepDeclaration,
} from "./declarations.js";

/** What the source says of flows, as data. */

/** A list of a flow. */
export type FlowListKey = "graphs" | "handoffs" | "inputs" | "outputs";

/** `flow({ … })`. */
export interface FlowDeclaration extends DeclaredParts<FlowListKey> {
  readonly members: readonly MemberRef[];
  readonly links: readonly LinkDeclaration[];
  readonly inputs: readonly PortDeclaration[];
  readonly outputs: readonly PortDeclaration[];
  readonly unhappy: readonly UnhappyDeclaration[];
}

/** A graph or flow where a flow names it. */
export interface MemberRef {
  readonly kind: "graph" | "flow";
  /** The key of its declaration, among all graphs or flows that were read. */
  readonly key: string;
  readonly span: Span;
}

/** A schema where it is named. */
export interface SchemaRef {
  readonly message: MessageRef;
  readonly span: Span;
}

/** The options of a handoff, a route or a branch. */
export interface HandoffOptions {
  readonly data: HandoffOptionsData;
  /** Where `key` is written, or each field of it; the call where it is written elsewhere. */
  readonly keySpans: readonly Span[];
  /** Where each option has its key. */
  readonly spans: ReadonlyMap<string, Span>;
  readonly map: FunctionDeclaration | undefined;
  /** Whether an option has a fault; nothing is concluded from the options then. */
  readonly faulty: boolean;
}

/** `handoff(from, Output, to, Input, { … })`. */
export interface HandoffDeclaration {
  readonly kind: "handoff";
  readonly from: MemberRef;
  readonly output: SchemaRef;
  readonly to: MemberRef;
  readonly input: SchemaRef;
  readonly options: HandoffOptions;
  readonly span: Span;
}

/** One way of a route. */
export interface BranchDeclaration {
  readonly case: string;
  readonly caseSpan: Span;
  readonly to: MemberRef;
  /** Absent where the graph is to take the case's message itself. */
  readonly input: SchemaRef | undefined;
  /** Those of the branch alone. */
  readonly options: HandoffOptions;
  readonly span: Span;
}

/** `route(from, Decision, "oneof", { … })`. */
export interface RouteDeclaration {
  readonly kind: "route";
  readonly from: MemberRef;
  readonly decision: SchemaRef;
  readonly oneof: { readonly name: string; readonly span: Span };
  /** The cases that have a branch, read or not. */
  readonly cases: ReadonlyMap<string, Span>;
  readonly branches: readonly BranchDeclaration[];
  /** The object of branches. */
  readonly branchesSpan: Span;
  readonly options: HandoffOptions;
  /** Whether all branches could be read. */
  readonly complete: boolean;
  readonly span: Span;
}

/** `observe(from, Output, function, { … })`. */
export interface ObserverDeclaration {
  readonly kind: "observe";
  readonly from: MemberRef;
  readonly output: SchemaRef;
  readonly options: ObserveOptionsData;
  readonly span: Span;
}

/** `tap(from, Step, function, { … })`. */
export interface TapDeclaration {
  readonly kind: "tap";
  readonly from: MemberRef;
  readonly step: StepDeclaration;
  /** Where the step is named. */
  readonly stepSpan: Span;
  readonly options: ObserveOptionsData;
  readonly span: Span;
}

/** An entry of `handoffs`. */
export type LinkDeclaration = HandoffDeclaration | RouteDeclaration | ObserverDeclaration | TapDeclaration;

/** An entry of `unhappy`. */
export interface UnhappyDeclaration {
  /** The name of the error's class. */
  readonly error: string;
  readonly span: Span;
  readonly schema: SchemaRef;
}
