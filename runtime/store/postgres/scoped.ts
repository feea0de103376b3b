import type { RunKey } from "../submission.js";
import type { Database, Parameter, Query, Statement } from "./database.js";
import { scope } from "./sql/runs.js";

/** Stands between tenants where a transaction sees several; no tenant has it in its name. */
const separator = "\u001f";

/** Every tenant: for the engine's own work, which goes over all runs. */
export const everyTenant = "*";

/** How a transaction is told the tenants whose rows it may see. */
export function tenantsOf(keys: readonly RunKey[]): string {
  return [...new Set(keys.map(({ tenant }) => tenant))].join(separator);
}

/** Several statements that see the rows of some tenants, and of no other even if they ask for them. */
export function scoped<T>(database: Database, tenants: string, work: (query: Query) => Promise<T>): Promise<T> {
  return database.transaction(async (query) => {
    await query(scope, [tenants]);
    return work(query);
  });
}

/** As {@link scoped}, for one statement. */
export function scopedQuery<R extends object>(
  database: Database,
  tenants: string,
  statement: Statement,
  values: readonly Parameter[] = [],
): Promise<readonly R[]> {
  return scoped(database, tenants, (query) => query<R>(statement, values));
}
