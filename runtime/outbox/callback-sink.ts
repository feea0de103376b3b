import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import type { Sink } from "./sink.js";

/**
 * A sink that calls a function with each event.
 *
 * @param name names the sink in its store; another name is another sink, which is delivered everything again.
 * @param take what it throws, now or by a promise, has the event delivered again.
 *
 * @example
 * callbackSink("search-index", async (event) => { await index.update(event.runId, event.type); });
 */
export function callbackSink(name: string, take: (event: RunEvent, signal: AbortSignal) => unknown): Sink {
  return {
    name,
    async deliver(event, signal) {
      await take(event, signal);
    },
  };
}
