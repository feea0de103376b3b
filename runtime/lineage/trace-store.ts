import type { TraceEnvelope } from "../../generated/protograph/v1/trace_pb.js";

/** Where traces are kept. */
export interface TraceStore {
  /** Keeps an envelope; one of the same id takes the place of the one before. */
  put(envelope: TraceEnvelope): Promise<void> | void;
  get(itemId: string): Promise<TraceEnvelope | undefined> | TraceEnvelope | undefined;
  /** The ids of what was made of a message at once, in the order in which it was. */
  madeOf(itemId: string): Promise<readonly string[]> | readonly string[];
  /** Keeps the bytes of a message, by the hash of its content. */
  putContent(hash: Uint8Array, bytes: Uint8Array): Promise<void> | void;
  contentOf(hash: Uint8Array): Promise<Uint8Array | undefined> | Uint8Array | undefined;
}
