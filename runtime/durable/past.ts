import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { RunEvent, RunReplanned } from "../../generated/protograph/v1/event_pb.js";
import {
  type ItemSnapshot,
  NodeState,
  type NodeSnapshot,
  type RunSnapshot,
} from "../../generated/protograph/v1/snapshot_pb.js";
import type { CheckpointKey, CheckpointRecord } from "../store/batch.js";
import { keyText } from "./keys.js";

/** What is kept of a run when it is taken up. */
export interface PastParts {
  /** The state of the run after what begins its continuation: where it is retried, nodes that run anew are pending. */
  readonly snapshot: RunSnapshot;
  readonly checkpoints: readonly CheckpointRecord[];
  /** The events so far, in order; needed only where attempts have failed. */
  readonly events: readonly RunEvent[];
  /** What becomes of it, where it goes on with another plan than before. */
  readonly replanned: RunReplanned | undefined;
}

/** What earlier processes have come to in a run that this one continues. */
export class Past {
  private readonly nodes = new Map<string, NodeSnapshot>();
  private readonly checkpoints = new Map<string, CheckpointRecord>();
  /** By call: how many attempts belong to earlier attempts of the run, and when the next one is due. */
  private readonly before = new Map<string, number>();
  private readonly due = new Map<string, { readonly atMs: number; readonly delayMs: number }>();

  constructor({ snapshot, checkpoints, events, replanned }: PastParts) {
    for (const node of snapshot.nodes) this.nodes.set(node.id, node);
    for (const checkpoint of checkpoints) this.checkpoints.set(keyText(checkpoint), checkpoint);
    for (const event of events) this.recall(event);
    if (replanned) this.rename(replanned);
    // Who runs anew has no attempt in this one yet.
    for (const { id, state, logicalAttempt } of snapshot.nodes) {
      if (state === NodeState.PENDING && !this.due.has(id)) this.before.set(id, logicalAttempt);
    }
  }

  checkpoint(key: CheckpointKey): CheckpointRecord | undefined {
    return this.checkpoints.get(keyText(key));
  }

  /** Whether anything is kept that calls could be restored from. */
  get hasCheckpoints(): boolean {
    return this.checkpoints.size > 0;
  }

  node(id: string): NodeSnapshot | undefined {
    return this.nodes.get(id);
  }

  /** Where a call stands: of a node, or of one of its items. */
  place(id: string, itemIndex: readonly number[]): NodeSnapshot | ItemSnapshot | undefined {
    const node = this.nodes.get(id);
    if (itemIndex.length === 0) return node;
    const name = itemIndex.join();
    return node?.items.find(({ index }) => index.join() === name);
  }

  /** The branch that was chosen for a call. */
  chosen(id: string, itemIndex: readonly number[]): string | undefined {
    const choice = this.place(id, itemIndex)?.choice ?? "";
    return choice === "" ? undefined : choice;
  }

  /** How many attempts of a call belong to earlier attempts of the run. */
  attemptsBefore(id: string, itemIndex: readonly number[]): number {
    return this.before.get(callText(id, itemIndex)) ?? 0;
  }

  /** The attempt a call goes on with: the one that was under way, or the one after that has failed. */
  firstAttempt(id: string, itemIndex: readonly number[]): number {
    const place = this.place(id, itemIndex);
    if (place === undefined) return 1;
    const { state, logicalAttempt } = place;
    return state === NodeState.RUNNING ? Math.max(1, logicalAttempt) : logicalAttempt + 1;
  }

  /**
   * When the next attempt of a call is due, in milliseconds since the epoch, where it was to wait. Clocks of processes
   * disagree: by none does it wait longer than it was to wait at first.
   */
  dueAt(id: string, itemIndex: readonly number[], nowMs: number): number | undefined {
    const due = this.due.get(callText(id, itemIndex));
    return due && Math.min(due.atMs, nowMs + due.delayMs);
  }

  private recall({ nodeId, itemIndex, logicalAttempt, payload, emittedAt }: RunEvent): void {
    if (payload.case === "runStarted") {
      for (const [call, attempts] of this.latest) this.before.set(call, attempts);
      this.due.clear();
      return;
    }
    if (payload.case === "runReplanned") this.rename(payload.value);
    if (nodeId === "") return;
    const call = callText(nodeId, itemIndex);
    this.latest.set(call, logicalAttempt);
    if (payload.case === "stepRetried") {
      const delayMs = Number(payload.value.delayMs);
      this.due.set(call, { atMs: (emittedAt ? timestampMs(emittedAt) : 0) + delayMs, delayMs });
    } else this.due.delete(call);
  }

  /** What was said of nodes under their earlier ids is meant of them under their new ones. */
  private rename({ gone, renamed }: RunReplanned): void {
    const ids = new Map(renamed.map(({ from, to }) => [from, to]));
    for (const calls of [this.latest, this.before, this.due] as Map<string, unknown>[]) {
      const all = [...calls];
      calls.clear();
      for (const [call, value] of all) {
        const [id = "", ...item] = call.split(" ");
        if (!gone.includes(id)) calls.set([ids.get(id) ?? id, ...item].join(" "), value);
      }
    }
  }

  /** By call, the attempt that was heard of last. */
  private readonly latest = new Map<string, number>();
}

function callText(id: string, itemIndex: readonly number[]): string {
  return itemIndex.length === 0 ? id : `${id} ${itemIndex.join(".")}`;
}
