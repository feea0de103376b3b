import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { WorkerBuild } from "./build.js";
import { crash, type CrashOptions, summary } from "./crash.js";
import { bugs, type Planted } from "./bugs.js";
import type { Fault } from "./oracle.js";

/** How many points a planted bug may survive. */
const most = 200;

export interface PlantedOptions {
  readonly seed: number;
  readonly parallel: number;
  readonly folder: string;
  /** Only bugs whose name has this in it. */
  readonly named: string;
}

/**
 * Has the suite look for each of the bugs. One counts as found where it has been met, a fault of its kind has come of it,
 * and the same lane has no fault without it.
 *
 * @returns whether all were found.
 */
export async function runPlanted({ named, ...options }: PlantedOptions): Promise<boolean> {
  const wanted = bugs.filter(({ name }) => name.includes(named));
  const sound = await WorkerBuild.make();
  let found = 0;
  for (const [at, bug] of wanted.entries()) {
    const { name, mutations, shows } = bug;
    const build = await WorkerBuild.make(mutations);
    const sought = ({ kind, run }: Fault) => kind === shows && run !== "";
    let lane: number | undefined;
    const common = { ...options, ...conditionsOf(bug) };
    const reports = await crash({
      ...common,
      points: most,
      folder: emptyFolder(options.folder, `planted-${at}`),
      worker: build.path,
      sought,
      onLane(report) {
        if (report.faults.some(sought)) lane ??= report.lane;
      },
    });
    build.remove();
    const met = reports.reduce((sum, report) => sum + report.met, 0);
    const first = reports.flatMap(({ faults }) => faults).find(sought);
    const control = await crash({
      ...common,
      points: most,
      lane: lane ?? 0,
      folder: emptyFolder(options.folder, `sound-${at}`),
      worker: sound.path,
    });
    const isFound = met > 0 && first !== undefined && control.every(({ faults }) => faults.length === 0);
    if (isFound) found++;
    console.log(`${isFound ? "found" : "NOT FOUND"}: ${name}; met ${met} times`);
    console.log(`  with it: ${summary(reports)}`);
    console.log(`  without: ${summary(control)}`);
    if (first) console.log(`  ${first.kind} ${first.run}: ${first.says}`);
  }
  sound.remove();
  console.log(`planted: ${wanted.length} bugs, ${found} found`);
  return found === wanted.length;
}

function conditionsOf({ focus, pairs = false }: Planted): Pick<CrashOptions, "shares" | "focus"> {
  return { shares: { embedded: 0, fragile: 0, pairs: pairs ? 1 : 0 }, focus };
}

function emptyFolder(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}
