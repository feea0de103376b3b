import type { RunKey } from "./submission.js";

/** A plan as it is kept: what it takes to compare it with a later one. */
export interface StoredPlan {
  /** SHA-256 of the plan. */
  readonly digest: Uint8Array;
  /** The graph's full name. */
  readonly graph: string;
  /** The bytes of the whole `Plan`. */
  readonly plan: Uint8Array;
  /** The files that declare its messages, as the bytes of a `FileDescriptorSet`. */
  readonly schemas: Uint8Array;
}

/** Which runs go on with which plan: those of one plan with another, or with the same. */
export interface PlanMove {
  /** SHA-256 of the plan that they are on. */
  readonly from: Uint8Array;
  /** SHA-256 of the plan that they are on from then on. */
  readonly to: Uint8Array;
  /** The release that has that plan; empty where it has none. */
  readonly release: string;
}

/** A plan of runs that nobody works on. */
export interface WaitingPlan {
  readonly digest: Uint8Array;
  readonly graph: string;
  /** The release of one of the runs; empty where it has none. */
  readonly release: string;
  /** How many runs. */
  readonly runs: number;
}

/** Which plans of runs that nobody works on are looked for. */
export interface WaitingFilter {
  readonly graphs: readonly string[];
  /** SHA-256 of the plans that are not. */
  readonly except: readonly Uint8Array[];
  /** Only that of this run. */
  readonly run?: RunKey;
}

/** Plans as data: who takes up a run of another release compares the two first. */
export interface PlanStore {
  /** Keeps a plan, before any run of it; one that is there already stays as it is. */
  keepPlan(plan: StoredPlan): Promise<void>;
  /** A plan that was kept, by its digest. */
  plan(digest: Uint8Array): Promise<StoredPlan | undefined>;
  /** The plans of runs that nobody works on; see {@link RunStore.takeUp}. */
  waitingPlans(filter: WaitingFilter): Promise<readonly WaitingPlan[]>;
}
