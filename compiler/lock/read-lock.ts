import { existsSync, readFileSync } from "node:fs";
import { type DescMessage, fromJson, type JsonValue } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { z } from "zod";
import { type FlowPlan, FlowPlanSchema } from "../../generated/protograph/v1/flow_pb.js";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { flowPlanDigests, planDigests } from "../../proto/contract/digest.js";
import type { Config } from "../config/config.js";
import { readJson } from "../config/json-document.js";
import { type Diagnostic, diagnostic, type Span } from "../diagnostics/diagnostic.js";
import { type Lock, type LockedGraph, lockedMessages, lockName, lockPath } from "./lock.js";
import { contentDigest, formatVersion } from "./lock-text.js";

/** What is locked, and where each graph and flow stands in the file; or why it cannot be used. */
export type ReadLock =
  { readonly lock: Lock; readonly span: (name: string) => Span } | { readonly diagnostics: readonly Diagnostic[] };

const hex = z.string("must be a digest").regex(/^[0-9a-f]{64}$/, "must be a digest");
const object = z.looseObject({}, "must be an object");
const shape = z.strictObject(
  {
    formatVersion: z.int("must be a whole number"),
    digest: hex,
    graphs: z.record(
      z.string(),
      z.strictObject({ plan: object, sources: z.record(z.string(), hex, "must be an object") }),
      "must be an object",
    ),
    flows: z.record(z.string(), object, "must be an object"),
    protos: z.array(object),
  },
  "must be an object",
);

const repair =
  "take the file as it was released from version control; or remove it and run `protograph generate`, which releases what is there now";

/**
 * Reads a project's lock. It is written by protograph alone: whatever is not as it was written is a PG3010 at its place.
 *
 * @returns `undefined` where the project has none.
 */
export function readLock(config: Pick<Config, "root">): ReadLock | undefined {
  const path = lockPath(config);
  if (!existsSync(path)) return undefined;
  return parseLock(readFileSync(path, "utf8"));
}

/** Reads the text of a lock. */
export function parseLock(text: string): ReadLock {
  // The places of a text's parts are only looked for where one is needed: they take longer than all the rest.
  let known: ReturnType<typeof readJson> | undefined;
  const places = () => (known ??= readJson(text, lockName));
  const spanOf: Place = (path, part = "value") => {
    const found = places();
    if ("fault" in found) return found.fault.span;
    return part === "key" ? found.document.keySpan(path) : found.document.valueSpan(path);
  };
  const value = attempt(() => JSON.parse(text.replace(/^\ufeff/, "")) as unknown);
  const read = value === undefined ? places() : undefined;
  if (read && "fault" in read) return unusable(read.fault.span, `${lockName} is no JSON: ${read.fault.message}`);
  const newer = newerFormat(value, spanOf);
  if (newer) return newer;
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join(".") ?? "";
    return unusable(spanOf(issue?.path ?? []), `${where || lockName} ${issue?.message ?? "cannot be used"}`);
  }
  return toLock(parsed.data, spanOf);
}

/** Where the value at a path stands, or its key. */
type Place = (path: readonly PropertyKey[], part?: "key" | "value") => Span;

function newerFormat(value: unknown, spanOf: Place): ReadLock | undefined {
  const format = typeof value === "object" && value !== null ? (value as { formatVersion?: unknown }).formatVersion : 0;
  if (typeof format !== "number" || format <= formatVersion) return undefined;
  const message = `the lock has format ${format}, and this protograph reads formats up to ${formatVersion}`;
  return unusable(spanOf(["formatVersion"]), message, "use the version of protograph that wrote it, or a newer one");
}

function toLock(data: z.infer<typeof shape>, spanOf: Place): ReadLock {
  const graphs = new Map<string, LockedGraph>();
  for (const [name, { plan: json, sources }] of Object.entries(data.graphs)) {
    const at = ["graphs", name, "plan"];
    const plan = attempt(() => fromJson(PlanSchema, json as JsonValue));
    if (!plan) return unusable(spanOf(at, "key"), `the plan of ${name} cannot be read`);
    const { digest, structureDigest } = planDigests(plan);
    if (plan.digest !== digest || plan.structureDigest !== structureDigest || plan.graph !== name) {
      return unusable(spanOf(["graphs", name], "key"), `the plan of ${name} is not as it was written`);
    }
    graphs.set(name, { plan, sources: new Map(Object.entries(sources)) });
  }
  const flows = new Map<string, FlowPlan>();
  for (const [name, json] of Object.entries(data.flows)) {
    const at = ["flows", name];
    const plan = attempt(() => fromJson(FlowPlanSchema, json as JsonValue));
    if (!plan) return unusable(spanOf(at, "key"), `the plan of ${name} cannot be read`);
    const { digest, structureDigest } = flowPlanDigests(plan);
    if (plan.digest !== digest || plan.structureDigest !== structureDigest || plan.flow !== name) {
      return unusable(spanOf(at, "key"), `the plan of ${name} is not as it was written`);
    }
    flows.set(name, plan);
  }
  const protos = attempt(() => data.protos.map((json) => fromJson(FileDescriptorProtoSchema, json as JsonValue)));
  const lock = protos && { graphs, flows, protos };
  if (!lock || !attempt((): ((name: string) => DescMessage | undefined) => lockedMessages(lock))) {
    return unusable(spanOf(["protos"], "key"), "the messages cannot be read");
  }
  const { digest, ...content } = data;
  if (contentDigest(content as JsonValue) !== digest) {
    return unusable(spanOf(["digest"]), "the lock is not as it was written: its digest is another");
  }
  return { lock, span: (name) => spanOf([graphs.has(name) ? "graphs" : "flows", name], "key") };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    // What cannot be made is reported by whoever tried, at its place.
    return undefined;
  }
}

function unusable(span: Span, message: string, fix = repair): ReadLock {
  return { diagnostics: [diagnostic("PG3010", span, message, { fix })] };
}
