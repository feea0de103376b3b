import type {
  Branch,
  Choice,
  GraphDeclaration,
  GraphEntry,
  GraphInput,
  GraphOutput,
  MessageFunction,
  MessageSchema,
  Step,
  Used,
  UseOptions,
} from "protograph";

export { optional } from "protograph";

/** `graph` with the signature it has, but without a word about steps and outputs: what `editor` compares with. */
export declare function graph<
  const Name extends string,
  const Inputs extends readonly GraphInput[],
  const Outputs extends readonly GraphOutput[],
  const Steps extends readonly GraphEntry[],
>(parts: {
  readonly name: Name;
  readonly version?: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly steps: Steps;
}): GraphDeclaration<{
  readonly name: Name;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly steps: Steps;
}>;

/** The same of `use`. */
export declare function use<const S extends Step>(step: S, options: UseOptions): Used<S>;

/** The same of `choose`. */
export declare function choose<const Schema extends MessageSchema>(
  schema: Schema,
  parts: { readonly by: MessageFunction<string>; readonly [key: string]: Branch | MessageFunction<string> },
): Choice<Schema>;
