import { ProtographError } from "../errors.js";
import type { RunKey } from "./submission.js";

/**
 * Another process has taken over what this one owned: its lease had run out. Nothing was written, and nothing this owner
 * writes ever will be. Its runs go on elsewhere.
 */
export class FencedError extends ProtographError {
  override readonly code = "FENCED";

  constructor(
    /** The fencing token that is no longer good. */
    readonly owner: number,
  ) {
    super(`owner ${owner} has lost its lease and may write no more; its runs are continued by whoever took them over`);
  }
}

/** A run was taken up by somebody else; what this process had of it, and had not written yet, is dropped. */
export class RunTakenError extends ProtographError {
  override readonly code = "RUN_TAKEN";
  readonly tenant: string;
  readonly runId: string;

  constructor({ tenant, runId }: RunKey) {
    super(`run ${runId} of tenant ${tenant} was taken up by another process, which continues it`);
    this.tenant = tenant;
    this.runId = runId;
  }
}

/** Whether somebody else goes on with what this process had. */
export function isTakenOver(error: unknown): boolean {
  return error instanceof FencedError || error instanceof RunTakenError;
}

/** The queue of writes was stopped, and takes nothing more. */
export class QueueStoppedError extends ProtographError {
  override readonly code = "QUEUE_STOPPED";
}

/** A run id was submitted again with another body. */
export class RunConflictError extends ProtographError {
  override readonly code = "RUN_CONFLICT";
  readonly tenant: string;
  readonly runId: string;

  constructor({ tenant, runId }: RunKey) {
    super(`run ${runId} of tenant ${tenant} was submitted before with another body; give this one another runId`);
    this.tenant = tenant;
    this.runId = runId;
  }
}

/**
 * The database cannot be reached, is busy, or has broken off. Whether the statement took effect is unknown. Everything
 * the store offers may be asked again as it was.
 */
export class StoreUnavailableError extends ProtographError {
  override readonly code = "STORE_UNAVAILABLE";
}

/** The database says no, and would say it again: a value it cannot hold, a right that is missing, a fault in a statement. */
export class StoreRefusedError extends ProtographError {
  override readonly code = "STORE_REFUSED";
}

/** The database cannot serve as a store: its version, its settings or its schema. */
export class UnusableStoreError extends ProtographError {
  constructor(
    override readonly code:
      "UNSUPPORTED_SERVER" | "UNSAFE_SETTING" | "SCHEMA_MISSING" | "SCHEMA_NEWER" | "FOLDER_IN_USE" | "MISSING_DRIVER",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A stored value is not what was written: its SHA-256 differs, or a part of it is gone. */
export class CorruptValueError extends ProtographError {
  override readonly code = "CORRUPT_VALUE";

  constructor(what: string, options?: ErrorOptions) {
    super(`the stored value of ${what} is not what was written`, options);
  }
}
