import type { Mutation } from "./build.js";
import type { Place } from "./kill-point.js";
import type { FaultKind } from "./oracle.js";

/**
 * A bug that such systems have had, put into a copy of this one: the suite must find it. Each tells where it is met: in the
 * program by `planted`, which the worker has; in a statement by a sequence, which counts on where the transaction is
 * rolled back, and only where the statement would have done something else without the bug.
 */
export interface Planted {
  readonly name: string;
  readonly mutations: readonly Mutation[];
  /** What comes of it. */
  readonly shows: FaultKind;
  /** Where it shows soonest. */
  readonly focus?: readonly [Place, ...Place[]];
  /** Whether it takes two processes at the same time. */
  readonly pairs?: boolean;
}

/** Told in the program that a bug is met. */
const here = "(globalThis as unknown as { planted(): void }).planted();";
/** Told in a statement, and true. */
const there = "nextval('public.planted') > 0";

const flushSql = "runtime/store/postgres/sql/flush.ts";
const runsSql = "runtime/store/postgres/sql/runs.ts";
const outboxSql = "runtime/store/postgres/sql/outbox.ts";

export const bugs: readonly Planted[] = [
  {
    name: "no fence: who has lost its lease still writes",
    shows: "mixed",
    focus: ["freeze"],
    mutations: [
      {
        file: flushSql,
        find: "where o.token = $1::bigint and o.fenced_at is null",
        replace: `where o.token = $1::bigint and (o.fenced_at is null or ${there})`,
      },
      {
        file: flushSql,
        find: "select r.owner = $1::bigint and r.engine_attempt = a.attempt",
        replace: `select (r.owner = $1::bigint and r.engine_attempt = a.attempt) or ${there}`,
        times: 3,
      },
      {
        file: flushSql,
        find: " and r.owner = $1::bigint and r.engine_attempt = c.attempt",
        replace: ` and ((r.owner = $1::bigint and r.engine_attempt = c.attempt) or ${there})`,
      },
      {
        file: runsSql,
        find: "where token = $1::bigint and fenced_at is null\nreturning set_config",
        replace: `where token = $1::bigint and (fenced_at is null or ${there})\nreturning set_config`,
      },
    ],
  },
  {
    name: "acknowledged before it is flushed",
    shows: "lost",
    focus: ["after acknowledging", "before a flush"],
    mutations: [
      {
        file: "runtime/store/write-behind.ts",
        find: "if (this.enqueued === this.durable) return this.verdictOn(run);",
        replace: `if (this.enqueued !== this.durable) ${here}\n    return this.verdictOn(run);`,
      },
    ],
  },
  {
    name: "id > last_seen: events that commit late are passed over",
    shows: "lost",
    pairs: true,
    mutations: [
      {
        file: outboxSql,
        find: "  from protograph.outbox_streams s\n  where s.sink = $1 and s.delivered_seq < s.head_seq",
        replace: `  from protograph.outbox_streams s
  cross join lateral (
    select coalesce(max(d.xid), '0'::xid8) as xid
    from protograph.run_log d
    join protograph.outbox_streams o using (tenant, run_id)
    where o.sink = s.sink and d.last_seq <= o.delivered_seq
  ) as last
  where s.sink = $1 and s.delivered_seq < s.head_seq`,
      },
      {
        file: outboxSql,
        find: "        and e.xid < pg_snapshot_xmin(pg_current_snapshot())\n    )\n  order by s.due_at",
        replace: `        and ((e.xid < pg_snapshot_xmin(pg_current_snapshot())) = (e.xid >= last.xid) or ${there}) and e.xid >= last.xid
    )
  order by s.due_at`,
      },
    ],
  },
  {
    name: "marked as delivered before it is delivered",
    shows: "lost",
    focus: ["before delivering"],
    mutations: [
      {
        file: "runtime/outbox/relay.ts",
        find: "    const outcome: MutableOutcome = { delivered: [], failed: [], parked: [] };\n",
        replace: `    const outcome: MutableOutcome = { delivered: [], failed: [], parked: [] };
    ${here}
    await outbox.settle(claim, { ...outcome, delivered: claim.events.map(({ event }) => event.eventId) });
`,
      },
    ],
  },
  {
    name: "a batch is several transactions",
    shows: "mixed",
    mutations: [
      {
        file: "runtime/store/postgres/flush.ts",
        find: "  const counts = await database.pipeline(steps);\n",
        replace: `  const [hold, ...others] = steps;
  const counts = [1];
  if (others.length > 1) ${here}
  for (const step of others) counts.push(...(await database.pipeline([hold, step])).slice(1));
`,
      },
    ],
  },
  {
    name: "an output is kept before what it was computed from",
    shows: "mixed",
    mutations: [
      {
        file: "runtime/durable/journal.ts",
        find: "      checkpoints: this.checkpoints,\n",
        replace: "      checkpoints: this.checkpoints.slice(1),\n",
      },
      {
        file: "runtime/durable/journal.ts",
        find: "    this.checkpoints = [];\n",
        replace: `    if (this.checkpoints.length > 0) ${here}\n    this.checkpoints = this.checkpoints.slice(0, 1);\n`,
      },
    ],
  },
  {
    name: "outputs are given back whatever the inputs are now",
    shows: "mixed",
    mutations: [
      {
        file: "runtime/durable/past.ts",
        find: "    return this.checkpoints.get(keyText(key));\n",
        replace: `    const found = [...this.checkpoints.values()].find(
      ({ outputType, itemIndex }) => outputType === key.outputType && itemIndex.join() === key.itemIndex.join(),
    );
    if (found !== this.checkpoints.get(keyText(key))) ${here}
    return found;
`,
      },
    ],
  },
  {
    name: "what is kept is computed again",
    shows: "double",
    mutations: [
      {
        file: "runtime/durable/past.ts",
        find: "    return this.checkpoints.get(keyText(key));\n",
        replace: `    if (this.checkpoints.has(keyText(key))) ${here}\n    return undefined;\n`,
      },
    ],
  },
  {
    name: "a run whose process died before its first step is forgotten",
    shows: "stuck",
    focus: ["after an admission"],
    mutations: [
      {
        file: runsSql,
        find: "where o.fenced_at is not null and r.ended_at is null and r.state <> 'PARKED'",
        replace: `where o.fenced_at is not null and r.ended_at is null and r.state <> 'PARKED'
    and (r.state = 'RUNNING' or not ${there})`,
      },
    ],
  },
  {
    name: "the snapshot is that of an event before",
    shows: "mixed",
    mutations: [
      {
        file: "runtime/durable/journal.ts",
        find: "    this.parts.continuation.projection.apply(event);\n",
        replace: `    if (event.payload.case === "runCompleted") ${here}\n    else this.parts.continuation.projection.apply(event);\n`,
      },
    ],
  },
];
