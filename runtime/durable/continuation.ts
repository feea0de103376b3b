import type { RunReplanned } from "../../generated/protograph/v1/event_pb.js";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import { Projection } from "../history/projection.js";
import type { Submission } from "../store/submission.js";
import type { Past } from "./past.js";
import type { Request } from "./request.js";

/** How this process comes to a run: it is new, failed and is retried, was parked, or its process has died. */
export type Opening =
  | { readonly kind: "new" }
  | { readonly kind: "anew"; readonly nodes: readonly string[] }
  | { readonly kind: "woken"; readonly signalId: string }
  | { readonly kind: "orphaned" };

/** How a run goes on with another plan of its graph. */
export interface Replanned {
  readonly event: RunReplanned;
  /** The attempt of the run that it was in. */
  readonly attempt: number;
}

/** How a process goes on with a run. */
export interface Continuation {
  readonly request: Request;
  readonly opening: Opening;
  /** Where it goes on with another plan. */
  readonly replanned?: Replanned | undefined;
  readonly engineAttempt: number;
  /** The run's attempt, from 1. */
  readonly attempt: number;
  readonly projection: Projection;
  readonly lastRunSeq: number;
  readonly past: Past | undefined;
  /** Where the run is created with its first change. */
  readonly create: Submission | undefined;
  readonly isPaused: boolean;
}

/** How a process begins a run. */
export function fromNothing({ nodes }: Plan, request: Request, create: Submission | undefined): Continuation {
  return {
    request,
    opening: { kind: "new" },
    engineAttempt: 1,
    attempt: 1,
    projection: new Projection(nodes.map(({ id }) => id)),
    lastRunSeq: 0,
    past: undefined,
    create,
    isPaused: false,
  };
}
