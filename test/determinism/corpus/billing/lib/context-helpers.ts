import type { StepContext } from "protograph";

/** A reference of the run's own chance. */
export function referenceFrom(prefix: string, ctx: StepContext): string {
  return `${prefix}-${ctx.uuid().slice(0, 8)}-${Math.floor(ctx.random() * 100)}`;
}

export async function patiently<T>(tries: number, ctx: StepContext, call: () => Promise<T>): Promise<T> {
  for (let at = 1; ; at += 1) {
    try {
      return await call();
    } catch (error) {
      if (at >= tries) throw error;
      await ctx.sleep(100 * at);
    }
  }
}
