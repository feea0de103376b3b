import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Chance } from "./chance.js";
import type { Kept } from "./kept.js";
import { killPoint, type KillPoint, type Place } from "./kill-point.js";
import { readLedger } from "./ledger.js";
import { type Fault, Oracle } from "./oracle.js";
import { Victim } from "./victim.js";

/** How long a worker may take to come to its point, and how long the last one may take to end everything that is there. */
const patienceMs = { point: 10_000, end: 60_000 };

/** What became of a lane. */
export interface LaneReport {
  /** The points at which processes were killed. */
  readonly points: readonly KillPoint[];
  readonly runs: number;
  readonly calls: number;
  /** What was done to the database meanwhile, and how often. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly faults: readonly Fault[];
}

export interface LaneOptions {
  readonly kept: Kept;
  /** A folder of the lane's own. */
  readonly folder: string;
  /** Path of the worker. */
  readonly worker: string;
  readonly points: number;
  readonly chance: Chance;
  /** How many processes work at the same time; 1 where they cannot share what is kept. */
  readonly width: number;
  /** Whether the database has trouble meanwhile, of the kinds it can have. */
  readonly troubled: boolean;
  /** Where most of the points are; where the suite has them unless said. */
  readonly focus?: readonly [Place, ...Place[]] | undefined;
  /** Whether to go on after the first fault. */
  readonly thorough: boolean;
}

/**
 * Generation after generation of processes on the same runs: each takes up what the one before has left, goes on with new
 * runs, and is killed. The last one is let live and ends them all. After each, what is kept is looked at.
 */
export async function runLane(options: LaneOptions): Promise<LaneReport> {
  const { kept, folder, points: wanted, chance, width } = options;
  mkdirSync(folder, { recursive: true });
  const files = { ledger: join(folder, "ledger"), delivered: join(folder, "delivered") };
  const oracle = new Oracle();
  const points: KillPoint[] = [];
  const frozen: Victim[] = [];
  const woken = new Set<Victim>();
  const troubles: Record<string, number> = {};
  for (let generation = 1, left = wanted; ; generation++) {
    // Who wakes up late may still begin runs: somebody comes after it.
    const isLast = frozen.length === 0 && (left <= 0 || (!options.thorough && oracle.faults.length > 0));
    const victims = Array.from({ length: isLast ? 1 : Math.max(1, Math.min(width, left)) }, (_, number) => {
      const point = isLast ? undefined : killPoint(chance, kept.isShared, options.focus);
      const seed = chance.below(2 ** 31);
      return new Victim(options.worker, {
        generation,
        number,
        place: kept.place,
        ...files,
        seed,
        ...(point && { point }),
      });
    });
    left -= victims.length;
    // One that was stopped wakes up beside those that have taken over from it.
    for (const sleeper of frozen.splice(0)) {
      await Promise.race([victims[0]?.ready, setTimeout(5_000)]);
      await setTimeout(chance.below(200));
      sleeper.wake();
      woken.add(sleeper);
      victims.push(sleeper);
    }
    const calm = new AbortController();
    const troubled = isLast || !options.troubled ? undefined : makeTrouble(kept, chance, troubles, calm.signal);
    await Promise.all(
      victims.map(async (victim) => {
        const end = await victim.end(isLast ? patienceMs.end : patienceMs.point);
        const isHit = end === "killed" || end === "frozen" || (end === "done" && victim.point?.place === "terminate");
        if (victim.point && isHit && !woken.has(victim)) points.push(victim.point);
        if (end === "frozen") frozen.push(victim);
        if (end === "late" || end === "failed")
          oracle.add("stuck", "", `a worker of generation ${generation} was ${end}`);
        // Those that live beside it, or come after it, take its runs over. Who ends in good order gives them back.
        if (end === "done") return;
        const owned = readLedger(files.ledger).flatMap((entry) => {
          return entry.did === "own" && entry.pid === victim.pid ? [entry.token] : [];
        });
        await kept.free(owned);
      }),
    );
    calm.abort();
    await troubled;
    if (!isLast) await kept.unclaim();
    await kept.look(async (store) => {
      await oracle.look(store, readLedger(files.ledger), generation);
      if (isLast) await oracle.lookAtEnd(store, readLedger(files.ledger), files.delivered);
    });
    if (isLast) break;
  }
  for (const sleeper of frozen) sleeper.kill();
  const entries = readLedger(files.ledger);
  const count = (did: string) => entries.filter((entry) => entry.did === did).length;
  return { points, runs: count("submit"), calls: count("call"), troubles, faults: oracle.faults };
}

/** Does bad things to the database until it is told to stop. */
async function makeTrouble(
  { trouble }: Kept,
  chance: Chance,
  counts: Record<string, number>,
  calm: AbortSignal,
): Promise<void> {
  while (trouble && !calm.aborted) {
    await setTimeout(chance.below(200));
    const what = await trouble(chance);
    counts[what] = (counts[what] ?? 0) + 1;
  }
}
