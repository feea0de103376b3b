/**
 * Somebody waiting for a run: the handlers of one `then`, and the promise that it has returned.
 *
 * A run keeps these itself instead of a promise with reactions. It makes awaiting a run cost one promise less.
 */
export class Waiter {
  // Declared, not defined: a definition would write every field twice.
  declare readonly promise: Promise<unknown>;
  declare private readonly onFulfilled: ((output: unknown) => unknown) | null | undefined;
  declare private readonly onRejected: ((error: unknown) => unknown) | null | undefined;
  declare private readonly resolve: (value: unknown) => void;
  declare private readonly reject: (error: unknown) => void;
  /** Who has come after. */
  declare next: Waiter | undefined;

  constructor(onFulfilled: Waiter["onFulfilled"], onRejected: Waiter["onRejected"]) {
    this.promise = new Promise(grab);
    this.resolve = grabbedResolve;
    this.reject = grabbedReject;
    this.onFulfilled = onFulfilled;
    this.onRejected = onRejected;
    this.next = undefined;
  }

  fulfil(output: unknown): void {
    this.settle(this.onFulfilled, output, this.resolve);
  }

  refuse(error: unknown): void {
    this.settle(this.onRejected, error, this.reject);
  }

  private settle(
    handler: ((outcome: unknown) => unknown) | null | undefined,
    outcome: unknown,
    pass: (outcome: unknown) => void,
  ): void {
    if (typeof handler !== "function") {
      pass(outcome);
      return;
    }
    try {
      this.resolve(handler(outcome));
    } catch (thrown) {
      this.reject(thrown);
    }
  }
}

let grabbedResolve: (value: unknown) => void;
let grabbedReject: (error: unknown) => void;

/** The one executor of all these promises: it makes no closure for each. */
function grab(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
  grabbedResolve = resolve;
  grabbedReject = reject;
}

/** How a run has ended. */
interface Ended {
  readonly status: string;
  readonly outcome: unknown;
}

/** Tells those who wait for a run, from the first on, that it has ended. */
export function tellAll(first: Waiter, { status, outcome }: Ended): void {
  if (status === "COMPLETED") {
    // Here no code of a user is on the stack, as handlers may expect.
    for (let waiter: Waiter | undefined = first; waiter !== undefined; waiter = waiter.next) waiter.fulfil(outcome);
    return;
  }
  // A run can be stopped from anywhere.
  queueMicrotask(() => {
    for (let waiter: Waiter | undefined = first; waiter !== undefined; waiter = waiter.next) waiter.refuse(outcome);
  });
}

/** A promise of how a run has ended. */
export function settled({ status, outcome }: Ended): Promise<unknown> {
  return status === "COMPLETED" ? Promise.resolve(outcome) : Promise.reject(outcome);
}
