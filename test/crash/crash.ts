import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PostgresServer } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { pgliteHarness } from "../../runtime/store/postgres/pglite-harness.test-support.js";
import { Chance } from "./chance.js";
import { keptInFolder, keptOnFragileServer, keptOnServer } from "./kept.js";
import type { Place } from "./kill-point.js";
import { type LaneReport, runLane } from "./lane.js";
import type { Fault } from "./oracle.js";

/** How many processes in a row are killed on the same runs. */
const pointsOfLane = 10;

/**
 * Which share of the lanes has an embedded database, a server of its own that is killed as well, and two processes at a
 * time on a database in trouble.
 */
interface Shares {
  readonly embedded: number;
  readonly fragile: number;
  readonly pairs: number;
}

const usual: Shares = { embedded: 0.15, fragile: 0.05, pairs: 0.3 };

export interface CrashOptions {
  readonly points: number;
  readonly seed: number;
  /** How many lanes at once. */
  readonly parallel: number;
  /** Path of the worker. */
  readonly worker: string;
  /** For all files; removed by the caller. */
  readonly folder: string;
  readonly shares?: Shares;
  readonly focus?: readonly [Place, ...Place[]] | undefined;
  /** Only this lane, of those that the points would be spread over. */
  readonly lane?: number | undefined;
  /** Ends everything where it is found; nothing does unless said. */
  readonly sought?: (fault: Fault) => boolean;
  readonly onLane?: (report: LaneReport & { readonly lane: number; readonly kept: string }) => void;
}

/** Kills processes at so many points, and tells what was found. */
export async function crash(options: CrashOptions): Promise<readonly LaneReport[]> {
  const { points, seed, parallel, worker, folder, sought, shares = usual, focus } = options;
  const server = await PostgresServer.start(join(folder, "server"), { max_connections: "100", shared_buffers: "64MB" });
  const template = join(folder, "template");
  mkdirSync(template);
  await (await pgliteHarness(template)).store.close();
  const reports: LaneReport[] = [];
  const { lane: first = 0 } = options;
  const lanes = options.lane === undefined ? Math.ceil(points / pointsOfLane) : first + 1;
  let next = first;
  const work = async (): Promise<void> => {
    for (let lane = next++; lane < lanes; lane = next++) {
      if (sought && reports.some(({ faults }) => faults.some(sought))) return;
      const chance = new Chance(seed * 1_000_003 + lane);
      const kind = chance.next();
      const isEmbedded = kind < shares.embedded;
      const isFragile = !isEmbedded && kind < shares.embedded + shares.fragile;
      const isPair = !isEmbedded && !isFragile && kind < shares.embedded + shares.fragile + shares.pairs;
      const own = join(folder, `lane-${lane}`);
      const kept = isEmbedded
        ? keptInFolder(`${own}-data`, template)
        : isFragile
          ? await keptOnFragileServer(`${own}-server`)
          : await keptOnServer(server.url());
      const report = await runLane({
        kept,
        folder: own,
        worker,
        points: Math.min(pointsOfLane, points - lane * pointsOfLane),
        chance,
        width: isPair ? 2 : 1,
        troubled: isPair || isFragile,
        focus,
        sought,
      });
      await kept.close();
      reports.push(report);
      options.onLane?.({ ...report, lane, kept: kept.name });
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, work));
  } finally {
    await server.stop();
  }
  return reports;
}

/** How often processes were killed at each place. */
export function placesOf(reports: readonly LaneReport[]): string {
  const times = new Map<string, number>();
  for (const { place } of reports.flatMap(({ points }) => points)) times.set(place, (times.get(place) ?? 0) + 1);
  return [...times].map(([place, count]) => `${place} ${count}`).join(", ");
}

/** The line that a run of the suite ends with. */
export function summary(reports: readonly LaneReport[]): string {
  const points = reports.reduce((sum, report) => sum + report.points.length, 0);
  const count = (kind: string) => reports.flatMap(({ faults }) => faults).filter((fault) => fault.kind === kind).length;
  return `crash: ${points} points, ${["mixed", "lost", "double", "stuck"].map((kind) => `${count(kind)} ${kind}`).join(", ")}`;
}
