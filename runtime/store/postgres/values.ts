import type { RunKey } from "../submission.js";
import type { Database, Query } from "./database.js";
import { packValue, unpackValue } from "./packed-value.js";
import { loadParts, storePart } from "./sql/flush.js";

/** Packs a value of a run, storing its parts where it has any. */
export function pack(database: Database, { tenant, runId }: RunKey, value: Uint8Array): Promise<Buffer> {
  return packValue(value, async ({ upload, number, bytes }) => {
    await database.query(storePart, [tenant, runId, upload, number, bytes]);
  });
}

/**
 * Unpacks a value of a run, loading its parts where it has any.
 *
 * @param query sees the rows of the run's tenant.
 * @param what names the value in errors.
 */
export function unpack(
  query: Query,
  { tenant, runId }: RunKey,
  packed: Buffer,
  sha256: Uint8Array | undefined,
  what: string,
): Promise<Buffer> {
  return unpackValue(packed, sha256, `${what} of run ${runId}`, async (upload, from, to) => {
    const rows = await query<{ bytes: Buffer }>(loadParts, [tenant, runId, upload, from, to]);
    return rows.map(({ bytes }) => bytes);
  });
}
