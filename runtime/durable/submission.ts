import type { RunKey, Submission } from "../store/submission.js";
import { digestOf, type DurableGraph } from "./durable-graph.js";
import { type Request, requestHash, writeRequest } from "./request.js";

/**
 * A run as the store accepts it.
 *
 * @throws where an input is none of its schema: a field has a value of another type.
 */
export function toSubmission(
  { plan, messages, release }: DurableGraph,
  output: string,
  { tenant, runId }: RunKey,
  request: Request,
): Submission {
  return {
    tenant,
    runId,
    graph: plan.graph,
    output,
    planDigest: digestOf(plan),
    release,
    request: writeRequest(messages, request),
    requestHash: requestHash(messages, output, request),
  };
}
