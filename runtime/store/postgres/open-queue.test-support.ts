import { systemClock } from "../../engine/clock.js";
import { postgresStore, type PostgresOptions } from "../../postgres.js";
import { Lease } from "../lease.js";
import type { Owner, Store } from "../store.js";
import { WriteBehind } from "../write-behind.js";

/** A store, a lease and a queue before it, as an engine has them: for measurements, and for programs that are broken. */
export interface OpenQueue {
  readonly store: Store;
  readonly owner: Owner;
  readonly queue: WriteBehind;
  readonly close: () => Promise<void>;
}

/** @param options.onLost told where another process has taken over. */
export async function openQueue(
  options: PostgresOptions & { readonly leaseMs?: number; readonly onLost?: (error: Error) => void },
): Promise<OpenQueue> {
  const { leaseMs = 600_000, onLost = () => undefined } = options;
  const store = await postgresStore(options);
  const lease = await Lease.take({ store, clock: systemClock, name: "test", leaseMs, onLost });
  const { owner } = lease;
  const queue = new WriteBehind({ store, owner, clock: systemClock });
  const close = async () => {
    await queue.stop();
    await lease.end();
    await store.close();
  };
  return { store, owner, queue, close };
}
