import { createHash, randomUUID } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema } from "../../../generated/protograph/v1/event_pb.js";
import type { CheckpointRecord, RunChange } from "../batch.js";
import type { PlanMove } from "../stored-plan.js";
import type { RunKey, Submission } from "../submission.js";
import type { Owner, Store } from "../store.js";

/** An implementation that is tried, and ways around it: to move times that no test waits for. */
export interface Harness {
  readonly store: Store;
  /** Has a lease have run out so many milliseconds ago. */
  expire(owner: Owner, agoMs: number): Promise<void>;
  /** Has a run have ended so many milliseconds earlier. */
  age(run: RunKey, ms: number): Promise<void>;
  /** Has a parked run be due. */
  wake(run: RunKey): Promise<void>;
  /** Has everything be due that a sink failed to deliver. */
  hurry(sink: string): Promise<void>;
  /** Has time pass. */
  elapse(ms: number): Promise<void>;
}

/** Suites of one implementation share its database; each test has names that no other has. */
export type Suite<Of extends Harness = Harness> = (harness: () => Of) => void;

export function unique(what: string): string {
  return `${what}-${randomUUID().slice(-12)}`;
}

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

export function submission(options: Partial<Submission> = {}): Submission {
  const graph = options.graph ?? "movies.v1.MovieTagging";
  return {
    tenant: "t",
    runId: unique("run"),
    graph,
    output: "movies.v1.TagSet",
    planDigest: sha256(`plan of ${graph}`),
    release: "r1",
    request: Buffer.from("request"),
    requestHash: sha256("request"),
    ...options,
  };
}

/** @param says what it says; two events are the same one where what they are is the same. */
export function event(runSeq: number, is: string, says = is): RunEvent {
  return create(RunEventSchema, {
    runSeq: BigInt(runSeq),
    eventId: randomUUID(),
    type: "StepChosen",
    nodeId: "A",
    occurrence: is,
    payload: { case: "stepChosen", value: { choice: says } },
  });
}

/** That the plan's runs go on with it. */
export function samePlan({ planDigest, release }: Pick<Submission, "planDigest" | "release">): PlanMove {
  return { from: planDigest, to: planDigest, release };
}

export function checkpoint(
  outputType: string,
  value: Uint8Array | string,
  options: Partial<CheckpointRecord> = {},
): CheckpointRecord {
  return {
    outputType,
    itemIndex: [],
    inputHash: sha256("input"),
    stepVersion: "1",
    nodeId: outputType,
    value: typeof value === "string" ? Buffer.from(value) : value,
    ...options,
  };
}

/** A change that begins a run. */
export function beginning(run: Submission, change: Partial<RunChange> = {}): RunChange {
  return {
    tenant: run.tenant,
    runId: run.runId,
    engineAttempt: 1,
    create: run,
    state: { state: "RUNNING" },
    ...change,
  };
}

/** A change of a run that has begun. */
export function going({ tenant, runId }: RunKey, change: Partial<RunChange> = {}): RunChange {
  return { tenant, runId, engineAttempt: 1, ...change };
}

/** All that is kept of a run's events, as text. */
export async function history(store: Store, run: RunKey): Promise<readonly string[]> {
  const events = await store.events(run, { afterSeq: 0, limit: 1_000 });
  return events.map(({ runSeq, payload }) => {
    return `${runSeq} ${payload.case === "stepChosen" ? payload.value.choice : payload.case}`;
  });
}
