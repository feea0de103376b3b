import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Failure } from "../../../generated/protograph/v1/failure_pb.js";
import { oneLine } from "../../diagnostics/display-text.js";
import { packageRoot } from "../package-root.js";
import { failureClasses } from "./words.js";

/**
 * A failure in a line, and the first frame of its stack that is in somebody's own code in another: not in a package, not
 * in the platform, not in protograph.
 *
 * @example
 * describeFailure(failure); // ["HttpError: 503 Service Unavailable (transient)", "at fetchMovie (steps/fetch.ts:12:11)"]
 */
export function describeFailure(failure: Failure | undefined): readonly string[] {
  if (!failure) return [];
  const { name, message, stack } = failure;
  const told = name === "" || message.startsWith(name) ? message : `${name}: ${message}`;
  const kind = failureClasses[failure.class];
  const frame = ownFrame(stack);
  return [oneLine(`${told || "a failure without words"}${kind === "" ? "" : ` (${kind})`}`), ...(frame ? [frame] : [])];
}

function ownFrame(stack: string): string | undefined {
  const own = stack
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line.startsWith("at ") && isOwn(line));
  return own && oneLine(own.replace(/(?:file:\/\/)?\/[^\s()]+(?=:\d+:\d+)/, fromHere));
}

function isOwn(frame: string): boolean {
  if (!/:\d+:\d+\)?$/.test(frame) || /\bnode:|node_modules/.test(frame)) return false;
  return !["runtime", "dist", "generated"].some((folder) => frame.includes(`${packageRoot()}/${folder}/`));
}

/** A file as it is found from where the reader stands, where it is below. */
function fromHere(file: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const way = relative(process.cwd(), path);
  return way.startsWith("..") ? path : way;
}
