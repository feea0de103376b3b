import type { Message } from "@bufbuild/protobuf";

/** Where a run of a flow stands. */
export type FlowStatus = "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";

/** Where a graph of a flow stands in one run of it. */
export type StageStatus =
  /** Its inputs are not there yet. */
  | "WAITING"
  /** Its inputs are there, but there is no room behind it, or another run has its key. */
  | "HELD"
  | "RUNNING"
  | "COMPLETED"
  /** It ended in a declared exception. */
  | "UNHAPPY"
  | "FAILED"
  /** Nothing was handed to it. */
  | "SKIPPED"
  | "CANCELLED";

/** A graph of a flow in one run of it. */
export interface StageSnapshot {
  readonly status: StageStatus;
  /** The graph's own run, where it has one. */
  readonly runId: string | undefined;
  /** What it has published, by full name: stable, whatever becomes of the rest. */
  readonly checkpoints: Readonly<Record<string, Message | readonly Message[]>>;
  /** Whether they are the first result of a message that has come before. */
  readonly duplicate: boolean;
  readonly error: unknown;
}

/** Something that failed, and whether the run of the flow fails with it. */
export interface FlowFailure {
  /** The graph's place in the flow. */
  readonly graph: string;
  /** The handoff, where it is what failed. */
  readonly handoff: string | undefined;
  readonly required: boolean;
  readonly error: unknown;
}

/** A run of a flow. */
export interface FlowSnapshot {
  readonly flow: string;
  readonly runId: string;
  readonly status: FlowStatus;
  /** By the graph's place in the flow. */
  readonly graphs: Readonly<Record<string, StageSnapshot>>;
  /** In the order in which they happened. */
  readonly failures: readonly FlowFailure[];
}
