import type { StepContext } from "protograph";

/** The world of the golden steps: every call goes through it before it computes, so a test can hold it, or have it fail. */
export interface Stage {
  /** @param item of which item of a list, where the step is called for each. */
  enter(ctx: StepContext, item?: string): Promise<void>;
  /** What the world is like now; it may be another one in the next process. */
  mood(): number;
}
