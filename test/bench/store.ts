import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { beginning, checkpoint, event, going, submission } from "../../runtime/store/contract/harness.test-support.js";
import { openQueue } from "../../runtime/store/postgres/open-queue.test-support.js";
import {
  createDatabase,
  PostgresServer,
  serverFolder,
} from "../../runtime/store/postgres/postgres-server.test-support.js";
import type { Figure, Suite } from "./figure.js";
import { bytes, compared, concurrencies, createTable, inTurn, type WriteRun, writtenByHand } from "./by-hand.js";
import { percentile } from "./percentile.js";

/** What runs of one graph have in common. */
const template = submission();

const steps = ["Movie", "Director", "Content", "Classification", "TagSet"];

/**
 * What the store itself costs, beside statements written by hand on the same server: runs of five steps, each with a
 * row for the run, twelve events, five outputs and a snapshot. By hand, only the five outputs are written.
 */
export const store: Suite = {
  name: "store",
  run: async () => {
    const folder = serverFolder();
    const server = await PostgresServer.start(folder, {
      shared_buffers: "256MB",
      max_connections: "120",
      max_wal_size: "4GB",
    });
    try {
      const append = await appends(await createDatabase(server.url()));
      return [...(await throughput(await createDatabase(server.url()))), append];
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  },
};

async function throughput(url: string): Promise<readonly Figure[]> {
  const pool = new pg.Pool({ connectionString: url, max: 50 });
  await createTable(pool);
  const { queue, close } = await openQueue({ connectionString: url });
  const figures: Figure[] = [];
  for (const concurrency of concurrencies) {
    const ways: Record<string, WriteRun> = {
      once: async () => {
        const run = { ...template, runId: randomUUID() };
        queue.enqueue(
          beginning(run, { state: { state: "COMPLETED" }, events: events(1, 12), ...outputs(0, steps.length) }),
        );
        await queue.flushed(run);
      },
      each: async () => {
        const run = { ...template, runId: randomUUID() };
        for (const [at] of steps.entries()) {
          const state = at === steps.length - 1 ? ("COMPLETED" as const) : ("RUNNING" as const);
          const changes = at === 0 || state === "COMPLETED" ? { state: { state } } : {};
          const written = { events: events(1 + 3 * at, 3), ...outputs(at, at + 1), ...changes };
          queue.enqueue(at === 0 ? beginning(run, written) : going(run, written));
          await queue.flushed(run);
        }
      },
      ...writtenByHand(pool, steps),
    };
    const measured = await inTurn(ways, concurrency);
    figures.push(
      compared(
        `store.once.${concurrency}`,
        measured.once,
        measured.groupedByHand,
        "0.6 of one commit for each run by hand",
      ),
      compared(
        `store.each.${concurrency}`,
        measured.each,
        measured.eachByHand,
        "0.8 of one INSERT for each step by hand",
      ),
    );
  }
  await close();
  await pool.end();
  return figures;
}

/** Fifty writers append 5,000 events a second between them, each when it is due, whatever the others wait for. */
async function appends(url: string): Promise<Figure> {
  const writers = 50;
  const perSecond = 5_000;
  // The first three only warm up: what is sustained goes on for long.
  const [warm, seconds] = [3, 9];
  const { queue, close } = await openQueue({ connectionString: url });
  const latencies: number[] = [];
  const pending: Promise<void>[] = [];
  const runs = Array.from({ length: writers }, () => submission({ runId: randomUUID() }));
  for (const run of runs) queue.enqueue(beginning(run));
  await queue.flushed();
  const start = performance.now();
  for (let appended = 0; appended < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, ((performance.now() - start) * perSecond) / 1_000);
    for (; appended < due; appended++) {
      const run = runs[appended % writers];
      if (!run) continue;
      // Counted from when it was due: a writer that comes late has waited, too.
      const dueAt = start + (appended * 1_000) / perSecond;
      queue.enqueue(going(run, { events: events(1 + Math.floor(appended / writers), 1) }));
      pending.push(
        queue.flushed(run).then(() => {
          if (dueAt - start > warm * 1_000) latencies.push(performance.now() - dueAt);
        }),
      );
    }
    await sleep(1);
  }
  await Promise.all(pending);
  const took = performance.now() - start;
  await close();
  if (took > seconds * 1_000 * 1.1) console.error(`events.append: ${perSecond} events/s were not sustained`);
  return {
    name: "events.append",
    value: percentile(latencies, 0.99),
    unit: "ms",
    aim: "p99 below 10 ms from when an event is due to when it is durable, at 5,000 events/s of 50 writers",
  };
}

type Change = NonNullable<Parameters<typeof beginning>[1]>;

const outcome = checkpoint("", "");

/** As much as an event of a step says. */
const says = "x".repeat(34);

function events(from: number, count: number): NonNullable<Change["events"]> {
  return Array.from({ length: count }, (_, at) => event(from + at, String(from + at), says));
}

function outputs(from: number, to: number): Pick<Change, "checkpoints" | "snapshot"> {
  return {
    checkpoints: steps.slice(from, to).map((step) => ({
      ...outcome,
      outputType: step,
      nodeId: step,
      inputHash: bytes(32),
      value: bytes(100),
    })),
    snapshot: { lastRunSeq: 3 * to, value: bytes(400) },
  };
}
