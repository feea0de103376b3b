import type { Store } from "../store.js";
import { StoreRefusedError } from "../errors.js";
import type { Database } from "./database.js";
import { flushesIn } from "./flush.js";
import { historyIn } from "./history.js";
import { migrate, requireSchema } from "./migrate.js";
import { outboxIn } from "./outbox.js";
import { ownersIn } from "./owners.js";
import { plansIn } from "./plans.js";
import { RunTails } from "./run-tails.js";
import { runsIn } from "./runs.js";
import { everyTenant, scoped } from "./scoped.js";
import { askServer, unusable } from "./server.js";
import { signalsIn } from "./signals.js";
import { Standing } from "./standing.js";
import { adoptCluster, adoptEvents, noteCluster } from "./sql/upkeep.js";
import { sqlState } from "./to-store-error.js";
import { upkeepIn } from "./upkeep.js";

/**
 * A store on a database that can serve as one.
 *
 * @param options.migrate whether the schema is brought to the newest version first.
 * @throws UnusableStoreError where it cannot serve; the database is closed then.
 */
export async function openStore(database: Database, options: { readonly migrate: boolean }): Promise<Store> {
  try {
    const refusal = unusable(await askServer(database));
    if (refusal) throw refusal;
    if (options.migrate) await migrate(database).catch(unlessForbidden);
    await requireSchema(database);
    await adopt(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const tails = new RunTails();
  const standing = new Standing();
  let isAdopted = true;
  database.onMoved?.(() => {
    standing.moved();
    isAdopted = false;
  });
  const owners = ownersIn(database, standing);
  return {
    ...owners,
    async register(name, leaseMs) {
      // Whoever was there before has to take a lease anew, and comes by here.
      if (!isAdopted) await adopt(database);
      isAdopted = true;
      return owners.register(name, leaseMs);
    },
    ...flushesIn(database, tails, standing),
    ...plansIn(database),
    ...runsIn(database, tails, standing),
    ...historyIn(database),
    ...signalsIn(database),
    ...upkeepIn(database),
    outbox: outboxIn(database),
  };
}

/** Who may not make the schema may still find it made, or is told what to do. */
function unlessForbidden(error: unknown): void {
  const forbidden = error instanceof StoreRefusedError && sqlState(error.cause) === "42501";
  if (!forbidden) throw error;
}

/**
 * Notices data that was restored into another cluster. Transaction ids mean nothing there: they would hold back events,
 * for ever if the other cluster had come further.
 */
async function adopt(database: Database): Promise<void> {
  await scoped(database, everyTenant, async (query) => {
    await query(noteCluster);
    const moved = await query(adoptCluster);
    if (moved.length > 0) await query(adoptEvents);
  });
}
