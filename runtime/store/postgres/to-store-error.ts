import { describeThrown } from "../../describe-thrown.js";
import { ProtographError } from "../../errors.js";
import { StoreRefusedError, StoreUnavailableError } from "../errors.js";

/**
 * SQLSTATEs, or classes of them, after which the same statement may succeed: no connection (08), a deadlock or a
 * conflict (40), no room (53), a lock not gotten in time (55P03), a cancelled statement or a server that goes down (57),
 * a system error (58), a server that takes no writes because another took its place (25006).
 */
const passing = /^(08|40|53|57|58)|^(55P03|25006)$/;

/** Errors of this program's own: no database is to blame for them. */
const own = [TypeError, RangeError, SyntaxError];

/** The runtime's error for what a driver threw. Whatever has no SQLSTATE never came from a database that was well. */
export function toStoreError(thrown: unknown, statement: string): unknown {
  if (thrown instanceof ProtographError || own.some((kind) => thrown instanceof kind)) return thrown;
  const state = sqlState(thrown);
  const words = `${statement}: ${describeThrown(thrown)}`;
  if (state === undefined || passing.test(state)) {
    return new StoreUnavailableError(`the database is not available for ${words}`, { cause: thrown });
  }
  return new StoreRefusedError(`the database refused ${words} (${state})`, { cause: thrown });
}

/** The five characters by which Postgres tells its errors apart. */
export function sqlState(thrown: unknown): string | undefined {
  const code = typeof thrown === "object" && thrown !== null && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
