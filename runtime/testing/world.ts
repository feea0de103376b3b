import type * as nodeCrypto from "node:crypto";
import { createRequire, syncBuiltinESMExports } from "node:module";
import type * as nodeOs from "node:os";
import { pretendChance } from "./pretend-chance.js";
import { pretendClock } from "./pretend-clock.js";
import { type HostKind, pretendHost } from "./pretend-host.js";
import { pretendLocale } from "./pretend-locale.js";
import { type MemoryKind, pretendMemory } from "./pretend-memory.js";
import { Replacements } from "./replacements.js";

/** What code can see of the world around it without being given it. */
export interface World {
  /** What the clocks show, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** By how much they move on, each time somebody looks. */
  readonly tickMs: number;
  /** The host's time zone, by its IANA name. */
  readonly zone: string;
  /** The host's locale, by its BCP 47 tag. */
  readonly locale: string;
  /** What ambient chance is drawn from. */
  readonly seed: string;
  readonly host: HostKind;
  readonly memory: MemoryKind;
}

/** What could not be made as a world says, on this host. */
export type Unchanged = "zone";

/**
 * Makes the process look like a world, for as long as `work` takes, and then as it was before.
 *
 * The step under test and its services are values of this process: no other process or thread could be given them. So
 * the world is changed around them. Node reads a changed `TZ` at once. The default locale is read when a process starts,
 * so the built-ins that consult it are given the other one instead.
 */
export async function inWorld<T>(world: World, work: (unchanged: readonly Unchanged[]) => Promise<T>): Promise<T> {
  const replacements = new Replacements();
  const zoneBefore = process.env.TZ;
  try {
    setZone(world.zone);
    const unchanged: Unchanged[] = isZone(world.zone) ? [] : ["zone"];
    const load = createRequire(import.meta.url);
    pretendClock(world, replacements);
    pretendLocale(world.locale, replacements);
    pretendMemory(world.memory, replacements);
    pretendChance(world.seed, load("node:crypto") as typeof nodeCrypto, replacements);
    pretendHost(world.host, load("node:os") as typeof nodeOs, replacements);
    // What modules import from "node:crypto" by name are copies, until Node is told to renew them.
    syncBuiltinESMExports();
    return await work(unchanged);
  } finally {
    replacements.undo();
    setZone(zoneBefore);
    syncBuiltinESMExports();
  }
}

function setZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

/** In a worker thread, `process.env` is a copy that changes nothing. */
function isZone(zone: string): boolean {
  const year = [0, 3, 6, 9].map((month) => new Date(2021, month, 1, 12));
  const inZone = new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "2-digit", hourCycle: "h23" });
  return year.every((noon) => inZone.format(noon) === "12");
}
