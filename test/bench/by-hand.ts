import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Figure } from "./figure.js";
import { median } from "./measure.js";

/** How many runs are under way at once. */
export const concurrencies = [1, 16, 64, 256] as const;

/** How long one way of writing is measured in one round, and how often; the ways take turns. */
const roundMs = 1_500;
const rounds = 3;

/** Writes one run, and resolves when all of it is durable. */
export type WriteRun = () => Promise<void>;

/** Makes the table that is written to by hand. */
export async function createTable(pool: pg.Pool): Promise<void> {
  await pool.query(
    "create table by_hand (run_id text, output_type text, input_hash bytea, value bytea, primary key (run_id, output_type, input_hash))",
  );
}

/** What one would write by hand to keep a run's outputs: all at its end, or each as it comes. */
export function writtenByHand(
  pool: pg.Pool,
  steps: readonly string[],
): Readonly<Record<"groupedByHand" | "eachByHand", WriteRun>> {
  return {
    groupedByHand: async () => {
      await pool.query({
        name: "grouped",
        text: "insert into by_hand select $1, o, h, v from unnest($2::text[], $3::bytea[], $4::bytea[]) as u (o, h, v)",
        values: [randomUUID(), steps, steps.map(() => bytes(32)), steps.map(() => bytes(100))],
      });
    },
    eachByHand: async () => {
      const runId = randomUUID();
      for (const step of steps) {
        await pool.query({
          name: "each",
          text: "insert into by_hand values ($1, $2, $3, $4)",
          values: [runId, step, bytes(32), bytes(100)],
        });
      }
    },
  };
}

/** Has each way be compiled, before any is measured: what is durable runs in processes that live long. */
export async function warmUp(ways: Readonly<Record<string, WriteRun>>): Promise<void> {
  for (const write of Object.values(ways)) await rate(write, 16, 2 * roundMs);
}

/** Runs per second of each way, in every round. */
export async function inTurn<Name extends string>(
  ways: Readonly<Record<Name, WriteRun>>,
  concurrency: number,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(ways) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const perSecond = await rate(ways[name], concurrency, round === -1 ? roundMs / 4 : roundMs);
      // The first round only warms up.
      if (round >= 0) measured[name].push(perSecond);
    }
  }
  return measured;
}

async function rate(write: WriteRun, concurrency: number, ms: number): Promise<number> {
  const start = performance.now();
  let written = 0;
  const worker = async () => {
    while (performance.now() - start < ms) {
      await write();
      written++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (written * 1_000) / (performance.now() - start);
}

export function compared(
  name: string,
  own: readonly number[] = [],
  byHand: readonly number[] = [],
  aim: string,
): Figure {
  return {
    name,
    value: Math.round(median(own)),
    unit: "runs/s",
    baseline: Math.round(median(byHand)),
    ratio: median(own.map((value, round) => value / (byHand[round] ?? Number.NaN))),
    aim: `at least ${aim}`,
  };
}

let made = 0;

/** Bytes that no other call gives; real ones come from hashing and serialising, which is not what is measured. */
export function bytes(length: number): Buffer {
  const unique = Buffer.allocUnsafe(length);
  unique.writeUInt32LE(made++);
  return unique;
}
