import type { z } from "zod";
import {
  branchOptions,
  handoffOptions,
  observeOptions,
  routeOptions,
  tapOptions,
} from "../../proto/contract/flow-options.js";
import { defaults, flowOptions } from "../../proto/contract/options.js";
import { DeclarationError } from "../errors.js";
import type { GraphDeclaration, GraphOutput } from "./declaration.js";
import type {
  CheckedBranches,
  CheckedFlowInputs,
  CheckedFlowOutputs,
  CheckedGraphs,
  CheckedHandoffs,
  CheckedInput,
  CheckedOneof,
  CheckedStep,
  SeenOf,
} from "./flow-checks.js";
import type {
  FlowDeclaration,
  FlowLink,
  FlowMember,
  FlowParts,
  Handoff,
  Observer,
  Route,
  RouteBranch,
  RouteTargets,
  Tap,
  UnhappyPaths,
} from "./flow-declaration.js";
import type {
  AnyHandoffOptions,
  BranchOptions,
  HandoffOptions,
  ObserverFunction,
  ObserveOptions,
  RouteOptions,
  TapOptions,
} from "./flow-options.js";
import type { MessageOf } from "./graph.js";
import type { MessageSchema, Step } from "./step.js";

/**
 * Declares a flow: graphs that hand checkpoints to each other. Each graph ends in a stable checkpoint, and who takes it
 * owns what it takes.
 *
 * Nothing runs here: `protograph check` proves that every handoff fits and that nothing waits for itself, and `protograph
 * generate` writes the typed class that runs it. A flow may stand in the `graphs` of another.
 *
 * @param parts
 * - `name`, `version`: as those of a graph
 * - `graphs`: the graphs and flows that it is made of, each once, in any order
 * - `handoffs`: what goes where: {@link handoff}, {@link route}, {@link observe}, {@link tap}
 * - `inputs`: the messages that it takes; those that its graphs take and nobody hands, where they are left out
 * - `outputs`: the messages that it gives; those that its graphs give and nobody takes, where they are left out. What is
 *   not given by every run is written `optional(…)`
 * - `unhappy`: the declared exceptions, by the name of the class (or, where a minifier changes that, the `name` of its
 *   errors), and the message that each becomes: the error's `outcome`
 *   where that is one, else one with the error's own properties of the names of its fields. The message goes where a
 *   handoff or a branch of the failing graph takes it; whatever else a step throws is operational
 * @throws DeclarationError (`INVALID_FLOW`) when a part is unusable on its own.
 *
 * @example
 * ```ts
 * export const orders = flow({
 *   name: "orders.v1.Orders",
 *   graphs: [createOrder, deliverOrder],
 *   handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
 * });
 * ```
 */
export function flow<
  const Name extends string,
  const Members extends readonly FlowMember[],
  const Links extends readonly FlowLink[],
  const Inputs extends readonly MessageSchema[] | undefined = undefined,
  const Outputs extends readonly GraphOutput[] | undefined = undefined,
  const Unhappy extends UnhappyPaths = Readonly<Record<string, never>>,
>(parts: {
  readonly name: Name;
  readonly version?: string;
  readonly graphs: CheckedGraphs<Members, Links, Inputs>;
  readonly handoffs: CheckedHandoffs<Links, Members, Unhappy>;
  readonly inputs?: CheckedFlowInputs<Inputs, Members>;
  readonly outputs?: CheckedFlowOutputs<Outputs, Members>;
  readonly unhappy?: Unhappy;
}): FlowDeclaration<{
  readonly name: Name;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly graphs: Members;
  readonly handoffs: Links;
  readonly unhappy: Unhappy;
}>;
export function flow(
  parts: Pick<FlowParts, "name" | "graphs" | "handoffs"> & Partial<FlowParts> & { readonly version?: string },
): FlowDeclaration {
  const { graphs, handoffs, inputs, outputs, unhappy = {}, ...data } = parts;
  const parsed = flowOptions.safeParse(data);
  if (!parsed.success) throw unusable(parsed.error.issues[0]?.message ?? "unusable flow");
  if (graphs.length === 0) throw unusable(`${parts.name}: graphs is empty`);
  for (const [key, list] of Object.entries({ graphs, handoffs, inputs: inputs ?? [], outputs: outputs ?? [] })) {
    // What TypeScript cannot see: modules that import each other find nothing where a graph will be.
    const missing = list.findIndex((entry: unknown) => entry === undefined);
    if (missing >= 0) {
      throw unusable(
        `${parts.name}: ${key}[${missing}] is undefined: break the circle of imports between this file and its own`,
      );
    }
  }
  const version = parts.version ?? defaults.version;
  return Object.freeze({ kind: "flow", name: parts.name, version, inputs, outputs, graphs, handoffs, unhappy });
}

/**
 * Hands an output of one graph on as an input of another.
 *
 * Where the messages differ, what the consumer reads must be what the producer wrote: the compiler compares them field by
 * field. Those that do not fit take a `map`.
 *
 * @throws DeclarationError (`INVALID_OPTION`) naming the option.
 *
 * @example
 * handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", window: 16 })
 */
export function handoff<
  const From extends FlowMember,
  const Output extends MessageSchema,
  const To extends FlowMember,
  const Input extends MessageSchema,
>(
  from: From,
  output: Output,
  to: To,
  input: CheckedInput<To, Input>,
  options: HandoffOptions<MessageOf<Output>, MessageOf<Input>>,
): Handoff<From, Output, To, Input>;
export function handoff(
  from: FlowMember,
  output: MessageSchema,
  to: FlowMember,
  input: MessageSchema,
  options: AnyHandoffOptions,
): Handoff {
  const call = callText("handoff", { from, output, to, input });
  return Object.freeze({ kind: "handoff", from, output, to, input, options: checked(handoffOptions, options, call) });
}

/**
 * Ends a graph in a decision: each case of the oneof leads to a graph of its own, which takes the case's message.
 *
 * @param branches for every case a graph, or {@link branch}, or a list of those: one is the primary, the others `aux`.
 * @throws DeclarationError (`INVALID_OPTION`) naming the option.
 *
 * @example
 * route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder })
 */
export function route<
  const From extends FlowMember,
  const Decision extends MessageSchema,
  const Oneof extends string,
  const Branches extends RouteTargets,
>(
  from: From,
  decision: Decision,
  oneof: CheckedOneof<Decision, Oneof, Branches>,
  branches: CheckedBranches<Decision, Oneof, Branches>,
  options?: RouteOptions<MessageOf<Decision>>,
): Route<From, Decision, Oneof, Branches>;
export function route(
  from: FlowMember,
  decision: MessageSchema,
  oneof: string,
  branches: RouteTargets,
  options: AnyHandoffOptions = {},
): Route {
  const call = callText("route", { from, decision });
  const missing = Object.entries(branches).find(([, target]) => (target as unknown) === undefined)?.[0];
  if (missing !== undefined) {
    throw invalid(`${call}: ${missing} is undefined: break the circle of imports between this file and its own`);
  }
  const data = checked(routeOptions, options, call);
  return Object.freeze({ kind: "route", from, decision, oneof, branches: Object.freeze(branches), options: data });
}

/**
 * A way of a {@link route} with options: an `aux` one, one that may fail, or one whose graph takes another message than
 * the case's.
 *
 * @throws DeclarationError (`INVALID_OPTION`) naming the option.
 *
 * @example
 * { approved: [shipOrder, branch(tellCustomer, ApprovedSchema, { role: "aux", required: false })], rejected: refundOrder }
 */
export function branch<const To extends FlowMember, const Input extends MessageSchema, Published = never>(
  to: To,
  input: CheckedInput<To, Input>,
  options?: BranchOptions<Published, MessageOf<Input>>,
): RouteBranch<To, Input, Published>;
export function branch(to: FlowMember, input: MessageSchema, options: AnyHandoffOptions = {}): RouteBranch {
  const data = checked(branchOptions, options, callText("branch", { to, input }));
  return Object.freeze({ kind: "branch", to, input, options: data });
}

/**
 * Shows the stable checkpoints of a graph to a function, which changes nothing.
 *
 * @throws DeclarationError (`INVALID_OPTION`) naming the option.
 *
 * @example
 * observe(createOrder, ReadyOrderSchema, (order) => countOrder(order.region))
 */
export function observe<const From extends FlowMember, const Output extends MessageSchema>(
  from: From,
  output: Output,
  observer: ObserverFunction<MessageOf<Output>>,
  options?: ObserveOptions,
): Observer<From, Output>;
export function observe(
  from: FlowMember,
  output: MessageSchema,
  observer: ObserverFunction<never>,
  options: ObserveOptions = {},
): Observer {
  const data = checked(observeOptions, options, callText("observe", { from, output }));
  return Object.freeze({ kind: "observe", from, output, observer, options: data });
}

/**
 * Shows what a step returns to a function while the run goes on. It is weak: the run may come to nothing, and the step may
 * be run again; so `weak: true` has to be written.
 *
 * @throws DeclarationError (`INVALID_OPTION`) naming the option.
 *
 * @example
 * tap(createOrder, ReserveStock, (reserved) => show(reserved), { weak: true })
 */
export function tap<const From extends GraphDeclaration, const S extends Step>(
  from: From,
  step: CheckedStep<From, S>,
  observer: ObserverFunction<SeenOf<S>>,
  options: TapOptions,
): Tap<From, S>;
export function tap(from: GraphDeclaration, step: Step, observer: ObserverFunction<never>, options: TapOptions): Tap {
  const call = `tap(${nameOf(from)}, ${step.name}, …)`;
  return Object.freeze({ kind: "tap", from, step, observer, options: checked(tapOptions, options, call) });
}

/** The options as they are, once a schema has accepted them. */
function checked<Options extends object>(schema: z.ZodType, options: Options, call: string): Options {
  const parsed = schema.safeParse(options);
  if (parsed.success) return Object.freeze({ ...options });
  const issue = parsed.error.issues[0];
  const place = issue && issue.path.length > 0 ? ` ${issue.path.join(".")}:` : "";
  throw invalid(`${call}:${place} ${issue?.message ?? "unusable options"}`);
}

/** A call by what it was given; what is not there yet has no name. */
function callText(callee: string, given: Readonly<Record<string, FlowMember | MessageSchema>>): string {
  const missing = Object.entries(given).find(([, each]) => (each as unknown) === undefined)?.[0];
  if (missing !== undefined) {
    throw invalid(`${callee}: ${missing} is undefined: break the circle of imports between this file and its own`);
  }
  return `${callee}(${Object.values(given).map(nameOf).join(", ")}, …)`;
}

function nameOf(each: FlowMember | MessageSchema): string {
  return each.kind === "message" ? each.typeName : each.name;
}

function unusable(message: string): DeclarationError {
  return new DeclarationError("INVALID_FLOW", message);
}

function invalid(message: string): DeclarationError {
  return new DeclarationError("INVALID_OPTION", message);
}
