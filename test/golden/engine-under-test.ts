import type { Message } from "@bufbuild/protobuf";
import type { CompiledGraph, EngineOptions, RunOptions } from "protograph";
import type { Stage } from "./steps/stage.js";

/** A graph of the golden plans, and how it is made. */
export interface GoldenGraph {
  readonly name: string;
  make(services: { readonly stage: Stage }, options?: EngineOptions): CompiledGraph;
}

/** What is asked of an engine. */
export interface GoldenRequest {
  readonly graph: GoldenGraph;
  /** Full name of the message asked for. */
  readonly output: string;
  readonly input: Message;
  readonly options: RunOptions & { readonly runId: string };
}

/** A run, held by one process. */
export interface GoldenRun {
  /** Resolves or rejects as the run ends; `undefined` where its output is absent. */
  readonly outcome: Promise<unknown>;
  pause(): Promise<unknown>;
  resume(): Promise<unknown>;
  cancel(reason: string): Promise<unknown>;
  /** @param signalId the same one again is the same delivery. */
  deliver(message: Message, signalId: string): Promise<unknown>;
}

/** A process that works on runs. */
export interface EngineProcess {
  start(request: GoldenRequest): GoldenRun;
  /** Takes up a run that another process has left. */
  recover(request: GoldenRequest): Promise<GoldenRun>;
  /** Tries a failed run again: what has failed, or everything from a step on. */
  retry(request: GoldenRequest, from?: string): Promise<GoldenRun>;
  /** Ends as by `kill -9`: nothing it does reaches anything any more, and its runs are free at once. */
  crash(): Promise<void>;
  /** Ends in good order. */
  stop(): Promise<void>;
}

/** An engine that is judged by the golden plans: it must come to the recorded snapshots, and to the recorded outputs. */
export interface EngineUnderTest {
  readonly name: string;
  /**
   * Starts a process. What its steps do goes through a stage of its own.
   *
   * @param runId the only run that it takes up: others are played at the same time.
   */
  process(stage: Stage, runId: string): Promise<EngineProcess>;
  /** The bytes of the `protograph.v1.RunSnapshot` that is kept of a run, and that outlives every process. */
  snapshot(runId: string): Promise<Uint8Array | undefined>;
  /** Has the time be over that a parked run waits for. */
  wake(runId: string): Promise<void>;
  close(): Promise<void>;
}
