import type { Reject } from "../../generated/protograph/v1/reject_pb.js";

/** Where errors go that nobody has declared. */
export interface ErrorSink {
  /** Names the sink in the log. */
  readonly name: string;
  /**
   * Takes one record. It is taken when the promise resolves; when it rejects, it is given again, with the same id. One comes
   * after the other.
   *
   * @param signal aborted when it has taken too long.
   * @throws RefusedDeliveryError where no later try can succeed.
   */
  take(reject: Reject, signal: AbortSignal): Promise<void> | void;
  /** Frees what the sink holds; nothing is given to it afterwards. */
  close?(): Promise<void>;
}
