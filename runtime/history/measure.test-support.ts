import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { eventOf, type Sketch } from "./events.test-support.js";
import { type HistoryReader, rebuild, type RunRef } from "./rebuild.js";
import { RunLog } from "./run-log.js";
import { fullHash } from "./snapshot-hash.js";

const names = Array.from({ length: 8 }, (_, index) => `Step${index}`);

/** For the bench: what a run of eight steps leaves behind, each of them retried once: 34 events. */
export function historyOf(runId: string): readonly RunEvent[] {
  const origin = { runId };
  const steps = names.flatMap((node): Sketch[] => [
    { type: "StepStarted", node },
    { type: "StepRetried", node },
    { type: "StepStarted", node, attempt: 2 },
    { type: "StepCompleted", node, attempt: 2 },
  ]);
  const all: readonly Sketch[] = [{ type: "RunStarted" }, ...steps, { type: "RunCompleted" }];
  return all.map((sketch, index) => eventOf({ ...sketch, origin }, index + 1));
}

/** For the bench: folds all histories from zero; throws unless every run comes to its end. */
export async function rebuildAll(histories: ReadonlyMap<string, readonly RunEvent[]>): Promise<number> {
  const reader: HistoryReader = {
    async *runs() {
      for (const runId of histories.keys()) yield { tenant: "acme", runId };
    },
    async *events({ runId }: RunRef) {
      yield histories.get(runId) ?? [];
    },
    snapshot: () => Promise.resolve(undefined),
    nodes: () => Promise.resolve(names),
  };
  let events = 0;
  for await (const rebuilt of rebuild(reader)) {
    if (rebuilt.snapshot.illegalCount > 0n) throw new Error(`run ${rebuilt.run.runId} is inconsistent`);
    fullHash(rebuilt.snapshot);
    events += rebuilt.events;
  }
  return events;
}

/** For the bench: a run that was paused and went on, over and over, so that its history is as long as one likes. */
export function longHistory(events: number): readonly RunEvent[] {
  const history = [eventOf({ type: "RunStarted" }, 1)];
  while (history.length < events - 1) {
    const type = history.length % 2 === 1 ? "RunPaused" : "RunResumed";
    history.push(eventOf({ type, occurrence: String(history.length) }, history.length + 1));
  }
  if (history.length % 2 === 0) history.pop();
  history.push(eventOf({ type: "RunCompleted" }, history.length + 1));
  return history;
}

/** For the bench: the hash of a run whose events are appended like this. */
export function hashAfter(appends: Iterable<RunEvent>): string {
  const log = new RunLog(names, () => 0);
  for (const event of appends) log.append(event);
  return fullHash(log.snapshot());
}
