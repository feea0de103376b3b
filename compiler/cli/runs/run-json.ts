import { fromBinary, toJson } from "@bufbuild/protobuf";
import type { CheckpointRecord, KeptSignal, RunRecord } from "protograph";
import { SignalSchema } from "../../../generated/protograph/v1/signal_pb.js";

/** A run as programs read it; times are the store's. */
export function runJson(record: RunRecord): object {
  const { runId, tenant, graph, output, planDigest, release, state, substate, engineAttempt } = record;
  const { ownerAlive, createdAt, changedAt, endedAt, wakeAt } = record;
  return {
    runId,
    tenant,
    graph,
    output,
    state,
    ...(substate !== "" && { substate }),
    planDigest: hex(planDigest),
    ...(release !== "" && { release }),
    engineAttempt,
    ownerAlive,
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(wakeAt && { wakeAt: wakeAt.toISOString() }),
  };
}

/** A checkpoint without its value. */
export function checkpointJson({ nodeId, outputType, itemIndex, inputHash, ...more }: CheckpointRecord): object {
  return {
    nodeId,
    outputType,
    ...(itemIndex.length > 0 && { itemIndex }),
    inputHash: hex(inputHash),
    stepVersion: more.stepVersion,
    bytes: more.value.length,
  };
}

/** A signal, with what became of it. */
export function signalJson({ signalId, kind, payload, refusal, applied, decidedAt }: KeptSignal): object {
  return {
    signalId,
    kind,
    decidedAt: decidedAt.toISOString(),
    outcome: refusal ?? (applied ? "APPLIED" : "ACCEPTED"),
    signal: toJson(SignalSchema, fromBinary(SignalSchema, payload)),
  };
}

export function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString("hex");
}
