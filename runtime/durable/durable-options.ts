import { type DurationText, parseDuration } from "../../proto/contract/duration.js";
import type { Clock } from "../engine/clock.js";
import type { Log } from "../engine/log.js";
import { DeclarationError } from "../errors.js";
import type { Sink } from "../outbox/sink.js";
import type { Retention } from "../store/store.js";

/** What an engine does with its store; everything may be left out. */
export interface DurableOptions {
  /** Where the events of all runs in the store go, each at least once. */
  readonly sinks?: readonly Sink[];
  /** The release of the program, for the record. */
  readonly release?: string;
  /** How long things are kept after a run's end; checkpoints `"1h"` and histories for ever unless said. */
  readonly retention?: RetentionOptions;
  /** A run that only waits, for longer than this, leaves the process until it goes on; `"10s"` unless said. */
  readonly parkAfter?: DurationText;
  /** How long other processes wait for one that is not heard of, before they take up its runs; `"10s"` unless said. */
  readonly lease?: DurationText;
  /** How often it is looked for runs that can be taken up, once {@link CompiledGraph.recover} was called; `"1s"`. */
  readonly poll?: DurationText;
}

/** How long things are kept, by the database's time. */
export interface RetentionOptions {
  /** Checkpoints, after their run's end. */
  readonly checkpoints?: DurationText;
  /** Checkpoints of a run whose process died and that nobody has taken up since. */
  readonly abandoned?: DurationText;
  /** Runs with their events, after their end; what is still to be delivered is kept. */
  readonly history?: DurationText;
}

/** What this process does with a store beside its runs. All times are in milliseconds. */
export interface SessionOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How long others wait for this process before they take over its runs. */
  readonly leaseMs: number;
  /** How often it looks for runs that can be taken up, and for the outcomes of those that are elsewhere. */
  readonly pollMs: number;
  readonly retention: Retention;
}

const usual = { retention: "1h", parkAfter: "10s", lease: "10s", poll: "1s" } as const;

/** @throws DeclarationError (`INVALID_OPTION`) where a duration is none. */
export function toSessionOptions(options: DurableOptions, clock: Clock, log: Log): SessionOptions {
  const { retention = {}, lease = usual.lease, poll = usual.poll } = options;
  return {
    clock,
    log,
    leaseMs: durationMs("lease", lease),
    pollMs: durationMs("poll", poll),
    retention: {
      endedMs: durationMs("retention.checkpoints", retention.checkpoints ?? usual.retention),
      abandonedMs: durationMs("retention.abandoned", retention.abandoned ?? usual.retention),
      historyMs: retention.history === undefined ? Infinity : durationMs("retention.history", retention.history),
    },
  };
}

/** How long a run only waits before it is parked, in milliseconds. */
export function parkAfterMs({ parkAfter = usual.parkAfter }: DurableOptions): number {
  return durationMs("parkAfter", parkAfter);
}

function durationMs(name: string, text: DurationText): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) {
    throw new DeclarationError(
      "INVALID_OPTION",
      `durable.${name} is ${JSON.stringify(text)}: write a duration, like "10s"`,
    );
  }
  return ms;
}
