import { FencedError, RunConflictError, StoreUnavailableError } from "../errors.js";
import type { RunState, TakenRun } from "../run-record.js";
import type { Owner, RunStore } from "../store.js";
import { byteaArray, textArray } from "./binary-array.js";
import type { Database, Query } from "./database.js";
import { loadCheckpoints } from "./checkpoints.js";
import { outputsWithout } from "./packed-outputs.js";
import { type OutputsRow, type RunRow, toRunRecord } from "./rows.js";
import type { RunTails } from "./run-tails.js";
import { everyTenant, scoped, scopedQuery } from "./scoped.js";
import {
  admit,
  fenceExpired,
  heldCheckpoints,
  lockOwner,
  replaceCheckpoints,
  run as findRun,
  takeUp,
} from "./sql/runs.js";
import type { Standing } from "./standing.js";
import { pack, unpack } from "./values.js";

/** Runs, from their admission to their end. */
export function runsIn(database: Database, tails: RunTails, standing: Standing): RunStore {
  const requireOwner = async (query: Query, owner: Owner) => {
    standing.require(owner);
    const rows = await query(lockOwner, [owner.token]);
    if (rows.length === 0) throw new FencedError(owner.token);
  };
  return {
    async admit(owner, submission) {
      const { tenant, runId, graph, output, planDigest, release, request, requestHash } = submission;
      const packed = await pack(database, submission, request);
      standing.require(owner);
      const [row] = await database.query<{ created_at: Date | null }>(admit, [
        owner.token,
        tenant,
        runId,
        graph,
        output,
        planDigest,
        release,
        packed,
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

    async takeUp(owner, { plans, run, limit }) {
      await scopedQuery(database, everyTenant, fenceExpired, [owner.token]);
      return scoped(database, everyTenant, async (query) => {
        await requireOwner(query, owner);
        const rows = await query<RunRow & { request: Buffer; taken_from: RunState; last_run_seq: number }>(takeUp, [
          owner.token,
          byteaArray(plans.map(({ from }) => from)),
          byteaArray(plans.map(({ to }) => to)),
          textArray(plans.map(({ release }) => release)),
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

    checkpoints: (run) => scoped(database, run.tenant, (query) => loadCheckpoints(query, run)),

    async forget(owner, run, outputTypes) {
      const { tenant, runId } = run;
      await scoped(database, tenant, async (query) => {
        await requireOwner(query, owner);
        const rows = await query<OutputsRow & { number: number }>(heldCheckpoints, [owner.token, tenant, runId]);
        for (const { number, outputs_index: index, outputs_text: text, outputs: values } of rows) {
          const left = outputsWithout({ index, text, values }, outputTypes);
          const columns = [left?.index ?? null, left?.text ?? null, left?.values ?? null];
          await query(replaceCheckpoints, [tenant, runId, number, ...columns]);
        }
      });
      tails.forget(run);
    },
  };
}
