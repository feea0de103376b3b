/** A promise, and the two ways to settle it; nobody needs to listen. */
export interface Outcome {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function newOutcome(): Outcome {
  let resolve: Outcome["resolve"] = () => undefined;
  let reject: Outcome["reject"] = () => undefined;
  const promise = new Promise((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  // A run that fails and that nobody awaits causes no unhandled rejection.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
