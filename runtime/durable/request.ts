import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate, timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";
import { Durability } from "../../generated/protograph/v1/plan_pb.js";
import { RunRequestSchema } from "../../generated/protograph/v1/request_pb.js";
import { type DurabilityMode, durabilityMode, toDurability } from "../../proto/contract/options.js";
import { describeThrown } from "../describe-thrown.js";
import { DeclarationError, WrongInputError } from "../errors.js";
import { canonicalBytes } from "../canonical/canonical-bytes.js";
import { inputHash } from "../canonical/hash.js";
import { hashOf } from "./values.js";

/** What a run is asked for, beside its output: enough to start it again in another process. */
export interface Request {
  /** In the order of the plan's inputs. */
  readonly inputs: readonly Message[];
  readonly tenant: string | undefined;
  readonly seed: string | undefined;
  readonly deadline: Date | undefined;
  /** The run's time, in milliseconds since the epoch. */
  readonly askedAtMs: number;
  readonly mode: DurabilityMode;
}

/** The schemas of a graph's messages, by full name. */
export type Messages = ReadonlyMap<string, DescMessage>;

/** The schema of a message that the graph has: a compiled graph has been checked to have them all. */
export function schemaOf(messages: Messages, name: string): DescMessage {
  const schema = messages.get(name);
  if (schema === undefined) throw new Error(`the graph has no schema of ${name}`);
  return schema;
}

/** @throws where an input is none of its schema: a field has a value of another type. */
export function writeRequest(messages: Messages, request: Request): Uint8Array {
  const { inputs, tenant = "", seed = "", deadline, askedAtMs, mode } = request;
  return canonicalBytes(
    RunRequestSchema,
    create(RunRequestSchema, {
      inputs: inputs.map((input) => ({
        message: input.$typeName,
        value: toBinary(schemaOf(messages, input.$typeName), input),
      })),
      stepTenant: tenant,
      seed,
      ...(deadline && { deadline: timestampFromDate(deadline) }),
      askedAt: timestampFromMs(askedAtMs),
      durability: toDurability(mode),
    }),
  );
}

/**
 * The request that {@link writeRequest} has written.
 *
 * @param needed the inputs that the run needs, in order: one that it was given and needs no more is left out.
 */
export function readRequest(messages: Messages, needed: readonly string[], bytes: Uint8Array): Request {
  const { inputs, stepTenant, seed, deadline, askedAt, durability } = fromBinary(RunRequestSchema, bytes);
  return {
    inputs: needed.flatMap((name) => {
      const given = inputs.find(({ message }) => message === name);
      return given ? [fromBinary(schemaOf(messages, name), given.value)] : [];
    }),
    tenant: stepTenant === "" ? undefined : stepTenant,
    seed: seed === "" ? undefined : seed,
    deadline: deadline && timestampDate(deadline),
    askedAtMs: askedAt ? timestampMs(askedAt) : 0,
    mode: durabilityMode(durability === Durability.UNSPECIFIED ? Durability.ASYNC : durability) ?? "async",
  };
}

/** SHA-256 over what makes two requests the same one: the output, the inputs in canonical form, and the seed. */
export function requestHash(messages: Messages, output: string, { inputs, seed = "" }: Request): Uint8Array {
  return inputHash(
    `${output}\n${seed}`,
    inputs.map((input) => ({
      message: input.$typeName,
      hash: hashOf(schemaOf(messages, input.$typeName), input),
    })),
  );
}

/** The error of inputs that cannot be written: a field has a value of another type. */
export function unwritable(graph: string, runId: string, inputs: readonly Message[], error: unknown): Error {
  const name = inputs[0]?.$typeName ?? "";
  return new WrongInputError(graph, runId, name, `one that cannot be written: ${describeThrown(error)}`);
}

/** The error of a run whose id or tenant is there, and empty. */
export function emptyName(what: string): DeclarationError {
  return new DeclarationError("INVALID_OPTION", `the ${what} of a run is not empty: leave it out, or name it`);
}
