import { systemClock } from "../../engine/clock.js";
import { postgresStore } from "../../postgres.js";
import type { Store } from "../store.js";
import { WriteBehind } from "../write-behind.js";

/** A store and a queue before it, as an engine has them: for measurements. */
export interface OpenQueue {
  readonly store: Store;
  readonly queue: WriteBehind;
  readonly close: () => Promise<void>;
}

export async function openQueue(connectionString: string): Promise<OpenQueue> {
  const store = await postgresStore({ connectionString });
  const owner = await store.register("bench", 600_000);
  const queue = new WriteBehind({ store, owner, clock: systemClock });
  const close = async () => {
    await queue.stop();
    await store.close();
  };
  return { store, queue, close };
}
