import type { RunKey, Submission } from "../store/submission.js";
import { digestOf, type DurableGraph } from "./durable-graph.js";
import { emptyName, type Request, unwritable, writeRequest } from "./request.js";

/** Who asks for a run, and for what. */
interface Asked {
  /** As it was named by whoever asks, where it was. */
  readonly named: { readonly runId?: string; readonly tenant?: string };
  readonly key: RunKey;
  readonly request: Request;
}

/** A run as the store accepts it, or why it cannot. */
export function submissionOf(graph: DurableGraph, output: string, { named, key, request }: Asked): Submission | Error {
  if (named.runId === "") return emptyName("runId");
  if (named.tenant === "") return emptyName("tenant");
  try {
    return toSubmission(graph, output, key, request);
  } catch (error) {
    // An input is none of its schema: a field has a value of another type.
    return unwritable(graph.plan.graph, key.runId, request.inputs, error);
  }
}

function toSubmission(
  { plan, messages, release }: DurableGraph,
  output: string,
  { tenant, runId }: RunKey,
  request: Request,
): Submission {
  const written = writeRequest(messages, output, request);
  return {
    tenant,
    runId,
    graph: plan.graph,
    output,
    planDigest: digestOf(plan),
    release,
    request: written.bytes,
    requestHash: written.hash,
  };
}
