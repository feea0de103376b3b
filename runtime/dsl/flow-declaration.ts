import type { GraphDeclaration, GraphOutput } from "./declaration.js";
import type { AnyHandoffOptions, ObserverFunction, ObserveOptions, TapOptions } from "./flow-options.js";
import type { MessageSchema, Step } from "./step.js";

/** What `flow`, `handoff`, `route`, `branch`, `observe` and `tap` make: data about graphs, for the compiler to read. */

/** What may stand in the `graphs` of a flow. */
export type FlowMember = GraphDeclaration | FlowDeclaration;

/** What may stand in the `handoffs` of a flow. */
export type FlowLink = Handoff | Route | Observer | Tap;

/** Error classes, by name, and the message that each of them becomes. */
export type UnhappyPaths = Readonly<Record<string, MessageSchema>>;

/** The parts of a flow that its type remembers. */
export interface FlowParts {
  readonly name: string;
  /** Absent where they are those that nobody hands. */
  readonly inputs: readonly MessageSchema[] | undefined;
  /** Absent where they are those that nobody takes. */
  readonly outputs: readonly GraphOutput[] | undefined;
  readonly graphs: readonly FlowMember[];
  readonly handoffs: readonly FlowLink[];
  readonly unhappy: UnhappyPaths;
}

/** A declared flow: data, and the graphs and functions themselves. */
export interface FlowDeclaration<Parts extends FlowParts = FlowParts> {
  readonly kind: "flow";
  readonly name: Parts["name"];
  readonly version: string;
  readonly inputs: Parts["inputs"];
  readonly outputs: Parts["outputs"];
  readonly graphs: Parts["graphs"];
  readonly handoffs: Parts["handoffs"];
  readonly unhappy: Parts["unhappy"];
}

/** The contract between what one graph gives and what another takes, as {@link handoff} makes it. */
export interface Handoff<
  From extends FlowMember = FlowMember,
  Output extends MessageSchema = MessageSchema,
  To extends FlowMember = FlowMember,
  Input extends MessageSchema = MessageSchema,
> {
  readonly kind: "handoff";
  readonly from: From;
  readonly output: Output;
  readonly to: To;
  readonly input: Input;
  readonly options: AnyHandoffOptions;
}

/** One way of a route, as {@link branch} makes it. */
export interface RouteBranch<
  To extends FlowMember = FlowMember,
  Input extends MessageSchema = MessageSchema,
  Published = never,
> {
  readonly kind: "branch";
  readonly to: To;
  readonly input: Input;
  readonly options: AnyHandoffOptions<Published>;
}

/** Where one case of a route leads: to a graph that takes the case's message, to another way, or to several. */
export type RouteTarget = FlowMember | RouteBranch;

/** Where each case of a route leads. */
export type RouteTargets = Readonly<Record<string, RouteTarget | readonly RouteTarget[]>>;

/** A decision with a way for each case of its oneof, as {@link route} makes it. */
export interface Route<
  From extends FlowMember = FlowMember,
  Decision extends MessageSchema = MessageSchema,
  Oneof extends string = string,
  Branches extends RouteTargets = RouteTargets,
> {
  readonly kind: "route";
  readonly from: From;
  readonly decision: Decision;
  readonly oneof: Oneof;
  readonly branches: Branches;
  readonly options: AnyHandoffOptions;
}

/** A function that sees a stable checkpoint, as {@link observe} makes it. */
export interface Observer<From extends FlowMember = FlowMember, Output extends MessageSchema = MessageSchema> {
  readonly kind: "observe";
  readonly from: From;
  readonly output: Output;
  readonly observer: ObserverFunction<never>;
  readonly options: ObserveOptions;
}

/** A function that sees what a step returned before the run is over, as {@link tap} makes it. */
export interface Tap<From extends GraphDeclaration = GraphDeclaration, S extends Step = Step> {
  readonly kind: "tap";
  readonly from: From;
  readonly step: S;
  readonly observer: ObserverFunction<never>;
  readonly options: TapOptions;
}
