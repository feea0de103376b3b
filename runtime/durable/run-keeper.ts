import { type Message, toBinary } from "@bufbuild/protobuf";
import { TimestampSchema, timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";
import type { DurabilityMode } from "../../proto/contract/options.js";
import { ListHash } from "../canonical/hash.js";
import { type Callee, type MemoryNode, modeIn } from "../engine/callee.js";
import type { Clock } from "../engine/clock.js";
import { isThenable } from "../engine/is-thenable.js";
import type { Keeper } from "../engine/keeper.js";
import { isMessageOf } from "../engine/messages.js";
import type { Scope } from "../engine/scope.js";
import type { AttemptContext } from "../engine/step-context.js";
import type { Walk } from "../engine/walk.js";
import type { Restorer } from "../engine/walk-host.js";
import type { CheckpointKey } from "../store/batch.js";
import type { WriteBehind } from "../store/write-behind.js";
import type { Journal } from "./journal.js";
import { keyOf, timerKey } from "./keys.js";
import type { Past } from "./past.js";
import { type Messages, schemaOf } from "./request.js";
import { RunHashes } from "./run-hashes.js";
import { hashOf, readValue, type Value, writeValue } from "./values.js";

export interface RunKeeperParts {
  readonly walk: Walk<Callee>;
  readonly messages: Messages;
  readonly mode: DurabilityMode;
  readonly journal: Journal;
  readonly queue: WriteBehind;
  readonly past: Past | undefined;
  readonly clock: Clock;
  /** What is waited for longer than this outlives the process, in milliseconds. */
  readonly parkAfterMs: number;
  /** Told when nothing is going on but waiting. */
  readonly onIdle: () => void;
}

/** A stream whose items take more than this, in bytes, is not kept: it is computed again. */
const longestStream = 8 * 1024 * 1024;

/**
 * Stands around the calls of a durable run's nodes, in this order: what is kept is given back; then everything that must
 * be on disk first is waited for; then the step is called; then what it has returned is kept.
 */
export class RunKeeper implements Keeper, Restorer<Callee> {
  /** Calls under way, and those of them that wait: each with when it goes on, in milliseconds since the epoch. */
  private inFlight = 0;
  private readonly waiting = new Set<{ readonly dueMs: number; readonly reason: "TIMER" | "BACKOFF" }>();
  /** Whether something was returned that must be on disk before anything else starts. */
  private mustFlush = false;
  private flushing: Promise<void> | undefined;
  private readonly resumers: (() => void)[] = [];
  /** How often each attempt has slept. */
  private sleeps: WeakMap<AttemptContext, number> | undefined;

  private readonly hashes: RunHashes;

  constructor(private readonly parts: RunKeeperParts) {
    this.hashes = new RunHashes(parts.messages);
  }

  /** What the run waits for, where it only waits. */
  idleUntil(): { readonly dueMs: number | undefined; readonly reason: "MESSAGE" | "TIMER" | "BACKOFF" } | undefined {
    if (this.inFlight > this.waiting.size || this.flushing) return undefined;
    const first = [...this.waiting].sort((a, b) => a.dueMs - b.dueMs)[0];
    return first ?? { dueMs: undefined, reason: "MESSAGE" };
  }

  /** Whether calls are under way that wait for a time. */
  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** Whether calls are under way that come to an end by themselves. */
  get isDraining(): boolean {
    return this.inFlight > this.waiting.size;
  }

  /** Whether something has to be on disk before anything else is heard of the run. */
  get owes(): boolean {
    return this.mustFlush || this.flushing !== undefined;
  }

  /** Everything may start again. */
  resume(): void {
    for (const goOn of this.resumers.splice(0)) goOn();
  }

  held(): Promise<void> | undefined {
    if (!this.parts.walk.paused) return undefined;
    return new Promise((resolve) => this.resumers.push(resolve));
  }

  restore(node: MemoryNode, scope?: Scope<Callee>): { readonly product: Value } | undefined {
    const { past, messages, walk, journal } = this.parts;
    if (!past?.hasCheckpoints) return undefined;
    const kept = past.checkpoint(keyOf(node, scope, this.hashes.inputsOf(node, scope, walk.slots)));
    if (!kept) return undefined;
    const schema = schemaOf(messages, node.message);
    const product = readValue(schema, kept.value);
    const hash = hashOf(schema, product);
    this.hashes.keep(node, scope, product, hash);
    if (!scope?.lift) journal.outputHashes[node.index] = hash;
    return { product };
  }

  chosen(node: MemoryNode, scope: Scope<Callee>): string | undefined {
    return this.parts.past?.chosen(node.id, scope.itemIndex());
  }

  firstAttempt(node: MemoryNode, scope: Scope<Callee> | undefined): number {
    return this.parts.past?.firstAttempt(node.id, indexOf(scope)) ?? 1;
  }

  attemptsBefore(node: MemoryNode, scope: Scope<Callee> | undefined): number {
    return this.parts.past?.attemptsBefore(node.id, indexOf(scope)) ?? 0;
  }

  waits(ms: number): { over(): void } {
    return this.waitFor({ dueMs: this.parts.clock.now() + ms, reason: "BACKOFF" });
  }

  async sleep(attempt: AttemptContext, ms: number): Promise<void> {
    const { clock, journal, past, parkAfterMs } = this.parts;
    const sleeps = (this.sleeps ??= new WeakMap());
    const ordinal = (sleeps.get(attempt) ?? 0) + 1;
    sleeps.set(attempt, ordinal);
    if (ms < parkAfterMs) return clock.sleep(ms, attempt.signal);
    const key = timerKey(attempt.name(), attempt.attempt, ordinal);
    const kept = past?.checkpoint(key);
    const due = kept && readValue(TimestampSchema, kept.value);
    const longestMs = clock.now() + ms;
    // Clocks of processes disagree: by none does it sleep longer than it was to.
    const dueMs =
      due && isMessageOf(due, TimestampSchema.typeName) ? Math.min(timestampMs(due as never), longestMs) : longestMs;
    if (!kept) {
      const { bytes: value } = writeValue(TimestampSchema, timestampFromMs(dueMs));
      journal.keep({ ...key, stepVersion: "", nodeId: attempt.step, value });
    }
    if (dueMs <= clock.now()) return undefined;
    const waiting = this.waitFor({ dueMs, reason: "TIMER" });
    try {
      await clock.sleep(dueMs - clock.now(), attempt.signal);
    } finally {
      waiting.over();
    }
  }

  call(node: MemoryNode, scope: Scope<Callee> | undefined, call: () => unknown): unknown {
    const { walk, past, journal } = this.parts;
    const perItem = scope?.lift !== undefined;
    if (past && (perItem || node.place?.product === "stream")) {
      const kept = this.restore(node, scope);
      if (kept) return node.place?.product === "stream" ? streamOf(kept.product) : kept.product;
    }
    const key = keyOf(node, scope, this.hashes.inputsOf(node, scope, walk.slots));
    if (!perItem) journal.inputHashes[node.index] = key.inputHash;
    this.inFlight++;
    try {
      const before = both(this.barrier(node), this.backoff(node, scope));
      const product = before ? before.then(() => (walk.over() ? undefined : call())) : call();
      return this.follow(node, scope, key, product);
    } catch (error) {
      this.landed();
      throw error;
    }
  }

  private follow(node: MemoryNode, scope: Scope<Callee> | undefined, key: CheckpointKey, product: unknown): unknown {
    if (!isThenable(product)) return this.keep(node, scope, key, product);
    return Promise.resolve(product).then(
      (value) => this.keep(node, scope, key, value),
      (error: unknown) => {
        this.landed();
        throw error;
      },
    );
  }

  /** Keeps what a node has returned; what is no result is for the walk to refuse. */
  private keep(node: MemoryNode, scope: Scope<Callee> | undefined, key: CheckpointKey, product: unknown): unknown {
    if (isAsyncIterable(product)) return this.keepStream(node, scope, key, product);
    if (Array.isArray(product) && product.some(isThenable)) return this.follow(node, scope, key, Promise.all(product));
    this.landed();
    if (!isResult(node, product) || this.parts.walk.over()) return product;
    const { remarks } = this.parts.walk;
    const fallback = scope ? scope.hasFallback(node) : remarks?.fallbacks.has(node.index) === true;
    this.store(node, scope, key, { value: product as Value, fallback });
    return product;
  }

  private store(
    node: MemoryNode,
    scope: Scope<Callee> | undefined,
    key: CheckpointKey,
    { value, fallback }: { readonly value: Value; readonly fallback: boolean },
  ): void {
    const { messages, journal } = this.parts;
    const { callee, id: nodeId } = node;
    const { bytes, hash } = writeValue(schemaOf(messages, node.message), value, fallback);
    this.hashes.keep(node, scope, value, hash);
    const { outputType, itemIndex, inputHash } = key;
    if (itemIndex.length === 0) journal.outputHashes[node.index] = hash;
    const mode = modeIn(callee, this.parts.mode);
    if (mode === "memory") return;
    journal.keep({ outputType, itemIndex, inputHash, stepVersion: callee.version, nodeId, value: bytes });
    if (mode === "sync" || callee.effect) this.mustFlush = true;
  }

  /** Lets a stream through, and keeps its items once it has ended, where they are not too many. */
  private keepStream(
    node: MemoryNode,
    scope: Scope<Callee> | undefined,
    key: CheckpointKey,
    items: AsyncIterable<unknown>,
  ): AsyncIterable<unknown> {
    let isOver = false;
    const over = () => {
      if (!isOver) this.landed();
      isOver = true;
    };
    const through = this.letThrough(node, items, over, (kept, hash) => {
      if (kept) this.store(node, scope, key, { value: kept, fallback: false });
      else if (key.itemIndex.length === 0) this.parts.journal.outputHashes[node.index] = hash;
    });
    const iterator = {
      next: () => through.next(),
      // Of one that is closed before it has begun, nothing runs.
      return: () => through.return(undefined).finally(over),
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  private async *letThrough(
    node: MemoryNode,
    items: AsyncIterable<unknown>,
    over: () => void,
    keep: (kept: readonly Message[] | undefined, hash: Uint8Array) => void,
  ): AsyncGenerator<unknown, void> {
    const schema = schemaOf(this.parts.messages, node.message);
    const hash = new ListHash();
    let kept: Message[] | undefined = [];
    let bytes = 0;
    try {
      for await (const item of items) {
        if (isMessageOf(item, node.message)) {
          hash.add(this.hashes.of(schema, item));
          bytes += kept ? toBinary(schema, item as Message).length : 0;
          if (bytes > longestStream) kept = undefined;
          kept?.push(item);
        }
        yield item;
      }
      keep(kept, hash.digest());
    } finally {
      over();
    }
  }

  /** What must be on disk before a node may be called; nothing in the common case. */
  private barrier({ callee }: MemoryNode): Promise<void> | undefined {
    const { queue, journal } = this.parts;
    if (callee.effect || this.mustFlush) {
      this.mustFlush = false;
      const flushing = queue.flushed(journal).finally(() => {
        if (this.flushing === flushing) this.flushing = undefined;
      });
      this.flushing = flushing;
    }
    return this.flushing ?? queue.room();
  }

  /** What is left of the wait before an attempt that an earlier process would have made. */
  private backoff(node: MemoryNode, scope: Scope<Callee> | undefined): Promise<void> | undefined {
    const { past, clock } = this.parts;
    const dueMs = past?.dueAt(node.id, indexOf(scope), clock.now());
    if (dueMs === undefined || dueMs <= clock.now()) return undefined;
    const waiting = this.waitFor({ dueMs, reason: "BACKOFF" });
    return clock.sleep(dueMs - clock.now()).finally(() => waiting.over());
  }

  private waitFor(wait: { readonly dueMs: number; readonly reason: "TIMER" | "BACKOFF" }): { over(): void } {
    this.waiting.add(wait);
    this.idle();
    return { over: () => this.waiting.delete(wait) };
  }

  private landed(): void {
    this.inFlight--;
    this.idle();
  }

  private idle(): void {
    if (this.inFlight === this.waiting.size) this.parts.onIdle();
  }
}

function both(one: Promise<void> | undefined, other: Promise<void> | undefined): Promise<void> | undefined {
  return one && other ? Promise.all([one, other]).then(() => undefined) : (one ?? other);
}

function indexOf(scope: Scope<Callee> | undefined): readonly number[] {
  return scope?.itemIndex() ?? [];
}

function isResult(node: MemoryNode, product: unknown): boolean {
  const form = node.place?.product ?? "one";
  if (form === "list") return Array.isArray(product) && product.every((item) => isMessageOf(item, node.message));
  return isMessageOf(product, node.message) || (form === "optional" && product === undefined);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function* streamOf(value: Value): AsyncGenerator<unknown, void> {
  yield* (value ?? []) as readonly unknown[];
}
