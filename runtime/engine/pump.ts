import type { Channel } from "./channel.js";

/** What becomes of a step's stream. */
export interface StreamEnd {
  accepts(item: unknown): boolean;
  /** The error of an item that is not accepted. */
  wrong(item: unknown): Error;
  ended(): void;
  /** `verdict` where the stream itself was well, but an item was not. */
  failed(thrown: unknown, verdict: boolean): void;
  over(): boolean;
}

/** A stream that a step has returned, on its way into a channel. */
export interface OpenStream {
  readonly channel: Channel;
  /** Takes items while there is room for them. */
  go(): void;
  /** Closes the step's generator, and hears nothing of it any more. */
  close(): void;
}

const closed: Promise<unknown> = Promise.resolve();

/** Takes items from a step's stream into a channel, one after the other and only while there is room. */
export function pump(
  iterable: AsyncIterable<unknown>,
  toChannel: (changed: () => void) => Channel,
  heard: StreamEnd,
): OpenStream {
  const iterator = iterable[Symbol.asyncIterator]();
  let state: "idle" | "pulling" | "over" = "idle";

  /** A generator that is in the middle of something is told when it has come to its end. */
  const close = (): Promise<unknown> => {
    if (state === "over") return closed;
    state = "over";
    try {
      return Promise.resolve(iterator.return?.()).catch(() => undefined);
    } catch {
      return closed;
    }
  };
  const take = ({ done, value }: IteratorResult<unknown>) => {
    if (state === "over") return;
    if (done === true) {
      state = "over";
      heard.ended();
    } else if (heard.accepts(value)) {
      state = "idle";
      channel.push(value);
      go();
    } else {
      void close();
      heard.failed(heard.wrong(value), true);
    }
  };
  const fail = (thrown: unknown) => {
    if (state === "over") return;
    state = "over";
    heard.failed(thrown, false);
  };
  const go = () => {
    if (state === "over" || heard.over()) return;
    if (channel.isDeserted) void close().then(() => heard.ended());
    else if (state === "idle" && channel.hasRoom) {
      state = "pulling";
      try {
        Promise.resolve(iterator.next()).then(take, fail);
      } catch (thrown) {
        fail(thrown);
      }
    }
  };
  const channel = toChannel(go);
  return { channel, go, close: () => void close() };
}
