import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Mutation, WorkerBuild } from "./build.js";
import { crash, summary } from "./crash.js";
import type { Place } from "./kill-point.js";

/** A bug that such systems have had, put into a copy of this one: the suite must find it. */
interface Planted {
  readonly name: string;
  readonly mutations: readonly Mutation[];
  /** Where it shows soonest. */
  readonly focus?: readonly [Place, ...Place[]];
  /** Whether it takes two processes at the same time. */
  readonly pairs?: boolean;
}

const flushSql = "runtime/store/postgres/sql/flush.ts";
const runsSql = "runtime/store/postgres/sql/runs.ts";

export const bugs: readonly Planted[] = [
  {
    name: "no fence: who has lost its lease still writes",
    focus: ["freeze"],
    mutations: [
      {
        file: flushSql,
        find: "where o.token = $1::bigint and o.fenced_at is null",
        replace: "where o.token = $1::bigint",
      },
      {
        file: flushSql,
        find: "select r.owner = $1::bigint and r.engine_attempt = a.attempt",
        replace: "select true",
        times: 3,
      },
      { file: flushSql, find: " and r.owner = $1::bigint and r.engine_attempt = c.attempt", replace: "" },
      {
        file: runsSql,
        find: "where token = $1::bigint and fenced_at is null\nreturning set_config",
        replace: "where token = $1::bigint\nreturning set_config",
      },
    ],
  },
  {
    name: "acknowledged before it is flushed",
    focus: ["after acknowledging", "before a flush"],
    mutations: [
      {
        file: "runtime/store/write-behind.ts",
        find: "if (this.enqueued === this.durable) return this.verdictOn(run);",
        replace: "return this.verdictOn(run);",
      },
    ],
  },
  {
    name: "id > last_seen: events that commit late are passed over",
    pairs: true,
    mutations: [
      {
        file: "runtime/store/postgres/sql/outbox.ts",
        find: "        and e.xid < pg_snapshot_xmin(pg_current_snapshot())\n    )\n  order by s.due_at",
        replace: `        and e.xid >= coalesce((
          select max(d.xid)
          from protograph.run_log d
          join protograph.outbox_streams o using (tenant, run_id)
          where o.sink = s.sink and d.last_seq <= o.delivered_seq
        ), '0'::xid8)
    )
  order by s.due_at`,
      },
    ],
  },
  {
    name: "marked as delivered before it is delivered",
    focus: ["before delivering"],
    mutations: [
      {
        file: "runtime/outbox/relay.ts",
        find: "    const outcome: MutableOutcome = { delivered: [], failed: [], parked: [] };\n",
        replace: `    const outcome: MutableOutcome = { delivered: [], failed: [], parked: [] };
    await outbox.settle(claim, { ...outcome, delivered: claim.events.map(({ event }) => event.eventId) });
`,
      },
    ],
  },
  {
    name: "a batch is several transactions",
    mutations: [
      {
        file: "runtime/store/postgres/flush.ts",
        find: "  const counts = await database.pipeline(steps);\n",
        replace: `  const [hold, ...others] = steps;
  const counts = [1];
  for (const step of others) counts.push(...(await database.pipeline([hold, step])).slice(1));
`,
      },
    ],
  },
  {
    name: "an output is kept before what it was computed from",
    mutations: [
      {
        file: "runtime/durable/journal.ts",
        find: "      checkpoints: this.checkpoints,\n",
        replace: "      checkpoints: this.checkpoints.slice(1),\n",
      },
      {
        file: "runtime/durable/journal.ts",
        find: "    this.checkpoints = [];\n",
        replace: "    this.checkpoints = this.checkpoints.slice(0, 1);\n",
      },
    ],
  },
  {
    name: "outputs are given back whatever the inputs are now",
    mutations: [
      {
        file: "runtime/durable/past.ts",
        find: "    return this.checkpoints.get(keyText(key));\n",
        replace:
          "    return [...this.checkpoints.values()].find(({ outputType, itemIndex }) => outputType === key.outputType && itemIndex.join() === key.itemIndex.join());\n",
      },
    ],
  },
  {
    name: "what is kept is computed again",
    mutations: [
      {
        file: "runtime/durable/past.ts",
        find: "    return this.checkpoints.get(keyText(key));\n",
        replace: "    return undefined;\n",
      },
    ],
  },
  {
    name: "a run whose process died before its first step is forgotten",
    focus: ["after an admission"],
    mutations: [
      {
        file: runsSql,
        find: "where o.fenced_at is not null and r.ended_at is null and r.state <> 'PARKED'",
        replace: "where o.fenced_at is not null and r.ended_at is null and r.state = 'RUNNING'",
      },
    ],
  },
  {
    name: "the snapshot is that of an event before",
    mutations: [
      {
        file: "runtime/durable/journal.ts",
        find: "      projection.apply(event);\n",
        replace: '      if (event.type !== "RunCompleted") projection.apply(event);\n',
      },
    ],
  },
];

/** How many points a planted bug may survive. */
const most = 200;

/**
 * Has the suite look for each of the bugs.
 *
 * @returns whether all were found.
 */
export async function runPlanted(options: {
  readonly seed: number;
  readonly parallel: number;
  readonly folder: string;
}): Promise<boolean> {
  let found = 0;
  for (const [at, { name, mutations, focus, pairs = false }] of bugs.entries()) {
    const build = await WorkerBuild.make(mutations);
    const folder = join(options.folder, `planted-${at}`);
    mkdirSync(folder);
    const shares = { embedded: 0, fragile: 0, pairs: pairs ? 1 : 0 };
    const reports = await crash({
      ...options,
      points: most,
      folder,
      worker: build.path,
      shares,
      focus,
      thorough: false,
    });
    build.remove();
    const [first] = reports.flatMap(({ faults }) => faults);
    if (first) found++;
    console.log(`${first ? "found" : "NOT FOUND"}: ${name} (${summary(reports)})`);
    if (first) console.log(`  ${first.kind} ${first.run}: ${first.says}`);
  }
  console.log(`planted: ${bugs.length} bugs, ${found} found`);
  return found === bugs.length;
}
