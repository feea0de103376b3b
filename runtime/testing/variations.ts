import type { World } from "./world.js";

/** What is varied between the runs of a step. `repetition` varies nothing: what differs then is kept from run to run. */
export type Variation =
  "repetition" | "clock" | "zone" | "locale" | "random" | "environment" | "garbage-collection" | "completion-order";

/** One run of a step, and how it is unlike the first. */
export interface Trial {
  readonly variation: Variation;
  /** What is different, in words. */
  readonly change: string;
  readonly world?: Partial<World>;
  /** Whether the run has the step object of the run before. */
  readonly sameStep?: boolean;
  readonly order?: "reverse" | { readonly shuffle: string };
}

/** The world of the first run: the same on every host and every day. */
export const firstWorld: World = {
  nowMs: Date.UTC(2020, 0, 1, 12),
  tickMs: 0,
  zone: "UTC",
  locale: "en-US",
  seed: "first",
  host: "own",
  memory: "kept",
};

/** Every run but the first. Zones, locales and times are such as differ in all that is often taken for granted. */
export const trials: readonly Trial[] = [
  { variation: "repetition", change: "it runs a second time", sameStep: true },
  { variation: "repetition", change: "it runs a third time, made anew" },
  { variation: "clock", change: "it is 1999", world: { nowMs: Date.UTC(1999, 11, 31, 23, 59, 59, 998) } },
  { variation: "clock", change: "it is 2048", world: { nowMs: Date.UTC(2048, 1, 29, 1, 2, 3, 4) } },
  { variation: "clock", change: "the time goes on", world: { tickMs: 61_001 } },
  { variation: "zone", change: "the zone is Asia/Kathmandu", world: { zone: "Asia/Kathmandu" } },
  { variation: "zone", change: "the zone is America/Los_Angeles", world: { zone: "America/Los_Angeles" } },
  { variation: "zone", change: "the zone is Pacific/Kiritimati", world: { zone: "Pacific/Kiritimati" } },
  { variation: "locale", change: "the locale is tr-TR", world: { locale: "tr-TR" } },
  { variation: "locale", change: "the locale is sv-SE", world: { locale: "sv-SE" } },
  { variation: "locale", change: "the locale is ar-EG", world: { locale: "ar-EG" } },
  ...["second", "third", "fourth", "fifth"].map((seed) => ({
    variation: "random" as const,
    change: `chance has its ${seed} seed`,
    world: { seed },
  })),
  { variation: "environment", change: "no variable is set", world: { host: "bare" } },
  { variation: "environment", change: "every variable is set", world: { host: "other" } },
  { variation: "garbage-collection", change: "garbage is collected all the time", world: { memory: "collected" } },
  { variation: "completion-order", change: "the last service that was asked answers first", order: "reverse" },
  ...["a", "b", "c"].map((shuffle) => ({
    variation: "completion-order" as const,
    change: "services answer in another order",
    order: { shuffle },
  })),
];
