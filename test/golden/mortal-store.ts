import type { Store } from "protograph/postgres";

type Owner = Awaited<ReturnType<Store["register"]>>;

/** A store as a process sees it that can die while the process of the test lives on. */
interface Mortal {
  readonly store: Store;
  /**
   * Nothing that is asked from now on takes effect, and nothing is answered any more.
   *
   * @returns the leases that the process had.
   */
  kill(): readonly Owner[];
}

/**
 * Gives a process a store of its own on a database that others use as well.
 *
 * @param run the only one that it finds to be taken up.
 */
export function mortal(shared: Store, run: Parameters<Store["run"]>[0]): Mortal {
  let isDead = false;
  const wasKilled = (): boolean => isDead;
  const owners: Owner[] = [];
  const closing = new Set<() => Promise<void>>();
  const never = new Promise<never>(() => undefined);
  const living =
    <A extends unknown[], R>(ask: (...asked: A) => Promise<R>) =>
    async (...asked: A): Promise<R> => {
      if (wasKilled()) return never;
      const answer = await Promise.allSettled([ask(...asked)]);
      // It may have died while it was answered.
      return wasKilled()
        ? never
        : answer[0].status === "fulfilled"
          ? answer[0].value
          : Promise.reject(answer[0].reason as Error);
    };
  const { outbox } = shared;
  const store: Store = {
    register: living(async (name, leaseMs) => {
      const owner = await shared.register(name, leaseMs);
      owners.push(owner);
      return owner;
    }),
    renew: living((owner) => shared.renew(owner)),
    release: living((owner) => shared.release(owner)),
    flush: living((owner, batch) => shared.flush(owner, batch)),
    admit: living((owner, submission) => shared.admit(owner, submission)),
    keepPlan: living((plan) => shared.keepPlan(plan)),
    plan: living((digest) => shared.plan(digest)),
    waitingPlans: living((filter) => shared.waitingPlans({ run, ...filter })),
    takeUp: living((owner, filter) => shared.takeUp(owner, { run, ...filter })),
    checkpoints: living((key) => shared.checkpoints(key)),
    forget: living((owner, key, outputTypes) => shared.forget(owner, key, outputTypes)),
    run: living((key) => shared.run(key)),
    runs: living((filter) => shared.runs(filter)),
    events: living((key, page) => shared.events(key, page)),
    snapshot: living((key) => shared.snapshot(key)),
    signal: living((request, refusal) => shared.signal(request, refusal)),
    signals: living((key) => shared.signals(key)),
    pendingSignals: living((owner) => shared.pendingSignals(owner)),
    sweep: living((retention) => shared.sweep(retention)),
    gauges: living(() => shared.gauges()),
    outbox: {
      claim: living((...asked) => outbox.claim(...asked)),
      settle: living((...asked) => outbox.settle(...asked)),
      parked: living((...asked) => outbox.parked(...asked)),
      redrive: living((...asked) => outbox.redrive(...asked)),
    },
    whenClosing(act) {
      closing.add(act);
      return () => closing.delete(act);
    },
    // The database is shared: only what uses it from here ends.
    close: living(async () => {
      await Promise.all([...closing].map((act) => act()));
    }),
  };
  return {
    store,
    kill() {
      isDead = true;
      return owners;
    },
  };
}
