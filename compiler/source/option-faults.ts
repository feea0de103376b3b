import type { z } from "zod";
import { diagnostic, type Diagnostic } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import { placeOf, type Value } from "./value.js";

/** Options that are of the language, and that this release cannot run. */
const laterOptions = new Set(["cache", "compensate"]);

/** The names inside of options that are objects. */
const innerNames: Readonly<Record<string, readonly string[]>> = {
  retry: ["attempts", "backoff", "on", "factor", "max", "jitter"],
  rateLimit: ["limit", "per", "algorithm", "scope", "key"],
  breaker: ["failures", "over", "minimum", "reset"],
  bulkhead: ["limit", "queue"],
  itemFailure: ["tolerate"],
};

/** What a schema says is wrong with options, each fault at its place; `known` are the names of all options. */
export function optionFaults(
  code: "PG1007" | "PG1010" | "PG3020",
  value: Value,
  error: z.ZodError,
  known: readonly string[],
  of: string,
): readonly Diagnostic[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey(code, value, issue.path, key, known, of))
      : [diagnostic(code, placeOf(value, issue.path), issueText(issue, value, of))],
  );
}

function unknownKey(
  code: "PG1007" | "PG1010" | "PG3020",
  value: Value,
  path: readonly PropertyKey[],
  key: string,
  known: readonly string[],
  of: string,
): Diagnostic {
  const place = placeOf(value, path, key);
  if (code === "PG1007" && path.length === 0 && laterOptions.has(key)) {
    return diagnostic("PG1015", place, `${key} of ${of} is not supported yet`, { fix: "take it out" });
  }
  const near = nearestName(key, path.length === 0 ? known : (innerNames[String(path[0])] ?? []));
  return diagnostic(code, place, `${of} has no option ${key}`, {
    fix: near === undefined ? `take it out; the options are ${known.join(", ")}` : `did you mean ${near}?`,
  });
}

/** What is wrong with an option, in a sentence. */
function issueText(issue: z.core.$ZodIssue, value: Value, of: string): string {
  const [first, ...rest] = issue.path;
  if (first === undefined) return `${of}: ${issue.message}`;
  const name = issue.path.join(".");
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    const missing = rest.length === 0 && value.kind === "object" && !value.entries.has(String(first));
    return missing ? `${of} needs a ${name}` : `${name} of ${of} must be of type ${issue.expected}`;
  }
  // What is wrong with a graph's or flow's name says itself what it is.
  return (of === "a graph" || of === "a flow") && name === "name"
    ? issue.message
    : `${name} of ${of}: ${issue.message}`;
}
