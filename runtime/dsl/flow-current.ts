import type { SchemaName } from "./editor-checks.js";
import type { PortNames, Same, Stale } from "./current.js";
import type { CaseValue } from "./flow-checks.js";
import type { FlowDeclaration, Handoff, Observer, Route, RouteBranch, Tap } from "./flow-declaration.js";
import type { MessageOf } from "./graph.js";

/** What the generated file of a flow asserts of its declaration, in types alone. */

type NameOf<M> = M extends { readonly name: infer Name extends string } ? Name : never;

/** A handoff, branch or observer as text: what starts it, and where it leads. */
type LinkText<Link> =
  Link extends Handoff<infer From, infer Output, infer To, infer Input>
    ? `${NameOf<From>}/${SchemaName<Output>} -> ${NameOf<To>}/${SchemaName<Input>}`
    : Link extends Route<infer From, infer Decision, infer Oneof, infer Branches>
      ? {
          [Case in keyof Branches & string]: `${NameOf<From>}/${SchemaName<Decision>}.${Oneof}=${Case} -> ${EndText<
            Each<Branches[Case]>,
            CaseValue<MessageOf<Decision>, Oneof, Case>
          >}`;
        }[keyof Branches & string]
      : Link extends Observer<infer From, infer Output>
        ? `${NameOf<From>}/${SchemaName<Output>}`
        : Link extends Tap<infer From, infer _Step>
          ? `${NameOf<From>} tap`
          : never;

type Each<Targets> = Targets extends readonly (infer Target)[] ? Target : Targets;

type EndText<Target, Value> =
  Target extends RouteBranch<infer To, infer Input, infer _Published>
    ? `${NameOf<To>}/${SchemaName<Input>}`
    : Value extends { readonly $typeName: infer Name extends string }
      ? `${NameOf<Target>}/${Name}`
      : never;

type Names<Ports> = Ports extends readonly unknown[] ? PortNames<Ports[number]> : undefined;

type UnhappyTexts<Unhappy> = {
  [Error in keyof Unhappy & string]: `${Error} ${SchemaName<Unhappy[Error]>}`;
}[keyof Unhappy & string];

/** `true` while a flow has the name, inputs, outputs, graphs, handoffs and declared exceptions it had. */
export type FlowIs<
  D extends FlowDeclaration,
  Inputs,
  Outputs,
  Members,
  Links,
  Unhappy,
  Name extends string = D["name"],
> =
  Same<D["name"], Name> extends true
    ? Same<Names<D["inputs"]>, Inputs> extends true
      ? Same<Names<D["outputs"]>, Outputs> extends true
        ? Same<D["graphs"][number], Members> extends true
          ? Same<LinkText<D["handoffs"][number]>, Links> extends true
            ? Same<UnhappyTexts<D["unhappy"]>, Unhappy> extends true
              ? true
              : Stale<`the exceptions of ${Name} have`>
            : Stale<`the handoffs of ${Name} have`>
          : Stale<`the graphs of ${Name} have`>
        : Stale<`the outputs of ${Name} have`>
      : Stale<`the inputs of ${Name} have`>
    : Stale<`the name of ${Name} has`>;
