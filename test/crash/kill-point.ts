import type { Chance } from "./chance.js";

/** Where a process is killed. */
export interface KillPoint {
  /** A place in the process; or `time`, when somebody outside kills it; `freeze`, when it is stopped for
   * a while; `terminate`, when it is asked to end. */
  readonly place: Place;
  /** At the how-manieth time, from 1. */
  readonly nth: number;
  /** How long after that, in milliseconds. */
  readonly afterMs: number;
}

/** Where a process may be, and the most times that it comes through there before it is killed. */
const places = {
  time: 1,
  freeze: 1,
  terminate: 1,
  "flush sent": 20,
  "before a flush": 20,
  "after a flush": 20,
  "before a call": 40,
  "after a call": 40,
  "before an admission": 8,
  "after an admission": 8,
  "after taking up": 2,
  "after reading checkpoints": 3,
  "after a decision": 4,
  "before acknowledging": 8,
  "after acknowledging": 8,
  "before delivering": 20,
  "after delivering": 20,
} as const;

export type Place = keyof typeof places;

const usual = ["time", "flush sent", "after a flush"] as const satisfies readonly Place[];

/**
 * A point by chance: half of them in or around a flush, or at any time.
 *
 * @param freezable whether a process may be stopped while others take over.
 * @param focus where most of them are instead.
 */
export function killPoint(chance: Chance, freezable: boolean, focus: readonly [Place, ...Place[]] = usual): KillPoint {
  const all = Object.keys(places).filter((place) => freezable || place !== "freeze") as [Place, ...Place[]];
  const place = chance.next() < (focus === usual ? 0.5 : 0.8) ? chance.pick(focus) : chance.pick(all);
  const fromOutside = isFromOutside(place);
  const afterMs = fromOutside ? chance.below(400) : place === "flush sent" ? chance.next() * 6 : 0;
  return { place, nth: 1 + chance.below(places[place]), afterMs };
}

/** Whether somebody else does it to the process. */
export function isFromOutside(place: Place): place is "time" | "freeze" | "terminate" {
  return place === "time" || place === "freeze" || place === "terminate";
}
