import { type PendingSignal, refusalOf } from "../signal.js";
import type { Owner, SignalStore } from "../store.js";
import { type Ask, copy, type MemoryDatabase, type RunRow } from "./memory-database.js";
import { requireText } from "./require-storable.js";

/** What people and programs tell runs. */
export function signalsIn(ask: Ask): SignalStore {
  return {
    signal: ({ tenant, runId, signalId, kind, payload }, given) =>
      ask((database) => {
        requireText(signalId);
        const run = database.run({ tenant, runId });
        if (!run) return { refusal: "RUN_NOT_FOUND", decidedAt: new Date(Number.NaN), repeated: false };
        const before = run.signals.get(signalId);
        if (before) return { refusal: before.refusal, decidedAt: before.decidedAt, repeated: true };
        const refusal = given ?? refusalOf(kind, run.state);
        const decidedAt = database.now();
        const signal = { tenant, runId, signalId, kind, payload: copy(payload), refusal, decidedAt, applied: false };
        run.signals.set(signalId, signal);
        // Only a signal to retry is accepted by a failed run.
        if (!refusal && (run.state === "PARKED" || run.state === "FAILED")) run.wakeAt = decidedAt;
        return { refusal, decidedAt, repeated: false };
      }),

    pendingSignals: (owner) => ask((database) => pendingSignals(database, owner)),

    signals: (key) =>
      ask((database) =>
        [...(database.run(key)?.signals.values() ?? [])].map((signal) => ({
          ...signal,
          payload: copy(signal.payload),
        })),
      ),
  };
}

/** Accepted signals that have not taken effect, of runs that an owner holds. */
export function pendingSignals({ runs }: MemoryDatabase, { token }: Owner): readonly PendingSignal[] {
  return [...runs.values()]
    .filter(({ owner, endedAt }) => owner === token && !endedAt)
    .flatMap((run) => waitingIn(run))
    .sort((a, b) => a.decidedAt.getTime() - b.decidedAt.getTime());
}

/** Accepted signals of a run that have not taken effect. */
export function waitingIn({ signals }: RunRow): readonly PendingSignal[] {
  return [...signals.values()]
    .filter(({ refusal, applied }) => !refusal && !applied)
    .map(({ tenant, runId, signalId, kind, payload, decidedAt }) => {
      return { tenant, runId, signalId, kind, payload: copy(payload), decidedAt };
    });
}
