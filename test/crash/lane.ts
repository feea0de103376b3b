import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Chance } from "./chance.js";
import type { Kept } from "./kept.js";
import { isFromOutside, killPoint, type KillPoint, type Place } from "./kill-point.js";
import { type Entry, readLedger } from "./ledger.js";
import { type Fault, Oracle } from "./oracle.js";
import { type End, Victim } from "./victim.js";

/** How long a worker may take to come to its point, and how long the last one may take to end everything that is there. */
const patienceMs = { point: 10_000, end: 60_000 };

/** What became of a lane. */
export interface LaneReport {
  /** The points at which processes were killed. */
  readonly points: readonly KillPoint[];
  readonly runs: number;
  readonly calls: number;
  /** How often a planted bug was met: once for each process where it is in the program, each time where in a statement. */
  readonly met: number;
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
  /** What ends the lane early, where it is found. */
  readonly sought?: ((fault: Fault) => boolean) | undefined;
}

/** A lane that has not come to its points after so many generations for each of them comes to no more. */
const mostGenerations = 6;

/**
 * Generation after generation of processes on the same runs: each takes up what the one before has left, goes on with new
 * runs, and is killed. The last one is let live and ends them all. After each, what is kept is looked at.
 */
export async function runLane(options: LaneOptions): Promise<LaneReport> {
  mkdirSync(options.folder, { recursive: true });
  const lane = new Lane(options);
  try {
    return await lane.run();
  } finally {
    lane.killAll();
  }
}

class Lane {
  private readonly files: { readonly ledger: string; readonly delivered: string };
  private readonly oracle = new Oracle();
  private readonly points: KillPoint[] = [];
  private readonly frozen: Victim[] = [];
  private readonly woken = new Set<Victim>();
  private readonly victims: Victim[] = [];
  private readonly troubles: Record<string, number> = {};
  /** Of its own, so that where processes are killed does not depend on how much trouble there was. */
  private readonly mishap: Chance;

  constructor(private readonly options: LaneOptions) {
    const { folder, chance } = options;
    this.mishap = new Chance(chance.below(2 ** 31));
    this.files = { ledger: join(folder, "ledger"), delivered: join(folder, "delivered") };
  }

  async run(): Promise<LaneReport> {
    const { oracle, files } = this;
    const { kept, points: wanted } = this.options;
    for (let generation = 1, isLast = false; !isLast; generation++) {
      isLast = this.isOver();
      if (!isLast && generation > mostGenerations * wanted) {
        oracle.add("stuck", "", `${generation} generations have come to ${this.points.length} points`);
        isLast = true;
      }
      await this.live(generation, isLast);
      await kept.look(async (store) => {
        await oracle.look(store, readLedger(files.ledger), generation);
        if (isLast) await oracle.lookAtEnd(store, readLedger(files.ledger), files.delivered);
      });
    }
    const entries = readLedger(files.ledger);
    const count = (did: string) => entries.filter((entry) => entry.did === did).length;
    return {
      points: this.points,
      runs: count("submit"),
      calls: count("call"),
      met: count("planted") + (await kept.met()),
      troubles: this.troubles,
      faults: oracle.faults,
    };
  }

  killAll(): void {
    for (const victim of this.victims) victim.kill();
  }

  private isOver(): boolean {
    const { points, sought = () => false } = this.options;
    // Who wakes up late may still begin runs: somebody comes after it.
    return this.frozen.length === 0 && (this.points.length >= points || this.oracle.faults.some(sought));
  }

  /** One generation, from its start to its end. */
  private async live(generation: number, isLast: boolean): Promise<void> {
    const { kept, troubled } = this.options;
    const victims = this.begin(generation, isLast);
    await this.wake(victims);
    const calm = new AbortController();
    const trouble = isLast || !troubled ? undefined : makeTrouble(kept, this.mishap, this.troubles, calm.signal);
    await Promise.all(victims.map((victim) => this.follow(victim, generation, isLast)));
    calm.abort();
    await trouble;
    if (!isLast) await kept.unclaim();
  }

  private begin(generation: number, isLast: boolean): Victim[] {
    const { kept, chance, width, points, focus, worker } = this.options;
    const left = Math.max(1, Math.min(width, points - this.points.length));
    const victims = Array.from({ length: isLast ? 1 : left }, (_, number) => {
      const point = isLast ? undefined : killPoint(chance, kept.isShared, focus);
      const seed = chance.below(2 ** 31);
      const task = { generation, number, place: kept.place, ...this.files, seed, ...(point && { point }) };
      return new Victim(worker, task);
    });
    this.victims.push(...victims);
    return victims;
  }

  /** Those that were stopped wake up beside those that have taken over from them. */
  private async wake(victims: Victim[]): Promise<void> {
    for (const sleeper of this.frozen.splice(0)) {
      await Promise.race([victims[0]?.ready, setTimeout(5_000)]);
      await setTimeout(this.options.chance.below(200));
      sleeper.wake();
      this.woken.add(sleeper);
      victims.push(sleeper);
    }
  }

  private async follow(victim: Victim, generation: number, isLast: boolean): Promise<void> {
    const end = await victim.end(isLast ? patienceMs.end : patienceMs.point);
    const entries = readLedger(this.files.ledger).filter(({ pid }) => pid === victim.pid);
    if (!this.woken.has(victim)) this.note(victim, end, entries);
    if (end === "frozen") this.frozen.push(victim);
    if (end === "late" || end === "failed") {
      this.oracle.add("stuck", "", `a worker of generation ${generation} was ${end}`);
    }
    // Those that live beside it, or come after it, take its runs over. Who ends in good order gives them back.
    if (end === "done") return;
    await this.options.kept.free(entries.flatMap((entry) => (entry.did === "own" ? [entry.token] : [])));
  }

  /** Counts a point, where it has proved that it was come to. */
  private note({ point }: Victim, end: End, entries: readonly Entry[]): void {
    if (!point || this.points.length === this.options.points) return;
    const fired = isFromOutside(point.place) || entries.some(({ did }) => did === "fire");
    if (end === "overdue") this.points.push({ ...point, place: "time" });
    else if ((end === "killed" || end === "frozen") && fired) this.points.push(point);
    else if (end === "done" && point.place === "terminate") this.points.push(point);
  }
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
