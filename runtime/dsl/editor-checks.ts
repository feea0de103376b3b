import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import type { Choice, ChoiceParts, GraphDeclaration, Used } from "./declaration.js";
import type { AwaitedPort, OptionalPort, SchemaOf } from "./ports.js";
import type { Lazy } from "./step.js";

/**
 * What `tsc` and editors say of a graph with no plugin: an entry of `steps` or `outputs` that cannot be right is
 * compared with a sentence that says why, and so is underlined. The compiler stays the authority; it says more, and
 * where each thing is.
 *
 * Every type here takes one pass over the steps, so that a graph of hundreds stays quick to check; only a step that has
 * a fault is read again, for the words. A type that could be any message is no ground for a sentence: what stands there
 * is an error of its own, or the compiler's to tell.
 */

/** The function of a step in either form. */
export type ComputeOf<S> = S extends new (...services: never[]) => { compute: infer Compute } ? Compute : S;

/** `Awaited`, but a promise is looked into at once: that halves what a graph of hundreds costs. */
export type Settled<T> = T extends Promise<infer Value> ? Value : Awaited<T>;

/** The name of the message in a type, in whatever form a step takes or returns it; `string` for any message. */
type NameIn<T> = T extends { readonly $typeName: infer Name extends string }
  ? Name
  : T extends readonly (infer Item)[]
    ? NameIn<Item>
    : T extends AsyncIterable<infer Item>
      ? NameIn<Item>
      : T extends Lazy<infer M>
        ? NameIn<M>
        : never;

type NamesIn<Messages> = { [K in keyof Messages]-?: NameIn<Messages[K]> };

export type SchemaName<Port> =
  SchemaOf<Port> extends infer Schema extends DescMessage ? MessageShape<Schema>["$typeName"] : never;

type SchemaNames<Ports extends readonly unknown[]> = { [K in keyof Ports]: SchemaName<Ports[K]> };

/** What is no step itself; to ask for that first halves what a graph of hundreds costs. */
interface Wrapped {
  readonly kind: string;
}

/** The names of the messages that an entry makes: one for a step, and for a graph each of its outputs. */
type ProductNames<Entry> = Entry extends Wrapped ? WrappedProducts<Entry> : [StepProduct<Entry>];

type WrappedProducts<Entry> =
  Entry extends Used<infer S, infer _When, infer _Otherwise, infer _Key>
    ? ProductNames<S>
    : Entry extends Choice<infer Schema, infer _By, infer _Branches>
      ? [SchemaName<Schema>]
      : Entry extends GraphDeclaration<infer Parts>
        ? SchemaNames<Parts["outputs"]>
        : [];

type StepProduct<S> =
  ComputeOf<S> extends (ctx: never, ...messages: never[]) => infer Result ? NameIn<Settled<Result>> : never;

/**
 * The names of the messages that an entry takes, one after another: those of its step, of the functions in its options,
 * of a selector and of all branches, or the inputs of a graph.
 */
type NeededNames<Entry> = Entry extends Wrapped ? WrappedNeeds<Entry> : StepTakes<Entry>;

type WrappedNeeds<Entry> =
  Entry extends Used<infer S, infer When, infer Otherwise, infer Key>
    ? [...NeededNames<S>, ...TakenNames<When>, ...KnownLength<StepTakes<Otherwise>>, ...TakenNames<Key>]
    : Entry extends Choice<infer _Schema, infer By, infer Branches>
      ? [...TakenNames<By>, NeededNames<Branches[keyof Branches]>[number]]
      : Entry extends GraphDeclaration<infer Parts>
        ? SchemaNames<Parts["inputs"]>
        : [];

type StepTakes<S> = ComputeOf<S> extends (ctx: never, ...messages: infer Messages) => unknown ? NamesIn<Messages> : [];

/** What a function takes that has no ctx, a predicate or a selector; nothing where its type does not tell. */
type TakenNames<F> = [F] extends [never]
  ? []
  : F extends (...messages: infer Messages) => unknown
    ? KnownLength<NamesIn<Messages>>
    : [];

type KnownLength<Names extends readonly unknown[]> = number extends Names["length"] ? [] : Names;

/** What each entry makes, a union where it is several messages. */
type ProductsOf<Steps extends readonly unknown[]> = { [K in keyof Steps]: ProductNames<Steps[K]>[number] };

/**
 * Message names to the positions of their producers: more than one is a union, and a mistake. A step looks its message
 * up here; to ask for all the keys at each step would cost the square of the steps.
 */
type Producers<Products extends readonly string[]> = { [K in keyof Products & `${number}` as Products[K]]: K };

type Positions = Readonly<Record<string, string>>;

/** Every input as it is, or a sentence about it. */
export type CheckedInputs<Inputs extends readonly unknown[]> = number extends Inputs["length"]
  ? Inputs
  : {
      [K in keyof Inputs]: Inputs[K] extends OptionalPort
        ? "optional is for outputs: an input is given, or arrives later and is awaited"
        : Inputs[K];
    };

/** Every step as it is, or a sentence about it; a list of unknown length is the compiler's to check. */
export type CheckedSteps<
  Steps extends readonly unknown[],
  Inputs extends readonly unknown[],
> = number extends Steps["length"] ? Steps : CheckSteps<Steps, ProductsOf<Steps>, SchemaName<Inputs[number]>>;

type CheckSteps<
  Steps extends readonly unknown[],
  Products extends readonly string[],
  InputNames,
  Known extends Positions = Producers<Products>,
  Available = Products[number] | InputNames,
> = {
  [K in keyof Steps]: CheckStep<
    Steps[K],
    K,
    NeededNames<Steps[K]>,
    Available,
    ProductFault<ProductNames<Steps[K]>[number], K, Known, InputNames>,
    Known,
    InputNames
  >;
};

type CheckStep<
  Entry,
  Position,
  Needed extends readonly unknown[],
  Available,
  Fault extends string,
  Known extends Positions,
  InputNames,
> = [Exclude<Needed[number], Available>, Fault] extends [never, never]
  ? Entry
  : SentenceOf<Entry, Missing<Needed, Available>, ProductFaults<ProductNames<Entry>, Position, Known, InputNames>>;

type SentenceOf<Entry, MissingText extends string, Faults extends string> = MissingText extends ""
  ? Faults extends ""
    ? Entry
    : Faults
  : `no step or input of this graph provides ${MissingText}${Faults extends "" ? "" : `; ${Faults}`}`;

/** What nobody provides, in the order of the parameters, each once: `"a.B or a.C"`. */
type Missing<Needed extends readonly unknown[], Available, Text extends string = ""> = Needed extends readonly [
  infer Name extends string,
  ...infer Others,
]
  ? Missing<Others, Available | Name, string extends Name ? Text : Joined<Text, " or ", Exclude<Name, Available>>>
  : Text;

/** One text after another, with a separator between the two where both are there. */
type Joined<Text extends string, Separator extends string, Next extends string> = [Next] extends [never]
  ? Text
  : Text extends ""
    ? Next
    : `${Text}${Separator}${Next}`;

/** What is wrong with the products of an entry, in their order. */
type ProductFaults<
  Names extends readonly unknown[],
  Position,
  Known extends Positions,
  InputNames,
  Text extends string = "",
> = Names extends readonly [infer Name extends string, ...infer Others]
  ? ProductFaults<
      Others,
      Position,
      Known,
      InputNames,
      Joined<Text, "; ", ProductFault<Name, Position, Known, InputNames>>
    >
  : Text;

type ProductFault<Name extends string, Position, Known extends Positions, InputNames> = string extends Name
  ? never
  : Name extends KnownOnly<InputNames>
    ? `${Name} is an input of this graph, and a step produces it too`
    : [Known[Name]] extends [Position]
      ? never
      : `${Name} is produced more than once in this graph: a message has one producer`;

type KnownOnly<Names> = string extends Names ? never : Names;

/** Every output as it is, or a sentence about it. */
export type CheckedOutputs<
  Outputs extends readonly unknown[],
  Inputs extends readonly unknown[],
  Steps extends readonly unknown[],
> = number extends Outputs["length"] | Steps["length"]
  ? Outputs
  : CheckOutputs<Outputs, SchemaName<Inputs[number]>, ProductsOf<Steps>[number]>;

type CheckOutputs<Outputs extends readonly unknown[], InputNames, Produced> = {
  [K in keyof Outputs]: CheckOutput<Outputs[K], SchemaName<Outputs[K]>, InputNames, Produced>;
};

type CheckOutput<Port, Name extends string, InputNames, Produced> = Port extends AwaitedPort
  ? "awaited is for inputs: an output that may be absent is optional"
  : string extends Name
    ? Port
    : [Name] extends [Produced]
      ? Port
      : [Name] extends [InputNames]
        ? `${Name} is an input of this graph, and no step produces it`
        : `no step of this graph produces ${Name}`;

/** The parts of a choice as they are, or a sentence about each that cannot be right. */
export type CheckedParts<Schema, Parts extends ChoiceParts> = string extends keyof Parts
  ? Parts
  : CheckParts<Parts, SchemaName<Schema>, ReturnType<Parts["by"]>>;

type CheckParts<Parts extends ChoiceParts, Name extends string, Keys extends string> = {
  [K in keyof Parts]: K extends "by"
    ? CheckSelector<Parts[K], Keys, Exclude<Keys, Exclude<keyof Parts, "by">>>
    : CheckBranch<Parts[K], K, Keys, Exclude<ProductNames<Parts[K]>[number], Name>, Name>;
};

type CheckSelector<By, Keys extends string, Without extends string> = string extends Keys
  ? "by may return any text: its return type is to name the keys of the branches"
  : [Without] extends [never]
    ? By
    : `by may return ${Quoted<Without>}, and no branch has that key`;

type CheckBranch<Branch, Key, Keys extends string, Other, Name extends string> = Key extends Keys
  ? string extends Other | Name
    ? Branch
    : [Other] extends [never]
      ? Branch
      : `a branch that returns ${Other & string}, where this choice makes ${Name}`
  : `by never returns ${Quoted<Key & string>}`;

type Quoted<Text extends string> = `'${Text}'`;

/** A fallback as it is, or a sentence that says why it cannot answer for its step. */
export type CheckedFallback<S, Otherwise> = [Otherwise] extends [never]
  ? Otherwise
  : CheckFallback<Otherwise, ResultForm<Otherwise>, ResultForm<S>>;

/** What a step returns may be absent where the fallback always has an answer, but not the other way round. */
type CheckFallback<Otherwise, Form extends string, Wanted extends string> = string extends Form | Wanted
  ? Otherwise
  : [Form] extends [Wanted]
    ? Otherwise
    : `the fallback returns ${OrNothing<Form>}, and its step ${OrNothing<Wanted>}`;

type ResultForm<S> =
  ComputeOf<S> extends (ctx: never, ...messages: never[]) => infer Result ? FormOf<Settled<Result>> : never;

/** A message and how many of it, in words; `string` where it may be any. */
type FormOf<T> = T extends { readonly $typeName: infer Name extends string }
  ? Name
  : T extends readonly (infer Item)[]
    ? `a list of ${NameIn<Item>}`
    : T extends AsyncIterable<infer Item>
      ? `a stream of ${NameIn<Item>}`
      : T extends undefined
        ? "nothing"
        : never;

type OrNothing<Form extends string> = "nothing" extends Form ? `${Exclude<Form, "nothing">} or nothing` : Form;
