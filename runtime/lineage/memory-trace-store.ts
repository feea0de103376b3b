import type { TraceEnvelope } from "../../generated/protograph/v1/trace_pb.js";
import { DeclarationError } from "../errors.js";
import type { TraceStore } from "./trace-store.js";

/** A store in memory. It keeps as many envelopes and contents as it is told to; the oldest go first. */
export class MemoryTraceStore implements TraceStore {
  private readonly envelopes: Oldest<TraceEnvelope>;
  private readonly contents: Oldest<Uint8Array>;
  private readonly children = new Map<string, Set<string>>();

  /**
   * @param items how many envelopes at most, and how many contents.
   * @throws DeclarationError (`INVALID_OPTION`)
   */
  constructor(items = 10_000) {
    if (!(Number.isInteger(items) && items >= 1)) {
      throw new DeclarationError("INVALID_OPTION", "items of a store of traces is a positive integer");
    }
    this.envelopes = new Oldest(items, (envelope) => this.forget(envelope));
    this.contents = new Oldest(items, () => undefined);
  }

  put(envelope: TraceEnvelope): void {
    const before = this.envelopes.get(envelope.itemId);
    if (before) this.forget(before);
    this.envelopes.set(envelope.itemId, envelope);
    for (const { itemId } of envelope.parents) {
      const children = this.children.get(itemId) ?? new Set();
      this.children.set(itemId, children.add(envelope.itemId));
    }
  }

  get(itemId: string): TraceEnvelope | undefined {
    return this.envelopes.get(itemId);
  }

  madeOf(itemId: string): readonly string[] {
    return [...(this.children.get(itemId) ?? [])];
  }

  putContent(hash: Uint8Array, bytes: Uint8Array): void {
    this.contents.set(Buffer.from(hash).toString("hex"), bytes);
  }

  contentOf(hash: Uint8Array): Uint8Array | undefined {
    return this.contents.get(Buffer.from(hash).toString("hex"));
  }

  /** Nobody is a child any more who is not here. */
  private forget({ itemId, parents }: TraceEnvelope): void {
    for (const parent of parents) {
      const children = this.children.get(parent.itemId);
      children?.delete(itemId);
      if (children?.size === 0) this.children.delete(parent.itemId);
    }
  }
}

/** Keeps so many things; what is set again is new again. */
class Oldest<Thing> {
  private readonly things = new Map<string, Thing>();

  constructor(
    private readonly most: number,
    private readonly gone: (thing: Thing) => void,
  ) {}

  get(id: string): Thing | undefined {
    return this.things.get(id);
  }

  set(id: string, thing: Thing): void {
    this.things.delete(id);
    this.things.set(id, thing);
    for (const [oldest, each] of this.things) {
      if (this.things.size <= this.most) return;
      this.things.delete(oldest);
      this.gone(each);
    }
  }
}
