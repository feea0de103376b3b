import type { DescMessage } from "@bufbuild/protobuf";
import type { DurabilityMode } from "../../proto/contract/options.js";
import type { Fallback, MessageFunction, UseOptions } from "./options.js";
import type { AwaitedPort, OptionalPort } from "./ports.js";
import type { MessageSchema, Step } from "./step.js";

/** What `use`, `choose` and `graph` make: data about steps, for the compiler to read and the engine to match. */

/** What may stand in the `steps` of a graph. */
export type GraphEntry = Step | Used | Choice | GraphDeclaration;

/** What may stand in the `inputs` of a graph. */
export type GraphInput = DescMessage | AwaitedPort;

/** What may stand in the `outputs` of a graph. */
export type GraphOutput = DescMessage | OptionalPort;

/** The parts of a graph that its type remembers. */
export interface GraphParts {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly GraphOutput[];
  readonly steps: readonly GraphEntry[];
}

/** A declared graph: data, and the step classes and functions themselves. */
export interface GraphDeclaration<Parts extends GraphParts = GraphParts> {
  readonly kind: "graph";
  readonly name: Parts["name"];
  readonly version: string;
  /** Absent where none is declared. */
  readonly durability?: DurabilityMode;
  readonly inputs: Parts["inputs"];
  readonly outputs: Parts["outputs"];
  readonly steps: Parts["steps"];
}

/** What can be put in a graph with options. */
export type Usable = Step | GraphDeclaration;

/** A step or a graph with options, as {@link use} makes it; its type remembers the functions that take messages. */
export interface Used<
  S extends Usable = Usable,
  When = MessageFunction<boolean>,
  Otherwise = Fallback,
  Key = MessageFunction<string>,
> {
  readonly kind: "use";
  readonly step: S;
  readonly options: UseOptions<When, Otherwise, Key>;
}

/** A step that can be chosen, with or without options. */
export type Branch = Step | Used<Step>;

/** Several implementations of one product, as {@link choose} makes it. */
export interface Choice<
  Schema extends MessageSchema = MessageSchema,
  By extends MessageFunction<string> = MessageFunction<string>,
  Branches extends Readonly<Record<string, Branch>> = Readonly<Record<string, Branch>>,
> {
  readonly kind: "choose";
  readonly schema: Schema;
  readonly by: By;
  readonly branches: Branches;
}

/** What {@link choose} is given: the selector, and a step for each key that it can return. */
export interface ChoiceParts {
  readonly by: MessageFunction<string>;
  readonly [key: string]: Branch | MessageFunction<string>;
}

/** The parts of a choice without its selector. */
export type BranchesOf<Parts extends ChoiceParts> = {
  readonly [K in keyof Parts as Exclude<K, "by">]: Extract<Parts[K], Branch>;
};
