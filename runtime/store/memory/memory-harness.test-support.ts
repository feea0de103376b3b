import type { Harness } from "../contract/harness.test-support.js";
import { MemoryDatabase } from "./memory-database.js";
import { memoryStoreOn } from "./memory-store.js";

/** @param clock its time, and how it has time pass. */
export function memoryHarness(clock: { now(): number; advance(ms: number): Promise<void> }): Harness {
  const database = new MemoryDatabase(clock);
  return {
    store: memoryStoreOn(database),
    expire: async ({ token }, agoMs) => {
      database.owners.get(token)!.leaseUntil = clock.now() - agoMs;
    },
    age: async (key, ms) => {
      const run = database.run(key)!;
      run.endedAt = new Date(run.endedAt!.getTime() - ms);
    },
    wake: async (key) => {
      database.run(key)!.wakeAt = database.now();
    },
    hurry: async (sink) => database.outbox.hurry(sink),
    elapse: (ms) => clock.advance(ms),
  };
}
