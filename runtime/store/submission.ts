/** Names a run. */
export interface RunKey {
  /** Never empty. */
  readonly tenant: string;
  /** Unique within its tenant. */
  readonly runId: string;
}

/** A run's name among those of all tenants. */
export function nameOf({ tenant, runId }: RunKey): string {
  return `${tenant}\u0000${runId}`;
}

/** What is asked for: enough to start the run again in another process. */
export interface Submission extends RunKey {
  /** The graph's full name. */
  readonly graph: string;
  /** Full name of the message asked for. */
  readonly output: string;
  /** SHA-256 of the plan. */
  readonly planDigest: Uint8Array;
  /** The release of the program; empty where it has none. */
  readonly release: string;
  /** Inputs, seed, deadline and whatever else a start takes, as the engine writes it. */
  readonly request: Uint8Array;
  /** SHA-256 of what makes two submissions the same one. */
  readonly requestHash: Uint8Array;
}
