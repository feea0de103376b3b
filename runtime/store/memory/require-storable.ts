import type { RunChange } from "../batch.js";
import { StoreRefusedError } from "../errors.js";
import type { RunKey, Submission } from "../submission.js";

/**
 * Holds what is to be kept against what a database would take, so that a test in memory fails where a server would refuse.
 *
 * @throws StoreRefusedError
 */
export function requireStorable({ tenant, runId, create, events = [], checkpoints = [] }: RunChange): void {
  requireRunKey({ tenant, runId });
  if (create) requireSubmission(create);
  for (const { runSeq } of events) {
    if (!(runSeq > 0))
      throw new StoreRefusedError(`an event of run ${runId} has the number ${runSeq}, which is not above 0`);
  }
  for (const { outputType, stepVersion, nodeId } of checkpoints) {
    for (const text of [outputType, stepVersion, nodeId]) requireText(text);
  }
}

/** @throws StoreRefusedError */
export function requireSubmission(submission: Submission): void {
  requireRunKey(submission);
  const { graph, output, release } = submission;
  for (const text of [graph, output, release]) requireText(text);
}

function requireRunKey({ tenant, runId }: RunKey): void {
  if (tenant === "" || tenant === "*" || /[\u0000-\u001f]/.test(tenant)) {
    throw new StoreRefusedError(
      `${JSON.stringify(tenant)} is no tenant: it is empty, all of them, or has control characters`,
    );
  }
  if (runId === "") throw new StoreRefusedError("the empty text is no run id");
  requireText(runId);
}

/** @throws StoreRefusedError */
export function requireText(text: string): void {
  if (text.includes("\u0000"))
    throw new StoreRefusedError(`${JSON.stringify(text)} has the character 0, which no text may`);
}
