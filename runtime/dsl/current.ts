import type { DescMessage, Message, MessageShape } from "@bufbuild/protobuf";
import type { Choice } from "./declaration.js";
import type { ComputeOf, Settled } from "./editor-checks.js";
import type { GraphDeclaration } from "./declaration.js";
import type { AwaitedPort, OptionalPort } from "./ports.js";
import type { Lazy } from "./step.js";
import type { Used } from "./declaration.js";
import type { Fallback, MessageFunction } from "./options.js";

/**
 * What generated files assert of the declarations they were generated from, in types alone: `tsc` stops at an assertion
 * that no longer holds, with a sentence that says what changed and what to do.
 */

/** Holds only what is `true`. */
export type Current<Claim extends true> = Claim;

export type Stale<What extends string> = `${What} changed since this file was generated: run \`protograph generate\``;

export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * The name of a message, and how many of it: two types that read alike by the table of the language have one shape.
 * What is none of the language has a shape of its own, so that to write it, too, is a change.
 */
type ShapeOf<T> = T extends { readonly $typeName: infer Name }
  ? Name
  : T extends undefined
    ? "absent"
    : T extends readonly (infer Item)[]
      ? ["list", ShapeOf<Item>]
      : T extends AsyncIterable<infer Item>
        ? ["stream", ShapeOf<Item>]
        : T extends Lazy<infer M>
          ? ["lazy", ShapeOf<M>]
          : "no message";

/** Whether a parameter may be left out, or may be `undefined`, is one thing: it is optional. */
type ShapesOf<T extends readonly unknown[]> = { [K in keyof T]-?: ShapeOf<T[K]> };

/** `true` while a step takes and returns what it did. */
export type StepIs<Name extends string, S, Messages extends readonly unknown[], Product> =
  ComputeOf<S> extends (ctx: never, ...messages: infer Taken) => infer Returned
    ? Same<ShapesOf<Taken>, ShapesOf<Messages>> extends true
      ? Same<ShapeOf<Settled<Returned>>, ShapeOf<Product>> extends true
        ? true
        : Stale<`what ${Name} returns has`>
      : Stale<`what ${Name} takes has`>
    : Stale<`${Name} has`>;

/** What a function takes; nothing where there is none, or where its type does not tell. */
type TakenBy<F> = [F] extends [never]
  ? "nothing"
  : F extends (...messages: infer Taken) => unknown
    ? number extends Taken["length"]
      ? "nothing"
      : ShapesOf<Taken>
    : "nothing";

/** The same of a fallback, which takes ctx first. */
type TakenAfterContext<F> = F extends (ctx: never, ...messages: infer Taken) => unknown
  ? number extends Taken["length"]
    ? "nothing"
    : ShapesOf<Taken>
  : "nothing";

/** A step or graph with functions in its options, and what they take. */
interface ListedUse<S, When, Otherwise, Key> {
  readonly uses: S;
  readonly when: When;
  readonly fallback: Otherwise;
  readonly key: Key;
}

/** A choice, by the name of what it makes. */
interface ListedChoice<Name, By, Branches> {
  readonly chooses: Name;
  readonly by: By;
  readonly branches: Branches;
}

/** What the functions in the options of a step take. */
interface Functions {
  readonly when?: readonly unknown[];
  readonly fallback?: readonly unknown[];
  readonly key?: readonly unknown[];
}

type Take<Messages> = Messages extends readonly unknown[] ? ShapesOf<Messages> : "nothing";

/** A step or graph that was listed with functions in its options: what each of them took. */
export type Uses<S, Took extends Functions> = ListedUse<
  S,
  Take<Took["when"]>,
  Take<Took["fallback"]>,
  Take<Took["key"]>
>;

/** A choice that was listed: the message it made, what its selector took, and its branches. */
export type Chooses<M extends Message, By extends readonly unknown[], Branches> = ListedChoice<
  M["$typeName"],
  ShapesOf<By>,
  Branches
>;

/** An entry as it is listed: the step or graph itself where no function stands around it. */
type Listed<Entry> =
  Entry extends Used<infer S, infer When, infer Otherwise, infer Key>
    ? ListedStep<S, TakenBy<When>, TakenAfterContext<Otherwise>, TakenBy<Key>>
    : Entry extends Choice<infer Schema, infer By, infer Branches>
      ? ListedChoice<
          MessageShape<Schema>["$typeName"],
          TakenBy<By>,
          { -readonly [K in keyof Branches]: Listed<Branches[K]> }
        >
      : Entry;

/** The tuple is compared at once, where a type around it would be compared before it is known. */
type ListedStep<S, When, Otherwise, Key> = [When, Otherwise, Key] extends ["nothing", "nothing", "nothing"]
  ? S
  : ListedUse<S, When, Otherwise, Key>;

/** The steps whose options have a type that tells nothing of their functions. */
type Untold<Entry> =
  Entry extends Used<infer S, infer When, infer Otherwise, infer Key>
    ? [MessageFunction<boolean>, MessageFunction<string>, Fallback] extends [When, Key, Otherwise]
      ? S
      : never
    : Entry extends Choice<infer _Schema, infer _By, infer Branches>
      ? Untold<Branches[keyof Branches]>
      : never;

/** What was listed, without the functions of which nothing can be told now. */
type Told<Was, Without> = [Without] extends [never]
  ? Was
  : Was extends ListedUse<infer S, infer _When, infer _Otherwise, infer _Key>
    ? S extends Without
      ? S
      : Was
    : Was extends ListedChoice<infer Name, infer By, infer Branches>
      ? ListedChoice<Name, By, { [K in keyof Branches]: Told<Branches[K], Without> }>
      : Was;

export type PortNames<Port> =
  Port extends AwaitedPort<infer Schema>
    ? `awaited ${PortNames<Schema>}`
    : Port extends OptionalPort<infer Schema>
      ? `optional ${PortNames<Schema>}`
      : Port extends DescMessage
        ? MessageShape<Port>["$typeName"]
        : never;

/** `true` while a graph has the name, inputs, outputs and steps it had; these in whatever order. */
export type GraphIs<D extends GraphDeclaration, Inputs, Outputs, Steps, Name extends string = D["name"]> =
  Same<D["name"], Name> extends true
    ? Same<PortNames<D["inputs"][number]>, Inputs> extends true
      ? Same<PortNames<D["outputs"][number]>, Outputs> extends true
        ? Same<Listed<D["steps"][number]>, Told<Steps, Untold<D["steps"][number]>>> extends true
          ? true
          : Stale<`the steps of ${Name} have`>
        : Stale<`the outputs of ${Name} have`>
      : Stale<`the inputs of ${Name} have`>
    : Stale<`the name of ${Name} has`>;
