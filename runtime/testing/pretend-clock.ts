import type { Replacements } from "./replacements.js";

/** Has every ambient clock show one time, which moves on by `tickMs` each time somebody looks. */
export function pretendClock(
  { nowMs, tickMs }: { readonly nowMs: number; readonly tickMs: number },
  replacements: Replacements,
): void {
  let looks = 0;
  const sinceStart = () => tickMs * looks++;
  const now = () => nowMs + sinceStart();

  const RealDate = globalThis.Date;
  const PretendDate: DateConstructor = new Proxy(RealDate, {
    construct: (target, args: unknown[], asked) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, asked === PretendDate ? target : asked) as object,
    apply: () => new RealDate(now()).toString(),
  });
  replacements.replace(RealDate, "now", now);
  replacements.replace(RealDate.prototype, "constructor", PretendDate);
  replacements.replace(globalThis, "Date", PretendDate);

  replacements.replace(performance, "now", sinceStart);
  replacements.replace(performance, "timeOrigin", nowMs);
  const nanoseconds = () => BigInt(nowMs + sinceStart()) * 1_000_000n;
  const hrtime = (since?: readonly [number, number]): [number, number] => {
    const ns = nanoseconds() - (since ? BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]) : 0n);
    return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)];
  };
  replacements.replace(process, "hrtime", Object.assign(hrtime, { bigint: nanoseconds }));
  replacements.replace(process, "uptime", () => (nowMs + sinceStart()) / 1_000);
}
