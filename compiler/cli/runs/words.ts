import type pc from "picocolors";
import type { RunRecord } from "protograph";
import { FailureClass } from "../../../generated/protograph/v1/failure_pb.js";
import { ParkReason, SkipReason } from "../../../generated/protograph/v1/event_pb.js";
import { NodeState } from "../../../generated/protograph/v1/snapshot_pb.js";

type Colors = ReturnType<typeof pc.createColors>;

/** The last part of a full name. */
export function shortName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf(".") + 1);
}

/** The first digits of a hash: enough for a person to tell two apart. */
export function shortHash(hash: Uint8Array): string {
  return Buffer.from(hash).toString("hex").slice(0, 12);
}

/** Where a run stands, in a word or two: a run whose process is gone waits to be taken up. */
export function standingOf({ state, substate, ownerAlive }: RunRecord): string {
  if (state === "RUNNING" && !ownerAlive) return "RUNNING orphaned";
  return substate === "" ? state : `${state} ${substate.toLowerCase()}`;
}

/** The colour of a state of a run or of a node. */
export function paintState(text: string, { green, red, yellow, cyan, magenta, dim }: Colors): string {
  switch (text.split(" ")[0]) {
    case "COMPLETED":
    case "SUCCEEDED":
    case "RESTORED":
      return green(text);
    case "FAILED":
      return red(text);
    case "CANCELLED":
      return yellow(text);
    case "RUNNING":
      return text.includes("orphaned") ? yellow(text) : cyan(text);
    case "PAUSED":
    case "PARKED":
      return magenta(text);
    default:
      return dim(text);
  }
}

export const nodeStates: Readonly<Record<NodeState, string>> = {
  [NodeState.UNSPECIFIED]: "",
  [NodeState.PENDING]: "PENDING",
  [NodeState.RUNNING]: "RUNNING",
  [NodeState.SUCCEEDED]: "SUCCEEDED",
  [NodeState.FAILED]: "FAILED",
  [NodeState.SKIPPED]: "SKIPPED",
  [NodeState.RESTORED]: "RESTORED",
};

export const skipReasons: Readonly<Record<SkipReason, string>> = {
  [SkipReason.UNSPECIFIED]: "no reason is given",
  [SkipReason.CONDITION_FALSE]: "its condition is false",
  [SkipReason.INPUT_ABSENT]: "a message it requires is absent",
  [SkipReason.NOT_CHOSEN]: "another branch was chosen",
  [SkipReason.NOT_NEEDED]: "nothing needs it",
  [SkipReason.CANCELLED]: "the run ended first",
};

export const parkReasons: Readonly<Record<ParkReason, string>> = {
  [ParkReason.UNSPECIFIED]: "something",
  [ParkReason.MESSAGE]: "a message",
  [ParkReason.TIMER]: "a time",
  [ParkReason.BACKOFF]: "the next attempt of a step",
};

export const failureClasses: Readonly<Record<FailureClass, string>> = {
  [FailureClass.UNSPECIFIED]: "",
  [FailureClass.VALIDATION]: "validation",
  [FailureClass.DENIED]: "denied",
  [FailureClass.NOT_FOUND]: "not found",
  [FailureClass.TRANSIENT]: "transient",
  [FailureClass.RATE_LIMITED]: "rate limited",
  [FailureClass.TIMEOUT]: "timeout",
  [FailureClass.CANCELLED]: "cancelled",
  [FailureClass.BUG]: "bug",
};
