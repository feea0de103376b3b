import type { MemoryRun } from "../engine/memory-run.js";
import type { Waiting } from "../events/run-event.js";
import type { RunKeeper } from "./run-keeper.js";

/** What a run waits for, where it does nothing else: for a message, a time, or the next attempt of a step. */
export function waitingOf(memory: MemoryRun, keeper: RunKeeper): Waiting | undefined {
  const { walk, deadline } = memory;
  if (!keeper.isWaiting && walk.program.awaited.length === 0) return undefined;
  const idle = keeper.idleUntil();
  if (idle === undefined || walk.over() || walk.paused) return undefined;
  const missing = walk.program.awaited.filter(({ slot }) => walk.scoped?.has(slot) !== true);
  const [message] = missing;
  if (idle.reason === "MESSAGE" && !message) return undefined;
  const ends = [
    idle.dueMs,
    deadline?.getTime(),
    ...missing.map(({ withinMs }) => withinMs && memory.now() + withinMs),
  ].filter((end) => end !== undefined);
  return {
    reason: idle.reason,
    ...(idle.reason === "MESSAGE" && message && { message: message.message }),
    until: ends.length === 0 ? undefined : Math.min(...ends),
  };
}
