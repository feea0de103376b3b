import type { DescMessage, Message } from "@bufbuild/protobuf";
import { defaults, type DurabilityMode, graphOptions } from "../../proto/contract/options.js";
import { DeclarationError } from "../errors.js";
import type { GraphDeclaration, GraphEntry, GraphInput, GraphOutput, GraphParts } from "./declaration.js";
import type { CheckedInputs, CheckedOutputs, CheckedSteps } from "./editor-checks.js";
import type { MessageSchema } from "./step.js";

/**
 * Declares a graph. The types of the steps alone decide what flows where.
 *
 * Nothing runs here: `protograph check` proves the graph sound, and `protograph generate` writes the typed class that
 * runs it. A step whose message nobody provides, a second producer and an output without one are underlined by the
 * editor already.
 *
 * @param parts
 * - `name`: dotted, unique in the project: `"movies.v1.MovieTagging"`; its last part names the generated class
 * - `version`: the graph's own; `"1"` where it is left out
 * - `durability`: when what its steps return is on disk, in a durable run: `"memory"` never, `"async"` (where it is left
 *   out) while the run goes on, `"sync"` before it does
 * - `inputs`: the messages given from outside, at once or, {@link awaited}, while the run is in flight
 * - `outputs`: the messages that can be asked for; those that may be absent are written {@link optional}
 * - `steps`: in any order; what needs what is read from their types. A step, `use(Step, { … })`, `choose(…)`, or a graph
 * @throws DeclarationError (`INVALID_GRAPH`) when a part is unusable on its own: the name, an empty list, or
 * one that holds nothing where modules import each other in a circle.
 *
 * @example
 * ```ts
 * export const movieTagging = graph({
 *   name: "movies.v1.MovieTagging",
 *   inputs: [MovieRequestSchema],
 *   outputs: [TagSetSchema],
 *   steps: [FetchMovie, FetchDirectorProfile, AnalyzeContent, ClassifyGenreAndMood, GenerateTags],
 * });
 * ```
 */
export function graph<
  const Name extends string,
  const Inputs extends readonly (GraphInput | GraphOutput)[],
  const Outputs extends readonly (GraphInput | GraphOutput)[],
  const Steps extends readonly GraphEntry[],
>(parts: {
  readonly name: Name;
  readonly version?: string;
  readonly durability?: DurabilityMode;
  readonly inputs: CheckedInputs<Inputs>;
  readonly outputs: CheckedOutputs<Outputs, Inputs, Steps>;
  readonly steps: CheckedSteps<Steps, Inputs>;
}): GraphDeclaration<{
  readonly name: Name;
  readonly inputs: Extract<Inputs, readonly GraphInput[]>;
  readonly outputs: Extract<Outputs, readonly GraphOutput[]>;
  readonly steps: Steps;
}>;
export function graph(
  parts: GraphParts & { readonly version?: string; readonly durability?: DurabilityMode },
): GraphDeclaration {
  const { inputs, outputs, steps, ...data } = parts;
  const parsed = graphOptions.safeParse(data);
  if (!parsed.success) {
    throw new DeclarationError("INVALID_GRAPH", parsed.error.issues[0]?.message ?? "unusable graph");
  }
  for (const [key, list] of Object.entries({ inputs, outputs, steps })) {
    if (list.length === 0 && key !== "inputs") {
      throw new DeclarationError("INVALID_GRAPH", `${parts.name}: ${key} is empty`);
    }
    // What TypeScript cannot see: modules that import each other find nothing where a class will be.
    const missing = list.findIndex((entry: unknown) => entry === undefined);
    if (missing >= 0) {
      throw new DeclarationError(
        "INVALID_GRAPH",
        `${parts.name}: ${key}[${missing}] is undefined: break the circle of imports between this file and its own`,
      );
    }
  }
  return Object.freeze({
    kind: "graph",
    name: parts.name,
    version: parts.version ?? defaults.version,
    ...(parts.durability !== undefined && { durability: parts.durability }),
    inputs,
    outputs,
    steps,
  });
}

/** The schema of an input or output, whatever stands around it. */
export function schemaOf(port: GraphInput | GraphOutput): DescMessage {
  return "schema" in port ? port.schema : port;
}

/** The message type of a schema constant: `MessageOf<typeof MovieSchema>` is `Movie`. */
export type MessageOf<S> = S extends MessageSchema<infer M extends Message> ? M : never;
