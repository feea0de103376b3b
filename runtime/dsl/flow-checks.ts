import type { GraphDeclaration, GraphEntry } from "./declaration.js";
import type { ComputeOf, SchemaName, Settled } from "./editor-checks.js";
import type { FlowLink, FlowMember, FlowDeclaration, RouteBranch, RouteTarget } from "./flow-declaration.js";
import type { Handoff, Observer, Route, Tap, UnhappyPaths } from "./flow-declaration.js";
import type { MessageOf } from "./graph.js";
import type { MessageSchema, Step } from "./step.js";

/**
 * What `tsc` and editors say of a flow with no plugin: what cannot be right is compared with a sentence that says why,
 * and so is underlined. The compiler stays the authority: whether one message can be read as another, only it can tell.
 */

/** The names of the messages that a member takes; `string` where they are the compiler's to find. */
type Takes<M> =
  M extends FlowDeclaration<infer Parts>
    ? Parts["inputs"] extends readonly unknown[]
      ? SchemaName<Parts["inputs"][number]>
      : string
    : M extends GraphDeclaration<infer Parts>
      ? SchemaName<Parts["inputs"][number]>
      : never;

/** The names of the messages that a member gives; `string` where they are the compiler's to find. */
type Gives<M> =
  M extends FlowDeclaration<infer Parts>
    ? Parts["outputs"] extends readonly unknown[]
      ? SchemaName<Parts["outputs"][number]>
      : string
    : M extends GraphDeclaration<infer Parts>
      ? SchemaName<Parts["outputs"][number]>
      : never;

type NameOf<M> = M extends { readonly name: infer Name extends string } ? Name : string;

/** Something as it is where a name is among others, or a sentence; a name that may be any is no ground for one. */
type Among<Name extends string, Names extends string, Thing, Sentence> = string extends Name | Names
  ? Thing
  : [Name] extends [Names]
    ? Thing
    : Sentence;

/** The schema of a handoff's input as it is, or a sentence. */
export type CheckedInput<To, In> = Among<SchemaName<In>, Takes<To>, In, `${NameOf<To>} takes no ${SchemaName<In>}`>;

/** The names of the oneofs of a message. */
type OneofName<M> = {
  [K in keyof M & string]: M[K] extends { readonly case: string | undefined; readonly value?: unknown } ? K : never;
}[keyof M & string];

/** The cases of a oneof. */
type CaseOf<M, Oneof> = Oneof extends keyof M
  ? M[Oneof] extends { readonly case: infer Case }
    ? Extract<Case, string>
    : never
  : never;

/** The value of a case. */
export type CaseValue<M, Oneof, Case> = Oneof extends keyof M
  ? M[Oneof] extends infer Value
    ? Value extends { readonly case: Case; readonly value: infer Held }
      ? Held
      : never
    : never
  : never;

type Quoted<Text extends string> = `'${Text}'`;

/** The name of a route's oneof as it is, or a sentence: it is none of the message, or a case of it has no branch. */
export type CheckedOneof<Decision, Oneof extends string, Branches> = [Oneof] extends [OneofName<MessageOf<Decision>>]
  ? [Exclude<CaseOf<MessageOf<Decision>, Oneof>, keyof Branches>] extends [never]
    ? Oneof
    : `no branch takes the case ${Quoted<Exclude<CaseOf<MessageOf<Decision>, Oneof>, keyof Branches>>} of ${Oneof}`
  : `${SchemaName<Decision>} has no oneof ${Quoted<Oneof>}`;

/** The branches of a route as they are, or a sentence about each that cannot be right. */
export type CheckedBranches<Decision, Oneof extends string, Branches> = [Oneof] extends [OneofName<MessageOf<Decision>>]
  ? {
      [K in keyof Branches]: K extends CaseOf<MessageOf<Decision>, Oneof>
        ? CheckTargets<Branches[K], CaseValue<MessageOf<Decision>, Oneof, K>, K>
        : `${Oneof} of ${SchemaName<Decision>} has no case ${Quoted<K & string>}`;
    }
  : Branches;

type CheckTargets<Targets, Value, Case> = Targets extends readonly RouteTarget[]
  ? { [K in keyof Targets]: CheckTarget<Targets[K], Value, Case> }
  : CheckTarget<Targets, Value, Case>;

/** What is written with `branch` names the input that it means: whether the case can be read as that, types cannot tell. */
type CheckTarget<Target, Value, Case> = Value extends { readonly $typeName: infer Name extends string }
  ? Target extends RouteBranch<infer _To, infer _Input, infer Published>
    ? [Published] extends [never]
      ? Target
      : Value extends Published
        ? Target
        : `the map of this branch does not take ${Name}`
    : Among<
        Name,
        Takes<Target>,
        Target,
        `${NameOf<Target>} takes no ${Name}: name the input that is meant, with branch(graph, InputSchema)`
      >
  : `the case ${Quoted<Case & string>} is no message`;

/** What an observer of a step sees: what the step returns. */
export type SeenOf<S> =
  ComputeOf<S> extends (ctx: never, ...messages: never[]) => infer Result ? NonNullable<Settled<Result>> : never;

/** The steps that stand in a graph; of one with a graph in it any, for the compiler tells which of those can be seen. */
type StepsOf<G> = G extends GraphDeclaration<infer Parts> ? StepsIn<Parts["steps"][number]> : never;

type StepsIn<Entry> = Entry extends { readonly kind: "graph" } | { readonly step: { readonly kind: "graph" } }
  ? Step
  : Entry extends { readonly kind: "use"; readonly step: infer S }
    ? S
    : Entry extends { readonly kind: "choose"; readonly branches: infer Branches }
      ? StepOfBranch<Branches[keyof Branches]>
      : Entry;

type StepOfBranch<B> = B extends { readonly kind: "use"; readonly step: infer S } ? S : B;

/** A tapped step as it is, or a sentence. */
export type CheckedStep<G, S> =
  GraphEntry extends StepsOf<G> ? S : [S] extends [StepsOf<G>] ? S : `this is no step of ${NameOf<G>}`;

/** Every handoff as it is, or a sentence about what the flow has not. */
export type CheckedHandoffs<
  Links extends readonly FlowLink[],
  Members extends readonly FlowMember[],
  Unhappy extends UnhappyPaths,
> = number extends Links["length"] | Members["length"]
  ? Links
  : { [K in keyof Links]: CheckLink<Links[K], NameOf<Members[number]>, SchemaName<Unhappy[keyof Unhappy]>> };

type CheckLink<Link, Names extends string, UnhappyNames extends string> =
  Link extends Handoff<infer From, infer Output, infer To, infer _Input>
    ? Among<NameOf<To>, Names, CheckFrom<Link, From, Output, Names, UnhappyNames>, NotListed<To>>
    : Link extends Route<infer From, infer Decision, infer _Oneof, infer Branches>
      ? Among<
          NameOf<TargetsOf<Branches>>,
          Names,
          CheckFrom<Link, From, Decision, Names, never>,
          NotListed<Unlisted<TargetsOf<Branches>, Names>>
        >
      : Link extends Observer<infer From, infer Output>
        ? CheckFrom<Link, From, Output, Names, never>
        : Link extends Tap<infer From, infer _Step>
          ? Among<NameOf<From>, Names, Link, NotListed<From>>
          : Link;

type CheckFrom<Link, From, Output, Names extends string, UnhappyNames extends string> = Among<
  NameOf<From>,
  Names,
  Among<SchemaName<Output>, Gives<From> | UnhappyNames, Link, `${NameOf<From>} gives no ${SchemaName<Output>}`>,
  NotListed<From>
>;

type NotListed<M> = `${NameOf<M>} is not listed in the graphs of this flow`;

type TargetsOf<Branches> = Branches[keyof Branches] extends infer Targets
  ? TargetOf<Targets extends readonly (infer Each)[] ? Each : Targets>
  : never;

type TargetOf<Target> = Target extends RouteBranch<infer To, infer _Input, infer _Published> ? To : Target;

type Unlisted<M, Names extends string> = M extends FlowMember ? (NameOf<M> extends Names ? never : M) : never;

/** Every graph as it is, or a sentence about an input that it lacks; all of them, where the flow's inputs are left out. */
export type CheckedGraphs<
  Members extends readonly FlowMember[],
  Links extends readonly FlowLink[],
  Inputs,
> = Inputs extends readonly MessageSchema[]
  ? number extends Members["length"] | Links["length"] | Inputs["length"]
    ? Members
    : { [K in keyof Members]: CheckMember<Members[K], HandedTo<Links[number], Members[K]>, SchemaName<Inputs[number]>> }
  : Members;

type CheckMember<M, Handed extends string, Given extends string> = string extends Takes<M> | Handed | Given
  ? M
  : [Exclude<Takes<M>, Handed | Given>] extends [never]
    ? M
    : `nobody hands ${Exclude<Takes<M>, Handed | Given>} to ${NameOf<M>}, and the flow does not take it`;

/** The names of the messages that links hand to a member. */
type HandedTo<Link, M> =
  Link extends Handoff<infer _From, infer _Output, infer To, infer Input>
    ? NameOf<To> extends NameOf<M>
      ? SchemaName<Input>
      : never
    : Link extends Route<infer _From, infer Decision, infer Oneof, infer Branches>
      ? {
          [K in keyof Branches]: HandedBy<Branches[K], M, CaseValue<MessageOf<Decision>, Oneof, K>>;
        }[keyof Branches]
      : never;

type HandedBy<Targets, M, Value> = Targets extends readonly (infer Each)[]
  ? HandedByOne<Each, M, Value>
  : HandedByOne<Targets, M, Value>;

type HandedByOne<Target, M, Value> =
  Target extends RouteBranch<infer To, infer Input, infer _Published>
    ? NameOf<To> extends NameOf<M>
      ? SchemaName<Input>
      : never
    : NameOf<Target> extends NameOf<M>
      ? Value extends { readonly $typeName: infer Name extends string }
        ? Name
        : never
      : never;

/** Every input of a flow as it is, or a sentence: none of its graphs takes it. */
export type CheckedFlowInputs<Inputs, Members extends readonly FlowMember[]> =
  HasLength<Inputs> extends false
    ? Inputs
    : {
        [K in keyof Inputs]: Among<
          SchemaName<Inputs[K]>,
          Takes<Members[number]>,
          Inputs[K],
          `no graph of this flow takes ${SchemaName<Inputs[K]>}`
        >;
      };

/** Every output of a flow as it is, or a sentence: none of its graphs gives it. */
export type CheckedFlowOutputs<Outputs, Members extends readonly FlowMember[]> =
  HasLength<Outputs> extends false
    ? Outputs
    : {
        [K in keyof Outputs]: Among<
          SchemaName<Outputs[K]>,
          Gives<Members[number]>,
          Outputs[K],
          `no graph of this flow gives ${SchemaName<Outputs[K]>}`
        >;
      };

/** Whether a list is there, and of known length. */
type HasLength<List> = List extends readonly unknown[] ? (number extends List["length"] ? false : true) : false;
