import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { type Clock, systemClock } from "../engine/clock.js";
import { consoleLog, type Log, withFields } from "../engine/log.js";
import { DeclarationError } from "../errors.js";
import { failureOf } from "../history/failure-of.js";
import type { Claim, Outbox, Outcome, PendingEvent } from "./outbox.js";
import { RefusedDeliveryError, type Sink } from "./sink.js";
import { withinTime } from "./within-time.js";

/** How events are delivered to one sink. All times are in milliseconds. */
export interface RelayOptions {
  readonly outbox: Outbox;
  readonly sink: Sink;
  /** Defaults to the platform's time. */
  readonly clock?: Clock;
  /** Defaults to warnings on the console. */
  readonly log?: Log;
  /** How often to look for events where there were none; default 100. */
  readonly pollMs?: number;
  /** How many events to claim at once; default 100. */
  readonly batch?: number;
  /** To how many runs' events the sink is given at once; default 16. */
  readonly parallelism?: number;
  /** How long one delivery may take; default 10,000. */
  readonly timeoutMs?: number;
  /** For how long a claim holds; default 30,000. At least twice `timeoutMs`. */
  readonly leaseMs?: number;
  /** How often an event is tried before it is parked; default 100, which is three quarters of an hour. */
  readonly attempts?: number;
  /** The wait after the first failure, which doubles with each; default 250. It is never more than 30,000. */
  readonly backoffMs?: number;
}

const longestBackoffMs = 30_000;

/** A store that cannot be reached is asked again at least this often: it may be back. */
const longestStoreBackoffMs = 2_000;

/** What a relay has done since it was made. */
export interface RelayCounts {
  readonly delivered: number;
  readonly failed: number;
  readonly parked: number;
}

/**
 * Delivers a store's events to one sink: each at least once, those of a run in their order.
 *
 * What always holds: an event is settled only after the sink has taken it. What fails keeps back its own run and no
 * other; nothing that the sink, the store or the log does ends the relay. Any number of relays may serve one sink.
 */
export class OutboxRelay {
  private readonly options: Required<RelayOptions>;
  private readonly log: Log;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private rouse: (() => void) | undefined;
  private woken = false;
  private readonly count = { delivered: 0, failed: 0, parked: 0 };

  /** @throws DeclarationError (`INVALID_OPTION`) */
  constructor(options: RelayOptions) {
    this.options = { ...defaults, ...options };
    const { leaseMs, timeoutMs, log, sink, ...rest } = this.options;
    for (const name of ["pollMs", "batch", "parallelism", "attempts", "backoffMs"] as const) {
      if (!(rest[name] >= 1)) throw new DeclarationError("INVALID_OPTION", `${name} of a relay is at least 1`);
    }
    if (!(timeoutMs >= 1 && leaseMs >= 2 * timeoutMs)) {
      throw new DeclarationError("INVALID_OPTION", `leaseMs of a relay is at least twice its timeoutMs, ${timeoutMs}`);
    }
    this.log = withFields(log, { sink: sink.name });
  }

  counts(): RelayCounts {
    return { ...this.count };
  }

  /** Begins to deliver; to be called once. */
  start(): void {
    this.loop ??= this.run();
  }

  /** Says that there may be events: they are then looked for at once. */
  wake(): void {
    this.woken = true;
    this.rouse?.();
  }

  /** Begins nothing new, and waits for the deliveries that go on: each has its timeout at most. Never throws. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { pollMs, batch } = this.options;
    let troubles = 0;
    while (!this.stopping.signal.aborted) {
      this.woken = false;
      let wait = pollMs;
      try {
        const claimed = await this.round();
        troubles = 0;
        if (claimed >= batch) wait = 0;
      } catch (error) {
        wait = Math.min(longestStoreBackoffMs, pollMs * 2 ** troubles++);
        this.say("warn", "the outbox cannot be asked; trying again", { error, retryInMs: wait });
      }
      if (wait > 0) await this.rest(wait);
    }
  }

  /** Claims, delivers and settles once; says how many events there were. */
  private async round(): Promise<number> {
    const { outbox, sink, batch, leaseMs, timeoutMs, clock, parallelism } = this.options;
    const claimedAt = clock.now();
    const claim = await outbox.claim(sink.name, { limit: batch, leaseMs });
    if (claim.events.length === 0) return 0;
    const outcome: MutableOutcome = { delivered: [], failed: [], parked: [] };
    // A delivery that begins now must be over before somebody else may begin it, too.
    const mayBegin = () => {
      const passed = clock.now() - claimedAt;
      return !this.stopping.signal.aborted && passed >= 0 && passed <= leaseMs - timeoutMs;
    };
    const runs = byRun(claim).values();
    const lanes = Array.from({ length: parallelism }, async () => {
      for (const events of runs) await this.deliverRun(events, mayBegin, outcome);
    });
    await Promise.all(lanes);
    await outbox.settle(claim, outcome);
    this.count.delivered += outcome.delivered.length;
    this.count.failed += outcome.failed.length;
    this.count.parked += outcome.parked.length;
    return claim.events.length;
  }

  /** Delivers events of one run until one fails: those behind it wait for it. */
  private async deliverRun(
    events: readonly PendingEvent[],
    mayBegin: () => boolean,
    outcome: MutableOutcome,
  ): Promise<void> {
    const { sink, clock, timeoutMs } = this.options;
    for (const { event, failures } of events) {
      if (!mayBegin()) return;
      try {
        await withinTime(sink.name, (signal) => sink.deliver(event, signal), clock, timeoutMs);
      } catch (error) {
        this.noteFailure(event, failures + 1, error, outcome);
        return;
      }
      outcome.delivered.push(event.eventId);
    }
  }

  private noteFailure(event: RunEvent, attempt: number, error: unknown, outcome: MutableOutcome): void {
    const { attempts, backoffMs } = this.options;
    const { eventId, runId, type } = event;
    const failure = failureOf(error);
    const fields = { runId, eventId, type, attempt, error };
    if (error instanceof RefusedDeliveryError || attempt >= attempts) {
      outcome.parked.push({ eventId, failure });
      this.say(
        "error",
        "an event cannot be delivered and is parked, and its run with it, until it is redriven",
        fields,
      );
    } else {
      const retryInMs = Math.min(longestBackoffMs, backoffMs * 2 ** Math.min(attempt - 1, 30));
      outcome.failed.push({ eventId, failure, retryInMs });
      this.say("info", "an event was not delivered; trying again", { ...fields, retryInMs });
    }
  }

  /** Waits, unless somebody knows better or the relay is to stop. */
  private async rest(ms: number): Promise<void> {
    if (this.woken) return;
    const over = new AbortController();
    const end = () => over.abort();
    this.rouse = end;
    this.stopping.signal.addEventListener("abort", end, { once: true });
    try {
      if (!this.stopping.signal.aborted) await this.options.clock.sleep(ms, over.signal);
    } catch {
      // Woken, or stopped.
    } finally {
      this.rouse = undefined;
      this.stopping.signal.removeEventListener("abort", end);
    }
  }

  /** A log that throws changes nothing. */
  private say(level: "info" | "warn" | "error", message: string, fields: Readonly<Record<string, unknown>>): void {
    try {
      this.log[level](message, fields);
    } catch {
      // There is nowhere left to say so.
    }
  }
}

type MutableOutcome = { -readonly [Part in keyof Outcome]: Outcome[Part][number][] };

const defaults = {
  clock: systemClock,
  log: consoleLog("warn"),
  pollMs: 100,
  batch: 100,
  parallelism: 16,
  timeoutMs: 10_000,
  leaseMs: 30_000,
  attempts: 100,
  backoffMs: 250,
};

function byRun({ events }: Claim): ReadonlyMap<string, readonly PendingEvent[]> {
  const runs = new Map<string, PendingEvent[]>();
  for (const pending of events) {
    const { tenant, runId } = pending.event;
    const run = `${tenant.length}:${tenant}${runId}`;
    const events = runs.get(run);
    if (events === undefined) runs.set(run, [pending]);
    else events.push(pending);
  }
  return runs;
}
