import type { CheckpointRecord } from "../batch.js";
import { FencedError, RunConflictError, StoreUnavailableError } from "../errors.js";
import type { RunState, TakenRun } from "../run-record.js";
import type { Owner, RunStore } from "../store.js";
import { textArray } from "./binary-array.js";
import type { Database, Query } from "./database.js";
import { type CheckpointRow, type RunRow, toCheckpoint, toRunRecord } from "./rows.js";
import type { RunTails } from "./run-tails.js";
import { everyTenant, scoped, scopedQuery } from "./scoped.js";
import { admit, checkpoints, fenceExpired, forget, lockOwner, run as findRun, takeUp } from "./sql/runs.js";
import { pack, unpack } from "./values.js";

/** Runs, from their admission to their end. */
export function runsIn(database: Database, tails: RunTails): RunStore {
  return {
    async admit(owner, submission) {
      const { tenant, runId, graph, output, planDigest, release, request, requestHash } = submission;
      const { bytes } = await pack(database, submission, request);
      const [row] = await database.query<{ created_at: Date | null }>(admit, [
        owner.token,
        tenant,
        runId,
        graph,
        output,
        planDigest,
        release,
        bytes,
        requestHash,
      ]);
      if (!row) throw new FencedError(owner.token);
      if (row.created_at) {
        tails.begin(submission);
        const { created_at: createdAt } = row;
        const known = { tenant, runId, graph, output, planDigest, release, requestHash };
        const run = {
          ...known,
          state: "QUEUED" as const,
          substate: "",
          owner: owner.token,
          ownerAlive: true,
          engineAttempt: 1,
          createdAt,
          changedAt: createdAt,
          endedAt: undefined,
          wakeAt: undefined,
        };
        return { run, repeated: false };
      }
      const [stored] = await scopedQuery<RunRow>(database, tenant, findRun, [tenant, runId]);
      if (!stored) throw new StoreUnavailableError(`run ${runId} was there and is no more; submit it again`);
      if (!stored.request_hash.equals(requestHash)) throw new RunConflictError(submission);
      return { run: toRunRecord(stored), repeated: true };
    },

    async takeUp(owner, { graphs, run, limit }) {
      await scopedQuery(database, everyTenant, fenceExpired, [owner.token]);
      return scoped(database, everyTenant, async (query) => {
        await requireOwner(query, owner);
        const rows = await query<RunRow & { request: Buffer; taken_from: RunState; last_run_seq: number }>(takeUp, [
          owner.token,
          textArray(graphs),
          run?.tenant ?? null,
          run?.runId ?? null,
          limit,
        ]);
        const taken: TakenRun[] = [];
        for (const row of rows) {
          const record = toRunRecord(row);
          tails.forget(record);
          const request = await unpack(query, record, row.request, undefined, "the request");
          taken.push({ ...record, request, takenFrom: row.taken_from, lastRunSeq: row.last_run_seq });
        }
        return taken;
      });
    },

    checkpoints(run) {
      return scoped(database, run.tenant, async (query) => {
        const rows = await query<CheckpointRow>(checkpoints, [run.tenant, run.runId]);
        const loaded: CheckpointRecord[] = [];
        for (const row of rows) {
          const value = await unpack(query, run, row.value, row.sha256, `checkpoint ${row.output_type}`);
          loaded.push(toCheckpoint(row, value));
        }
        return loaded;
      });
    },

    async forget(owner, { tenant, runId }, outputTypes) {
      await scoped(database, tenant, async (query) => {
        await requireOwner(query, owner);
        await query(forget, [owner.token, tenant, runId, textArray(outputTypes)]);
      });
    },
  };
}

async function requireOwner(query: Query, { token }: Owner): Promise<void> {
  const rows = await query(lockOwner, [token]);
  if (rows.length === 0) throw new FencedError(token);
}
