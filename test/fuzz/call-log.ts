import type { StepContext } from "protograph";

/** A call of a step, as it was made. */
export interface Call {
  readonly id: string;
  readonly index: readonly number[];
  readonly attempt: number;
  /** When it started and ended, in order of what happened in the run. */
  readonly started: number;
  ended: number | undefined;
  readonly failures: readonly { readonly step: string; readonly itemIndex: readonly number[] }[];
}

/** The calls of one run, and the most of each step that were in flight at once. */
export class CallLog {
  readonly calls: Call[] = [];
  readonly most = new Map<string, number>();
  private readonly inFlight = new Map<string, number>();
  private count = 0;

  start({ step, itemIndex, attempt, failures }: StepContext): Call {
    const call = {
      id: step,
      index: [...itemIndex],
      attempt,
      started: this.count++,
      ended: undefined,
      failures: failures.map((failure) => ({ step: failure.step, itemIndex: [...failure.itemIndex] })),
    };
    this.calls.push(call);
    this.add(step, 1);
    return call;
  }

  end(call: Call): void {
    if (call.ended !== undefined) return;
    call.ended = this.count++;
    this.add(call.id, -1);
  }

  private add(id: string, one: number): void {
    const now = (this.inFlight.get(id) ?? 0) + one;
    this.inFlight.set(id, now);
    this.most.set(id, Math.max(this.most.get(id) ?? 0, now));
  }
}
