import type { MemoryRun } from "../engine/memory-run.js";
import type { RunEvent } from "../events/run-event.js";

/** A run, of which one part after the other is in this process. */
export interface RunInParts {
  /** The part that is here, or was last; of a run that has not begun here, what it would begin with. */
  readonly shown: MemoryRun;
  readonly hasBegun: boolean;
  readonly isOver: boolean;
  /** Settled when a part begins, or none will. */
  renewed(): Promise<void>;
}

/** The events of all parts that are in this process, one part after the other, to the run's end. */
export async function* eventsOfParts(run: RunInParts): AsyncGenerator<RunEvent, undefined> {
  while (!run.hasBegun && !run.isOver) await run.renewed();
  // What has ended elsewhere is told by the store; what was refused has its own end.
  if (!run.hasBegun && !run.shown.walk.over()) return undefined;
  for (let shown: MemoryRun | undefined = run.shown; shown;) {
    yield* shown.events;
    const last: MemoryRun = shown;
    if (run.isOver || last.walk.status !== "LEFT") return undefined;
    if (run.shown === last) await run.renewed();
    shown = run.shown === last ? undefined : run.shown;
  }
  return undefined;
}
