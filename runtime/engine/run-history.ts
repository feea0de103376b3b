import { isRunNote, readEntry, type RunNoteType } from "../events/log-entry.js";
import type { History } from "../events/observation.js";
import type { RunEvent } from "../events/run-event.js";
import type { Walk } from "./walk.js";
import type { EventDetail } from "./walk-host.js";

/** Whose history it is. */
export interface RunIdentity {
  readonly id: string;
  readonly graph: string;
  readonly tenant: string | undefined;
  /** When the run started, where somebody has looked at the clock then. */
  readonly startedAt: number | undefined;
}

/**
 * Makes a run's events of its walk's log: the start, the steps that are not needed, what happened to the others, and
 * the end.
 */
export class RunHistory<Callee> implements History {
  constructor(
    private readonly walk: Walk<Callee>,
    private readonly identity: RunIdentity,
  ) {}

  eventCount(): number {
    const { program, log } = this.walk;
    return 1 + program.notNeeded.length + log.length + (this.over() && this.walk.status !== "LEFT" ? 1 : 0);
  }

  over(): boolean {
    return this.walk.over();
  }

  eventAt(index: number, at: number | undefined): RunEvent {
    const { id, graph, tenant, startedAt } = this.identity;
    const { notNeeded, nodes, roots, output } = this.walk.program;
    const envelope = { runId: id, runSeq: index + 1 };
    const ofStart = { ...envelope, at: at ?? startedAt };
    if (index === 0) return { type: "RunStarted", ...ofStart, graph, output, tenant };
    const skipped = notNeeded[index - 1];
    if (skipped !== undefined) return { type: "StepSkipped", ...ofStart, step: skipped, reason: "NOT_NEEDED" };

    const place = index - 1 - notNeeded.length;
    const entry = this.walk.log[place];
    if (entry === undefined) return this.lastEvent({ ...envelope, at });
    const { type, node, attempt } = readEntry(entry);
    const detail = this.walk.remarks?.details.get(place);
    if (isRunNote(type)) return noteOfRun(type, { ...envelope, at }, detail);
    const step = nodes[node]?.id ?? "";
    const item = detail?.itemIndex;
    const ofStep = { ...envelope, at, step, attempt, ...(item !== undefined && { itemIndex: item }) };
    switch (type) {
      case "StepStarted":
        return { type, ...ofStep, ...(roots[place]?.started === entry && ofStart) };
      case "StepCompleted": {
        const { absent, fallback, items } = detail ?? {};
        return { type, ...ofStep, ...(absent && { absent }), ...(fallback && { fallback }), ...(items && { items }) };
      }
      case "StepFailed":
        return { type, ...ofStep, error: detail?.error as Error };
      case "StepRetried":
        return { type, ...ofStep, error: detail?.error, delayMs: detail?.delayMs ?? 0 };
      case "StepChosen":
        return { type, ...ofStep, chosen: detail?.chosen ?? "" };
      case "StepRestored":
        return { type, ...ofStep, ...(detail?.absent && { absent: true }) };
      case "StepSkipped":
        return { type, ...envelope, at, step, reason: detail?.reason ?? "CANCELLED" };
    }
  }

  private lastEvent(envelope: Envelope): RunEvent {
    const { status, outcome } = this.walk;
    if (status === "COMPLETED") return { type: "RunCompleted", ...envelope };
    return { type: status === "CANCELLED" ? "RunCancelled" : "RunFailed", ...envelope, error: outcome as Error };
  }
}

interface Envelope {
  readonly runId: string;
  readonly runSeq: number;
  readonly at: number | undefined;
}

function noteOfRun(type: RunNoteType, envelope: Envelope, detail: EventDetail | undefined): RunEvent {
  switch (type) {
    case "RunPaused":
      return { type, ...envelope, ...(detail?.pause !== undefined && { reason: detail.pause }) };
    case "RunResumed":
      return { type, ...envelope };
    case "RunParked":
      return { type, ...envelope, waitsFor: detail?.waiting ?? { reason: "MESSAGE", until: undefined } };
  }
}

/**
 * Whether nothing but the run's start has happened. The roots start in order and with the run, unless one of them has a
 * product at once.
 */
export function isStarting({ log, program, status }: Walk<unknown>): boolean {
  return status === "RUNNING" && log.every((entry, place) => program.roots[place]?.started === entry);
}
