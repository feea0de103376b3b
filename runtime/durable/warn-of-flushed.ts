import type { Flushed } from "../store/batch.js";

/** Says what a flush found that a program can be at fault for. */
export function warnOfFlushed(
  { kept, refused }: Flushed,
  warn: (message: string, fields: Readonly<Record<string, unknown>>) => void,
): void {
  for (const { tenant, runId, checkpoint } of kept) {
    warn("a step has given another message than before, for the same inputs; the first one is kept", {
      tenant,
      runId,
      step: checkpoint.nodeId,
      message: checkpoint.outputType,
    });
  }
  for (const { tenant, runId, reason } of refused) warn("an event was refused", { tenant, runId, reason });
}
