import type { Failure } from "../../generated/protograph/v1/failure_pb.js";
import { ProtographError } from "../errors.js";

/** A run failed or was cancelled in another process, or before this one began to watch: what is known of it is data. */
export class RunFailedError extends ProtographError {
  override readonly code = "RUN_FAILED";

  constructor(
    readonly runId: string,
    /** What the process noted that had the error itself. */
    readonly failure: Failure | undefined,
    status: "FAILED" | "CANCELLED",
  ) {
    const why = failure === undefined ? "" : `: ${failure.message}`;
    super(`run ${runId} ${status === "FAILED" ? "has failed" : "was cancelled"}${why}`);
  }
}

/** A run has completed so long ago that its output is no longer kept. */
export class OutputExpiredError extends ProtographError {
  override readonly code = "OUTPUT_EXPIRED";

  constructor(
    readonly runId: string,
    message: string,
  ) {
    super(
      `the ${message} of run ${runId} is no longer kept: give the store a longer retention, or keep outputs elsewhere`,
    );
  }
}

/** The store was closed while a run was going on: whoever recovers next continues it, from what is durable. */
export class StoreClosedError extends ProtographError {
  override readonly code = "STORE_CLOSED";

  constructor(readonly runId: string) {
    super(`the store was closed before run ${runId} had ended: recover() continues it`);
  }
}

/** The store has no run of that name, of that graph. */
export class RunNotFoundError extends ProtographError {
  override readonly code = "RUN_NOT_FOUND";

  constructor(
    readonly runId: string,
    readonly tenant: string,
  ) {
    super(`there is no run ${runId} of tenant ${tenant} and this graph`);
  }
}
