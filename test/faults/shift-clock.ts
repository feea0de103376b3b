/*
 * Loaded before a program (`node --import`), this has its clock go wrong by as many milliseconds as the environment
 * variable CLOCK_SHIFT_MS says, as a machine's clock does that nobody has set. Timers are not touched: they go by what
 * has passed, and a wrong clock is as fast as a right one.
 */
const shift = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const Right = Date;

class Shifted extends Right {
  constructor(...args: [] | [number | string | Date]) {
    if (args.length === 0) super(Right.now() + shift);
    else super(...(args as [number]));
  }

  static override now(): number {
    return Right.now() + shift;
  }
}

globalThis.Date = Shifted as DateConstructor;
