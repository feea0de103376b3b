import { durationMs } from "@bufbuild/protobuf/wkt";
import { type RateLimit, RateLimitAlgorithm } from "../../generated/protograph/v1/plan_pb.js";
import { RecentTimes } from "./recent-times.js";

/** How much of a limit is used, and when it is free again. */
export interface PermitUse {
  /** How many permits are gone now. */
  readonly used: number;
  /** Milliseconds until there is a permit; 0 where there is one. */
  readonly nextMs: number;
  /** Milliseconds until all permits are there again, if none is taken meanwhile. */
  readonly refillMs: number;
}

/** The permits of one limit. Times are whole milliseconds and never go back. */
export interface Permits {
  /** Takes a permit and returns 0, or returns in how many milliseconds there is one. */
  take(nowMs: number): number;
  use(nowMs: number): PermitUse;
}

/** All permits of a limit, none taken yet. */
export function newPermits({ limit, per, algorithm }: RateLimit): Permits {
  const perMs = per ? durationMs(per) : 0;
  return algorithm === RateLimitAlgorithm.SLIDING_WINDOW ? slidingWindow(limit, perMs) : tokenBucket(limit, perMs);
}

/**
 * A token is counted as `perMs` drops, of which `limit` fall in a millisecond: whole numbers, so that nothing is lost by
 * rounding however long it runs.
 */
function tokenBucket(limit: number, perMs: number): Permits {
  const full = limit * perMs;
  let drops = full;
  let filledMs = Number.NEGATIVE_INFINITY;
  const fill = (nowMs: number) => {
    drops = Math.min(full, drops + (nowMs - filledMs) * limit);
    filledMs = nowMs;
  };
  const msUntil = (wanted: number) => Math.max(0, Math.ceil((wanted - drops) / limit));
  return {
    take: (nowMs) => {
      fill(nowMs);
      if (drops < perMs) return msUntil(perMs);
      drops -= perMs;
      return 0;
    },
    use: (nowMs) => {
      fill(nowMs);
      return { used: limit - Math.floor(drops / perMs), nextMs: msUntil(perMs), refillMs: msUntil(full) };
    },
  };
}

/** A permit comes back when the period has passed since it was taken. */
function slidingWindow(limit: number, perMs: number): Permits {
  const taken = new RecentTimes(perMs);
  return {
    take: (nowMs) => {
      if (taken.count(nowMs) >= limit) return taken.firstEndsMs() - nowMs;
      taken.add(nowMs);
      return 0;
    },
    use: (nowMs) => {
      const used = taken.count(nowMs);
      return {
        used,
        nextMs: used < limit ? 0 : taken.firstEndsMs() - nowMs,
        refillMs: used === 0 ? 0 : taken.lastEndsMs() - nowMs,
      };
    },
  };
}
