import { ProtographError } from "../errors.js";

/** How far projections are behind the events. */
export interface Lag {
  /** Events that no snapshot has in it yet. */
  readonly events: number;
  /** For how long the oldest of them has waited, in milliseconds. */
  readonly oldestMs: number;
}

/** When no more runs are taken, and when again. */
export interface AdmissionLimits {
  /** Closed above this many events; default 100. */
  readonly closeAboveEvents: number;
  /** Closed above this age, in milliseconds; default 5,000. */
  readonly closeAboveMs: number;
  /** Open again below this many events, once the oldest is no older than `closeAboveMs`; default 50. */
  readonly openBelowEvents: number;
  /** What who is refused is told to wait, in milliseconds; default 10,000. */
  readonly retryAfterMs: number;
}

/** The limits where nothing else is said. */
const admissionLimits: AdmissionLimits = {
  closeAboveEvents: 100,
  closeAboveMs: 5_000,
  openBelowEvents: 50,
  retryAfterMs: 10_000,
};

/** A run was not accepted, because what is known of those before it is too old; nothing of it was kept. */
export class AdmissionClosedError extends ProtographError {
  override readonly code = "ADMISSION_CLOSED";

  constructor(
    readonly lag: Lag,
    /** When to ask again, in milliseconds. */
    readonly retryAfterMs: number,
  ) {
    const waiting = `${lag.events} events wait to be projected, the oldest for ${Math.round(lag.oldestMs)} ms`;
    super(`no runs are accepted now: ${waiting}; try again in ${retryAfterMs} ms`);
  }
}

/** Whether runs are accepted. */
export type Admission = "open" | "closed";

/**
 * What a gate does when it sees a lag: it closes above either limit, opens below the lower one, and between them stays as
 * it is, so that it does not swing with every event. A lag that nobody knows (NaN) closes it.
 */
export function nextAdmission(
  now: Admission,
  { events, oldestMs }: Lag,
  limits: AdmissionLimits = admissionLimits,
): Admission {
  if (!(events <= limits.closeAboveEvents && oldestMs <= limits.closeAboveMs)) return "closed";
  return events < limits.openBelowEvents ? "open" : now;
}

/** Keeps runs out while projections are behind. It reads no clock and no store: it is told. */
export class AdmissionGate {
  private state: Admission = "open";
  private lag: Lag = { events: 0, oldestMs: 0 };

  constructor(private readonly limits: AdmissionLimits = admissionLimits) {}

  /** Takes note of how far behind projections are; says whether runs are accepted now. */
  observe(lag: Lag): Admission {
    this.lag = lag;
    this.state = nextAdmission(this.state, lag, this.limits);
    return this.state;
  }

  /** @throws AdmissionClosedError where no runs are accepted. */
  admit(): void {
    if (this.state === "closed") throw new AdmissionClosedError(this.lag, this.limits.retryAfterMs);
  }
}
