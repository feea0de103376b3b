import { FencedError } from "../errors.js";
import type { Owner, OwnerStore } from "../store.js";
import type { Database } from "./database.js";
import { register, release, renew } from "./sql/runs.js";

/** Leases. None of these waits for a connection that something else uses. */
export function ownersIn(database: Database): OwnerStore {
  return {
    async register(name, leaseMs): Promise<Owner> {
      const [row] = await database.urgent<{ token: number }>(register, [name, leaseMs]);
      return { token: row?.token ?? Number.NaN, leaseMs };
    },
    async renew({ token }) {
      const [renewed] = await database.urgent<{ signals: boolean }>(renew, [token]);
      if (!renewed) throw new FencedError(token);
      return { signals: renewed.signals };
    },
    async release({ token }) {
      await database.urgent(release, [token]);
    },
  };
}
