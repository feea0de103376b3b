import type { RunEvent } from "protograph";
import type { TagSet } from "../generated/movies/v1/movies_pb.js";

/** Where a step of a film's run stands, as its events tell. */
export interface StepState {
  readonly step: string;
  readonly status: "waiting" | "running" | "retrying" | "done" | "failed" | "skipped";
  /** The last attempt that has started; 0 before the first. */
  readonly attempt: number;
  /** When the first attempt started, in milliseconds of the demo's own clock. */
  readonly startedMs: number;
  /** From the start of the first attempt to the end of the last one, waits included; 0 until then. */
  readonly tookMs: number;
}

/** How a film's run ended. */
export type Outcome =
  | { readonly kind: "tagged"; readonly tags: TagSet }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "cancelled" };

/** A film of the demo and the state of its run. */
export class FilmRun {
  /** In the order of the plan. */
  steps: readonly StepState[];
  /** Every failed attempt that another followed. */
  retries: readonly { readonly step: string; readonly error: unknown; readonly delayMs: number }[] = [];
  private startedMs = 0;
  private endedMs = 0;

  constructor(
    readonly id: string,
    /** Title and year; of a film that is not in the catalogue, its id alone. */
    readonly title: string,
    readonly year: number | undefined,
    steps: readonly string[],
  ) {
    this.steps = steps.map((step) => ({ step, status: "waiting", attempt: 0, startedMs: 0, tookMs: 0 }));
  }

  /** For people: `The Matrix (1999)`. */
  get label(): string {
    return this.year === undefined ? this.title : `${this.title} (${this.year})`;
  }

  /** From the start of the run to its end; 0 until then. */
  get tookMs(): number {
    return this.endedMs - this.startedMs;
  }

  /** Takes in an event that happened just now. */
  take(event: RunEvent, nowMs: number): void {
    if (event.type === "RunStarted") this.startedMs = nowMs;
    if (event.type === "RunCompleted" || event.type === "RunFailed" || event.type === "RunCancelled") {
      this.endedMs = nowMs;
    }
    if (event.type === "StepRetried") {
      this.retries = [...this.retries, { step: event.step, error: event.error, delayMs: event.delayMs }];
    }
    if ("step" in event) {
      this.steps = this.steps.map((state) => (state.step === event.step ? next(state, event, nowMs) : state));
    }
  }
}

function next(state: StepState, event: Extract<RunEvent, { step: string }>, nowMs: number): StepState {
  switch (event.type) {
    case "StepStarted":
      return {
        ...state,
        status: "running",
        attempt: event.attempt,
        startedMs: event.attempt === 1 ? nowMs : state.startedMs,
      };
    case "StepRetried":
      return { ...state, status: "retrying" };
    case "StepCompleted":
      return { ...state, status: "done", tookMs: nowMs - state.startedMs };
    case "StepRestored":
      return { ...state, status: "done", tookMs: 0 };
    case "StepFailed":
      return { ...state, status: "failed", tookMs: nowMs - state.startedMs };
    case "StepChosen":
      return state;
    case "StepSkipped":
      return { ...state, status: "skipped" };
  }
}
