import { StoreUnavailableError } from "../errors.js";
import type { RunState } from "../run-record.js";
import { type PendingSignal, refusalOf, type SignalDecision, type SignalKind, type SignalRefusal } from "../signal.js";
import type { SignalStore } from "../store.js";
import type { Database } from "./database.js";
import { everyTenant, scoped, scopedQuery } from "./scoped.js";
import { decide, pendingSignals, signalled, signals } from "./sql/signals.js";

interface Signalled {
  readonly state: RunState;
  readonly signal_id: string | null;
  readonly refusal: SignalRefusal | null;
  readonly decided_at: Date | null;
}

interface SignalRow {
  readonly tenant: string;
  readonly run_id: string;
  readonly signal_id: string;
  readonly kind: SignalKind;
  readonly payload: Buffer;
  readonly decided_at: Date;
}

interface KeptRow extends SignalRow {
  readonly refusal: SignalRefusal | null;
  readonly applied_at: Date | null;
}

/** How often a decision is made anew because the run's state has changed meanwhile. */
const tries = 10;

/** What people and programs tell runs. */
export function signalsIn(database: Database): SignalStore {
  return {
    async signal({ tenant, runId, signalId, kind, payload }, given) {
      const once = (): Promise<SignalDecision | undefined> =>
        scoped(database, tenant, async (query) => {
          const [found] = await query<Signalled>(signalled, [tenant, runId, signalId]);
          if (!found) return { refusal: "RUN_NOT_FOUND", decidedAt: new Date(Number.NaN), repeated: false };
          if (found.decided_at) {
            return { refusal: found.refusal ?? undefined, decidedAt: found.decided_at, repeated: true };
          }
          const refusal = given ?? refusalOf(kind, found.state);
          const [decided] = await query<{ decided_at: Date }>(decide, [
            tenant,
            runId,
            found.state,
            signalId,
            kind,
            payload,
            refusal ?? null,
          ]);
          return decided && { refusal, decidedAt: decided.decided_at, repeated: false };
        });
      for (let tried = 0; tried < tries; tried++) {
        const decision = await once();
        if (decision) return decision;
      }
      throw new StoreUnavailableError(`run ${runId} changes its state too often to decide on signal ${signalId}`);
    },

    async pendingSignals({ token }) {
      const rows = await scopedQuery<SignalRow>(database, everyTenant, pendingSignals, [token]);
      return rows.map(toSignal);
    },

    async signals({ tenant, runId }) {
      const rows = await scopedQuery<KeptRow>(database, tenant, signals, [tenant, runId]);
      return rows.map((row) => ({
        ...toSignal(row),
        refusal: row.refusal ?? undefined,
        applied: row.applied_at !== null,
      }));
    },
  };
}

function toSignal({ tenant, run_id, signal_id, kind, payload, decided_at }: SignalRow): PendingSignal {
  return { tenant, runId: run_id, signalId: signal_id, kind, payload, decidedAt: decided_at };
}
