import type { PlanStore, StoredPlan, WaitingPlan } from "../stored-plan.js";
import { type Ask, copy, keyText } from "./memory-database.js";
import { freeRuns } from "./runs.js";

/** Plans, which are no tenant's. */
export function plansIn(ask: Ask): PlanStore {
  return {
    keepPlan: (plan) =>
      ask(({ plans }) => {
        const name = keyText(plan.digest);
        if (!plans.has(name)) plans.set(name, copyPlan(plan));
      }),

    plan: (digest) =>
      ask(({ plans }) => {
        const found = plans.get(keyText(digest));
        return found && copyPlan(found);
      }),

    waitingPlans: ({ graphs, except, run: only }) =>
      ask((database) => {
        const known = new Set(except.map(keyText));
        const waiting = new Map<string, WaitingPlan>();
        for (const { graph, planDigest: digest, release } of freeRuns(database, only)) {
          const name = keyText(digest);
          if (!graphs.includes(graph) || known.has(name)) continue;
          const before = waiting.get(name);
          waiting.set(name, { digest: copy(digest), graph, release, runs: (before?.runs ?? 0) + 1 });
        }
        return [...waiting.values()];
      }),
  };
}

function copyPlan({ digest, graph, plan, schemas }: StoredPlan): StoredPlan {
  return { digest: copy(digest), graph, plan: copy(plan), schemas: copy(schemas) };
}
