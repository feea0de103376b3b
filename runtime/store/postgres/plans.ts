import type { PlanStore, StoredPlan, WaitingPlan } from "../stored-plan.js";
import { byteaArray, textArray } from "./binary-array.js";
import type { Database } from "./database.js";
import { everyTenant, scopedQuery } from "./scoped.js";
import { keepPlan, plan as findPlan, waitingPlans } from "./sql/runs.js";

/** Plans, which are no tenant's. */
export function plansIn(database: Database): PlanStore {
  return {
    async keepPlan({ digest, graph, plan, schemas }) {
      await database.query(keepPlan, [digest, graph, plan, schemas]);
    },
    async plan(digest) {
      const [found] = await database.query<StoredPlan>(findPlan, [digest]);
      return found;
    },
    waitingPlans: ({ graphs, except, run }) =>
      scopedQuery<WaitingPlan>(database, everyTenant, waitingPlans, [
        textArray(graphs),
        byteaArray(except),
        run?.tenant ?? null,
        run?.runId ?? null,
      ]),
  };
}
