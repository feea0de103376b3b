import { durationMs } from "@bufbuild/protobuf/wkt";
import type { Breaker } from "../../generated/protograph/v1/plan_pb.js";
import { RecentTimes } from "./recent-times.js";

/** What a breaker counts while it is closed. Times never go back. */
export interface Tally {
  /** @returns whether this one opens the breaker. */
  add(failed: boolean, nowMs: number): boolean;
  /** How many failures count now. */
  failures(nowMs: number): number;
}

/** A tally that has counted nothing yet. */
export function newTally({ threshold, over, minimum }: Breaker): Tally {
  const overMs = over && durationMs(over);
  if (threshold.case === "rate") return shareOf(threshold.value, minimum, overMs ?? 0);
  const limit = threshold.value ?? 1;
  return overMs === undefined ? inARow(limit) : within(limit, overMs);
}

function inARow(limit: number): Tally {
  let failures = 0;
  return {
    add: (failed) => {
      failures = failed ? failures + 1 : 0;
      return failures >= limit;
    },
    failures: () => failures,
  };
}

/** Of failures at one place in time, only those count that are less than the time ago. */
function within(limit: number, overMs: number): Tally {
  const failures = new RecentTimes(overMs);
  return {
    add: (failed, nowMs) => {
      if (failed) failures.add(nowMs);
      return failures.count(nowMs) >= limit;
    },
    failures: (nowMs) => failures.count(nowMs),
  };
}

/** Calls that ended in the same part of the time looked back over. */
interface Part {
  readonly startMs: number;
  calls: number;
  failures: number;
}

/** Exact to the millisecond up to a minute; a longer time is cut into this many parts, which are forgotten as one. */
const mostParts = 60_000;

function shareOf(rate: number, minimum: number, overMs: number): Tally {
  const partMs = Math.max(1, Math.ceil(overMs / mostParts));
  let parts: Part[] = [];
  let head = 0;
  let calls = 0;
  let failures = 0;
  const forget = (nowMs: number) => {
    for (let part = parts[head]; part !== undefined && part.startMs <= nowMs - overMs; part = parts[++head]) {
      calls -= part.calls;
      failures -= part.failures;
    }
    if (head * 2 <= parts.length) return;
    parts = parts.slice(head);
    head = 0;
  };
  return {
    add: (failed, nowMs) => {
      forget(nowMs);
      const startMs = Math.floor(nowMs / partMs) * partMs;
      let part = parts.at(-1);
      if (part?.startMs !== startMs) {
        part = { startMs, calls: 0, failures: 0 };
        parts.push(part);
      }
      const one = failed ? 1 : 0;
      part.calls++;
      part.failures += one;
      calls++;
      failures += one;
      return calls >= minimum && failures / calls >= rate;
    },
    failures: (nowMs) => {
      forget(nowMs);
      return failures;
    },
  };
}
