import type { Clock } from "../../engine/clock.js";
import { systemClock } from "../../engine/clock.js";
import { StoreUnavailableError } from "../errors.js";
import type { Store } from "../store.js";
import { flushesIn } from "./flush.js";
import { historyIn } from "./history.js";
import { type Ask, MemoryDatabase } from "./memory-database.js";
import { outboxIn } from "./outbox.js";
import { ownersIn } from "./owners.js";
import { plansIn } from "./plans.js";
import { runsIn } from "./runs.js";
import { signalsIn } from "./signals.js";
import { upkeepIn } from "./upkeep.js";

export interface MemoryStoreOptions {
  /** What leases, timers and retention go by; the platform's own time unless said. */
  readonly clock?: Pick<Clock, "now">;
}

/** A store in memory, as one process sees it. */
export interface MemoryStore extends Store {
  /** The store of another process, on the same data. */
  peer(): MemoryStore;
  /**
   * What a kill of the process would do: nothing that is asked of this store takes effect or is answered any more, and
   * its leases have run out.
   */
  crash(): void;
}

/**
 * A store in memory: for tests of durable runs that need no database, and lost with the process.
 *
 * It keeps and refuses what the others do.
 *
 * @example
 * ```ts
 * const store = memoryStore();
 * const run = new MovieTagging(services, { store }).tagSet(request, { runId: "film-42" });
 * await run.durable;
 * store.crash();
 * const [recovered] = await new MovieTagging(services, { store: store.peer() }).recover();
 * ```
 */
export function memoryStore({ clock = systemClock }: MemoryStoreOptions = {}): MemoryStore {
  return memoryStoreOn(new MemoryDatabase(clock));
}

/** A store on data that others share. */
export function memoryStoreOn(database: MemoryDatabase): MemoryStore {
  let state: "open" | "closed" | "crashed" = "open";
  const tokens: number[] = [];
  const closing = new Set<() => Promise<void>>();
  const ask: Ask = async (work) => {
    await Promise.resolve();
    if (state === "crashed") return new Promise(() => undefined);
    if (state === "closed") throw new StoreUnavailableError("the store was closed, and answers nothing more");
    return work(database);
  };
  const owners = ownersIn(ask);
  return {
    ...owners,
    async register(name, leaseMs) {
      const owner = await owners.register(name, leaseMs);
      tokens.push(owner.token);
      return owner;
    },
    ...flushesIn(ask),
    ...plansIn(ask),
    ...runsIn(ask),
    ...historyIn(ask),
    ...signalsIn(ask),
    ...upkeepIn(ask),
    outbox: outboxIn(ask),
    whenClosing(act) {
      closing.add(act);
      return () => closing.delete(act);
    },
    async close() {
      await Promise.all([...closing].map((act) => act()));
      if (state === "open") state = "closed";
    },
    peer: () => memoryStoreOn(database),
    crash() {
      state = "crashed";
      for (const token of tokens) {
        const owner = database.owners.get(token);
        if (owner) owner.leaseUntil = Math.min(owner.leaseUntil, database.clock.now() - 1);
      }
    },
  };
}
