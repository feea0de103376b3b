import { StreamConsumedError } from "../errors.js";
import type { ProgramNode, Source } from "../plan/layout.js";
import { Channel, type Reader } from "./channel.js";

const end = { done: true, value: undefined } as const;

/** A parameter that is a stream: the items as they come, once. */
export class StreamOfSource implements AsyncIterable<unknown> {
  readonly #items: readonly unknown[] | Channel;
  readonly #source: Source<unknown>;
  readonly #node: ProgramNode<unknown> | undefined;
  #taken = false;

  constructor(items: unknown, source: Source<unknown>, node: ProgramNode<unknown> | undefined) {
    this.#items = items as readonly unknown[] | Channel;
    this.#source = source;
    this.#node = node;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    if (this.#taken) throw new StreamConsumedError(this.#source.cell.message, this.#node?.id ?? "");
    this.#taken = true;
    const items = this.#items;
    if (!(items instanceof Channel)) return iterate(items);
    const reader = items.claim(this.#source.up === 0 ? this.#source : this, this.#source.reading);
    reader.rewind();
    return read(reader);
  }
}

function iterate(items: readonly unknown[]): AsyncIterator<unknown, undefined> {
  let next = 0;
  return {
    next: () => Promise.resolve(next < items.length ? { done: false, value: items[next++] } : end),
    return: () => {
      next = items.length;
      return Promise.resolve(end);
    },
  };
}

function read(reader: Reader): AsyncIterator<unknown, undefined> {
  let closed = false;
  // A step may ask for several items at once: they are given in the order they were asked for.
  let last: Promise<unknown> = Promise.resolve();
  const take = async (): Promise<IteratorResult<unknown, undefined>> => {
    while (!closed) {
      const taken = reader.take();
      if (taken === "over") break;
      if (taken !== "later") return { done: false, value: taken.item };
      await new Promise<void>((resolve) => reader.onNext(resolve));
    }
    return end;
  };
  return {
    next: () => {
      const result = last.then(take, take);
      last = result;
      return result;
    },
    return: () => {
      closed = true;
      // A further attempt of the step may read again; the place is given up when the step is over.
      if (reader.reading !== "again") reader.close();
      return Promise.resolve(end);
    },
  };
}
