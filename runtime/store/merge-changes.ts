import type { RunChange } from "./batch.js";

/** About what an object costs beside the bytes it refers to. */
const objectBytes = 256;

/** About what an event takes in memory, in bytes. */
export const eventBytes = 400;

/** About how much memory a change takes, in bytes. */
export function sizeOf({ create, events = [], checkpoints = [], snapshot, signalsApplied = [] }: RunChange): number {
  let bytes = objectBytes * (1 + checkpoints.length + signalsApplied.length) + eventBytes * events.length;
  if (create) bytes += objectBytes + create.request.length;
  for (const { value } of checkpoints) bytes += value.length;
  if (snapshot) bytes += snapshot.value.length;
  return bytes;
}

/**
 * One change that leaves a run as several do, one after the other.
 *
 * @param changes of one run and one taking up of it, at least one.
 */
export function mergeChanges(changes: readonly [RunChange, ...RunChange[]]): RunChange {
  const [first] = changes;
  if (changes.length === 1) return first;
  const create = changes.find((change) => change.create)?.create;
  const state = changes.findLast((change) => change.state)?.state;
  const snapshot = changes.findLast((change) => change.snapshot)?.snapshot;
  return {
    tenant: first.tenant,
    runId: first.runId,
    engineAttempt: first.engineAttempt,
    ...(create && { create }),
    ...(state && { state }),
    events: changes.flatMap(({ events = [] }) => events),
    checkpoints: changes.flatMap(({ checkpoints = [] }) => checkpoints),
    ...(snapshot && { snapshot }),
    signalsApplied: changes.flatMap(({ signalsApplied = [] }) => signalsApplied),
  };
}
