import { type DescMessage, fromBinary, type Message } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate, timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";
import { Durability } from "../../generated/protograph/v1/plan_pb.js";
import { type RequestInput, type RunRequest, RunRequestSchema } from "../../generated/protograph/v1/request_pb.js";
import { type DurabilityMode, durabilityMode, toDurability } from "../../proto/contract/options.js";
import { describeThrown } from "../describe-thrown.js";
import { DeclarationError, WrongInputError } from "../errors.js";
import type { RunOptions } from "../engine/run.js";
import { canonicalBytes } from "../canonical/canonical-bytes.js";
import { hashedBytes, type HashedInput, inputHash } from "../canonical/hash.js";

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

/** A request, as whoever asks for a run names what is in it. */
export function toRequest(
  inputs: readonly Message[],
  { tenant, seed, deadline, askedAtMs, mode }: RunOptions & Pick<Request, "askedAtMs" | "mode">,
): Request {
  return { inputs, tenant, seed: seed === undefined ? undefined : String(seed), deadline, askedAtMs, mode };
}

/** The schemas of a graph's messages, by full name. */
export type Messages = ReadonlyMap<string, DescMessage>;

/** The schema of a message that the graph has: a compiled graph has been checked to have them all. */
export function schemaOf(messages: Messages, name: string): DescMessage {
  const schema = messages.get(name);
  if (schema === undefined) throw new Error(`the graph has no schema of ${name}`);
  return schema;
}

/** A request as the store has it. */
export interface WrittenRequest {
  /** The bytes of a `RunRequest`. */
  readonly bytes: Uint8Array;
  /** SHA-256 over what makes two requests the same one: the output, the inputs in canonical form, and the seed. */
  readonly hash: Uint8Array;
}

/** @throws where an input is none of its schema: a field has a value of another type. */
export function writeRequest(messages: Messages, output: string, request: Request): WrittenRequest {
  const { tenant = "", seed = "", deadline, askedAtMs, mode } = request;
  const inputs: RequestInput[] = [];
  const hashed: HashedInput[] = [];
  for (const input of request.inputs) {
    const { $typeName: message } = input;
    const { bytes, hash } = hashedBytes(schemaOf(messages, message), input);
    inputs.push({ $typeName: "protograph.v1.RequestInput", message, value: bytes });
    hashed.push({ message, hash });
  }
  const written: RunRequest = {
    $typeName: "protograph.v1.RunRequest",
    inputs,
    stepTenant: tenant,
    seed,
    ...(deadline && { deadline: timestampFromDate(deadline) }),
    askedAt: timestampFromMs(askedAtMs),
    durability: toDurability(mode),
    originalRunId: "",
  };
  return { bytes: canonicalBytes(RunRequestSchema, written), hash: inputHash(`${output}\n${seed}`, hashed) };
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

/** The error of inputs that cannot be written: a field has a value of another type. */
export function unwritable(graph: string, runId: string, inputs: readonly Message[], error: unknown): Error {
  const name = inputs[0]?.$typeName ?? "";
  return new WrongInputError(graph, runId, name, `one that cannot be written: ${describeThrown(error)}`);
}

/** The error of a run whose id or tenant is there, and empty. */
export function emptyName(what: string): DeclarationError {
  return new DeclarationError("INVALID_OPTION", `the ${what} of a run is not empty: leave it out, or name it`);
}
