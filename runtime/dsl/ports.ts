import type { DurationText } from "../../proto/contract/duration.js";
import { awaitedOptions } from "../../proto/contract/options.js";
import { DeclarationError } from "../errors.js";
import type { MessageSchema } from "./step.js";

/** An output that a run may end without, as {@link optional} makes it. */
export interface OptionalPort<Schema extends MessageSchema = MessageSchema> {
  readonly kind: "optional";
  readonly schema: Schema;
}

/**
 * An output that may be absent: a step on the way to it may be skipped, or may return nothing.
 *
 * @example
 * outputs: [optional(RefundSchema)]
 */
export function optional<const Schema extends MessageSchema>(schema: Schema): OptionalPort<Schema> {
  return Object.freeze({ kind: "optional", schema });
}

/** How long to wait for a message that arrives while the run is in flight. */
export interface AwaitedOptions {
  /** From the start of the run: past it, a run that needs the message fails. As long as the run lives, if left out. */
  readonly within?: DurationText;
}

/** An input that arrives while the run is in flight, as {@link awaited} makes it. */
export interface AwaitedPort<Schema extends MessageSchema = MessageSchema> {
  readonly kind: "awaited";
  readonly schema: Schema;
  readonly options: AwaitedOptions;
}

/**
 * An input that is not there when a run starts: it is handed in by `run.deliver(message)`, and what needs it waits.
 *
 * @throws DeclarationError (`INVALID_OPTION`) when an option cannot be used.
 *
 * @example
 * inputs: [ExpenseSchema, awaited(ApprovalSchema, { within: "3d" })]
 */
export function awaited<const Schema extends MessageSchema>(
  schema: Schema,
  options: AwaitedOptions = {},
): AwaitedPort<Schema> {
  const parsed = awaitedOptions.safeParse(options);
  if (!parsed.success) {
    const fault = parsed.error.issues[0]?.message ?? "unusable options";
    throw new DeclarationError("INVALID_OPTION", `awaited(${schema.typeName}, …): ${fault}`);
  }
  return Object.freeze({ kind: "awaited", schema, options: Object.freeze({ ...options }) });
}

/** The schema of an input or output, whatever stands around it. */
export type SchemaOf<Port> = Port extends OptionalPort<infer Schema> | AwaitedPort<infer Schema> ? Schema : Port;
