import { type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { FlowPlanSchema } from "../../generated/protograph/v1/flow_pb.js";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { sha256 } from "../../proto/contract/digest.js";
import { compareText } from "../diagnostics/diagnostic.js";
import type { Lock } from "./lock.js";

/** The format that is written, and the newest that can be read. */
export const formatVersion = 1;

/** Lines are as long as people read them in a diff. */
const width = 120;

/**
 * A lock as the text of its file: the same for the same contracts, each field of a message and each edge of a plan on a
 * line of its own, so that `git diff` shows what has changed.
 */
export function lockText(lock: Lock): string {
  const content: JsonObject = {
    formatVersion,
    graphs: sorted(lock.graphs, ({ plan, sources }) => ({
      plan: toJson(PlanSchema, plan),
      sources: sorted(sources, (digest) => digest),
    })),
    flows: sorted(lock.flows, (plan) => toJson(FlowPlanSchema, plan)),
    protos: lock.protos.map((proto) => toJson(FileDescriptorProtoSchema, proto)),
  };
  const { formatVersion: format = formatVersion, ...rest } = content;
  return `${jsonText({ formatVersion: format, digest: contentDigest(content), ...rest }, "")}\n`;
}

/** The digest of all that a lock says, but for the digest itself: however it is laid out, and in whatever order. */
export function contentDigest(content: JsonValue): string {
  return sha256(JSON.stringify(ordered(content)));
}

function ordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(each)]));
}

/** JSON with as much on a line as fits, behind what stands on the line already. */
function jsonText(value: JsonValue, indent: string, before = indent): string {
  const line = lineText(value);
  const isFlat = typeof value !== "object" || value === null || (indent !== "" && before.length + line.length < width);
  if (isFlat) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const parts = Array.isArray(value)
    ? value.map((each) => inner + jsonText(each, inner))
    : Object.entries(value).map(([name, each]) => {
        const key = `${inner}${JSON.stringify(name)}: `;
        return key + jsonText(each, inner, key);
      });
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

function lineText(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.map(lineText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${lineText(each)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

function sorted<T>(map: ReadonlyMap<string, T>, toValue: (value: T) => JsonValue): JsonObject {
  return Object.fromEntries(
    [...map].sort(([a], [b]) => compareText(a, b)).map(([name, value]) => [name, toValue(value)]),
  );
}
