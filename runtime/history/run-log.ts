import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import type { RunSnapshot } from "../../generated/protograph/v1/snapshot_pb.js";
import { ProtographError } from "../errors.js";
import { eventName } from "./event-name.js";
import { payloadHash } from "./payload-hash.js";
import { Projection } from "./projection.js";

/** What became of an event that was appended. */
export interface Appended {
  /** The event as it is kept: of a duplicate, the first one. */
  readonly event: RunEvent;
  readonly duplicate: boolean;
}

/** An event was appended that contradicts one that is kept. */
export class EventConflictError extends ProtographError {
  override readonly code = "EVENT_CONFLICT";

  constructor(
    /** The event that is kept. */
    readonly kept: RunEvent,
    /** The one that is refused. */
    readonly refused: RunEvent,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The events of one run, in memory, appended in any order and any number of times.
 *
 * What always holds: the snapshot is the one that the same events give in their order, each once.
 */
export class RunLog {
  private readonly byKey = new Map<string, RunEvent>();
  private readonly bySeq = new Map<bigint, RunEvent>();
  private readonly ordered: RunEvent[] = [];
  private readonly payloadHashes = new Map<RunEvent, Uint8Array>();
  private readonly nodes: readonly string[];
  private projection: Projection;
  /** How many of {@link ordered} are folded; 0 once one came late. */
  private folded = 0;
  private sorted = true;

  /**
   * @param nodes ids of the plan's nodes.
   * @param now milliseconds since the epoch, for when events are kept.
   */
  constructor(
    nodes: Iterable<string>,
    private readonly now: () => number,
  ) {
    this.nodes = [...nodes];
    this.projection = new Projection(this.nodes);
  }

  /**
   * Keeps an event, unless one with its idempotency key is kept.
   *
   * @throws EventConflictError where what is kept under its key, or at its place in the run, is another event.
   */
  append(event: RunEvent): Appended {
    const key = `${event.runId}\u0000${eventName(event)}`;
    const first = this.byKey.get(key);
    if (first !== undefined) {
      if (Buffer.compare(this.payloadHashOf(first), payloadHash(event)) === 0) return { event: first, duplicate: true };
      throw new EventConflictError(first, event, `${nameOf(event)} was kept before with other contents`);
    }
    const other = this.bySeq.get(event.runSeq);
    if (other !== undefined) {
      const place = `place ${event.runSeq} of run ${event.runId}`;
      throw new EventConflictError(other, event, `${event.type} cannot take ${place}: ${other.type} is there`);
    }
    return { event: this.keep(key, event), duplicate: false };
  }

  /** In the order of `runSeq`, each once. */
  events(): readonly RunEvent[] {
    if (!this.sorted) {
      this.ordered.sort((a, b) => (a.runSeq < b.runSeq ? -1 : 1));
      this.sorted = true;
      this.projection = new Projection(this.nodes);
      this.folded = 0;
    }
    return this.ordered;
  }

  snapshot(): RunSnapshot {
    const events = this.events();
    for (const event of events.slice(this.folded)) this.projection.apply(event);
    this.folded = events.length;
    return this.projection.snapshot();
  }

  /** Of an event that is kept: most are never asked for, some again and again. */
  private payloadHashOf(kept: RunEvent): Uint8Array {
    let hash = this.payloadHashes.get(kept);
    if (hash === undefined) {
      hash = payloadHash(kept);
      this.payloadHashes.set(kept, hash);
    }
    return hash;
  }

  private keep(key: string, event: RunEvent): RunEvent {
    const kept = Object.assign(create(RunEventSchema), event, { persistedAt: timestampFromMs(this.now()) });
    const last = this.ordered.at(-1);
    if (last !== undefined && kept.runSeq < last.runSeq) this.sorted = false;
    this.byKey.set(key, kept);
    this.bySeq.set(kept.runSeq, kept);
    this.ordered.push(kept);
    return kept;
  }
}

function nameOf({ type, runId, nodeId, logicalAttempt }: RunEvent): string {
  const place = nodeId === "" ? `run ${runId}` : `node ${nodeId} of run ${runId}`;
  return `${type} of ${place}, attempt ${logicalAttempt},`;
}
