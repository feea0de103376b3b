import type { Reject } from "../../generated/protograph/v1/reject_pb.js";
import { type Clock, systemClock } from "../engine/clock.js";
import { consoleLog, type Log, withFields } from "../engine/log.js";
import { DeclarationError } from "../errors.js";
import { RefusedDeliveryError } from "../outbox/sink.js";
import { withinTime } from "../outbox/within-time.js";
import type { ErrorSink } from "./error-sink.js";

/** How records are given to a sink. */
export interface ReporterOptions {
  /** Defaults to the platform's time. */
  readonly clock?: Clock;
  /** Where it is said that records are lost; defaults to warnings on the console. */
  readonly log?: Log;
  /** How many records may wait; default 1,000. */
  readonly capacity?: number;
  /** How often a record is given to the sink before it is lost; default 5. */
  readonly attempts?: number;
  /** How long the sink may take for one, in milliseconds; default 10,000. */
  readonly timeoutMs?: number;
  /** The wait after the first failure, which doubles with each, in milliseconds; default 250. */
  readonly backoffMs?: number;
}

/** What has become of the records so far. */
export interface ReporterCounts {
  /** Records that the sink has taken. */
  readonly taken: number;
  /** Errors that were counted in a record that waited, and not made one of their own. */
  readonly merged: number;
  /** Records that nobody has taken. */
  readonly lost: number;
  /** Records that wait, or are being taken. */
  readonly waiting: number;
}

/**
 * Stands between what fails and an error sink.
 *
 * What always holds: to report neither throws nor waits, whatever the sink does. No more than `capacity` records wait; what
 * comes then is lost and counted, and the next record that is taken says how many were. A sink that is down is given up after
 * `attempts` together with all that wait, so that no timer outlives the last report by more than those attempts take.
 */
export class ErrorReporter {
  private readonly options: Required<ReporterOptions>;
  private readonly log: Log;
  /** By cause, oldest first. */
  private readonly waiting = new Map<string, Reject>();
  private loop: Promise<void> | undefined;
  private current = 0;
  /** Lost since a record was last taken. */
  private missed = 0;
  private readonly count = { taken: 0, merged: 0, lost: 0 };

  /** @throws DeclarationError (`INVALID_OPTION`) */
  constructor(
    private readonly sink: ErrorSink,
    options: ReporterOptions = {},
  ) {
    this.options = { ...defaults, ...options };
    const { log, ...rest } = this.options;
    for (const name of ["capacity", "attempts", "timeoutMs", "backoffMs"] as const) {
      if (!(rest[name] >= 1 && Number.isFinite(rest[name]))) {
        throw new DeclarationError("INVALID_OPTION", `${name} of an error sink is a number, and at least 1`);
      }
    }
    this.log = withFields(log, { sink: sink.name });
  }

  report(reject: Reject): void {
    const cause = causeOf(reject);
    const same = this.waiting.get(cause);
    if (same !== undefined) {
      same.lastAt = reject.lastAt;
      same.count += reject.count;
      this.count.merged++;
    } else if (this.waiting.size + this.current >= this.options.capacity) this.lose(1, reject);
    else {
      this.waiting.set(cause, reject);
      this.loop ??= this.run();
    }
  }

  counts(): ReporterCounts {
    return { ...this.count, waiting: this.waiting.size + this.current };
  }

  /** Waits until every record is taken or lost. Never throws. */
  async drained(): Promise<void> {
    while (this.loop !== undefined) await this.loop;
  }

  private async run(): Promise<void> {
    // Whoever reports goes on first.
    await Promise.resolve();
    for (const [cause, reject] of this.waiting) {
      this.waiting.delete(cause);
      this.current = 1;
      reject.lost = BigInt(this.missed);
      const failure = await this.give(reject);
      this.current = 0;
      if (failure === undefined) {
        this.missed -= Number(reject.lost);
        this.count.taken++;
      } else if (failure.cause instanceof RefusedDeliveryError) this.lose(1, reject, failure.cause);
      else {
        this.lose(1 + this.waiting.size, reject, failure.cause);
        this.waiting.clear();
      }
    }
    this.loop = undefined;
  }

  /** @returns nothing where it was taken, else why it was not. */
  private async give(reject: Reject): Promise<{ readonly cause: unknown } | undefined> {
    const { clock, attempts, timeoutMs, backoffMs } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        await withinTime(this.sink.name, (signal) => this.sink.take(reject, signal), clock, timeoutMs);
        return undefined;
      } catch (cause) {
        if (attempt >= attempts || cause instanceof RefusedDeliveryError) return { cause };
        try {
          await clock.sleep(Math.min(longestBackoffMs, backoffMs * 2 ** (attempt - 1)));
        } catch {
          return { cause };
        }
      }
    }
  }

  /** Counts what is lost, and says so once for each time that the sink falls behind; a log that throws changes nothing. */
  private lose(records: number, { graph, nodeId, runId, failure }: Reject, error?: unknown): void {
    const first = this.missed === 0;
    this.missed += records;
    this.count.lost += records;
    if (!first && error === undefined) return;
    const fields = { graph, step: nodeId, runId, message: failure?.message, lost: this.missed, error };
    try {
      this.log.error("errors are lost, because their sink has not taken them", fields);
    } catch {
      // There is nowhere left to say so.
    }
  }
}

const longestBackoffMs = 30_000;

const defaults = {
  clock: systemClock,
  log: consoleLog("warn"),
  capacity: 1_000,
  attempts: 5,
  timeoutMs: 10_000,
  backoffMs: 250,
};

/** Errors of one cause are one record while it waits. */
function causeOf({ tenant, flow, graph, nodeId, scope, failure }: Reject): string {
  return JSON.stringify([
    tenant,
    flow,
    graph,
    nodeId,
    scope,
    failure?.name,
    failure?.fingerprint,
    failure?.stack ? "" : failure?.message,
  ]);
}
