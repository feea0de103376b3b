import type { OwnerStore } from "../store.js";
import type { Ask } from "./memory-database.js";
import { pendingSignals } from "./signals.js";

/** Leases. */
export function ownersIn(ask: Ask): OwnerStore {
  return {
    register: (_name, leaseMs) =>
      ask((database) => {
        const token = database.nextToken();
        database.owners.set(token, { token, leaseUntil: database.clock.now() + leaseMs, fenced: false });
        return { token, leaseMs };
      }),

    renew: (owner) =>
      ask((database) => {
        database.requireOwner(owner).leaseUntil = database.clock.now() + owner.leaseMs;
        return { signals: pendingSignals(database, owner).length > 0 };
      }),

    release: ({ token }) =>
      ask(({ owners }) => {
        const owner = owners.get(token);
        if (owner) owner.fenced = true;
      }),
  };
}
