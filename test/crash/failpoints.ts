import type { Store } from "protograph/postgres";
import { fencedCode } from "./task.js";
import type { KillPoint, Place } from "./kill-point.js";
import type { Ledger } from "./ledger.js";

/** The points at which this process may kill itself; only the test's own ports pass them. */
export class Failpoints {
  private passed = 0;

  constructor(
    private readonly point: KillPoint | undefined,
    private readonly ledger: Ledger,
  ) {}

  /** Passes a place, and at the wanted time never returns. */
  pass(place: Place): void {
    const { point } = this;
    if (point?.place !== place || ++this.passed !== point.nth) return;
    if (point.afterMs > 0) setTimeout(() => this.kill(point), point.afterMs);
    else this.kill(point);
  }

  /** Does something between two places. */
  async around<T>(before: Place | undefined, act: () => Promise<T>, after: Place | undefined): Promise<T> {
    if (before) this.pass(before);
    const result = await act();
    if (after) this.pass(after);
    return result;
  }

  /** A store whose flushes, admissions and decisions pass the points around them. */
  store(store: Store): Store {
    return {
      ...store,
      register: async (name, leaseMs) => {
        const owner = await store.register(name, leaseMs);
        this.ledger.write({ did: "own", token: owner.token });
        return owner;
      },
      renew: (owner) => store.renew(owner).catch(endIfFenced),
      flush: async (owner, batch) => {
        this.pass("before a flush");
        const flushed = store.flush(owner, batch);
        this.pass("flush sent");
        const found = await flushed.catch(endIfFenced);
        this.pass("after a flush");
        return found;
      },
      admit: (owner, submission) =>
        this.around("before an admission", () => store.admit(owner, submission), "after an admission"),
      takeUp: async (owner, filter) => {
        const taken = await store.takeUp(owner, filter);
        if (taken.length > 0) this.pass("after taking up");
        return taken;
      },
      checkpoints: (run) => this.around(undefined, () => store.checkpoints(run), "after reading checkpoints"),
      signal: (request, refusal) => this.around(undefined, () => store.signal(request, refusal), "after a decision"),
    };
  }

  private kill({ place, nth }: KillPoint): void {
    this.ledger.write({ did: "fire", point: `${place} ${nth}` });
    process.kill(process.pid, "SIGKILL");
    // The signal may take a moment to arrive; nothing else happens in it.
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

/** Somebody has taken over: this process has a moment to do what it must not, and ends. */
function endIfFenced(error: unknown): never {
  if ((error as { readonly code?: string }).code === "FENCED") setTimeout(() => process.exit(fencedCode), 300);
  throw error;
}
