import { FencedError } from "../errors.js";
import type { Owner, OwnerStore } from "../store.js";
import type { Database } from "./database.js";
import { register, release, renew } from "./sql/runs.js";
import type { Standing } from "./standing.js";

/** Leases. None of these waits for a connection that something else uses. */
export function ownersIn(database: Database, standing: Standing): OwnerStore {
  return {
    async register(name, leaseMs): Promise<Owner> {
      const [row] = await database.urgent<{ token: number }>(register, [name, leaseMs]);
      const token = row?.token ?? Number.NaN;
      standing.begin(token);
      return { token, leaseMs };
    },
    async renew(owner) {
      standing.require(owner);
      const { token } = owner;
      const [renewed] = await database.urgent<{ signals: boolean }>(renew, [token]);
      if (!renewed) throw new FencedError(token);
      return { signals: renewed.signals };
    },
    async release({ token }) {
      await database.urgent(release, [token]);
    },
  };
}
