import type { Replacements } from "./replacements.js";

const constructors = [
  "Collator",
  "DateTimeFormat",
  "DisplayNames",
  "DurationFormat",
  "ListFormat",
  "NumberFormat",
  "PluralRules",
  "RelativeTimeFormat",
  "Segmenter",
] as const;

/** The methods that take locales, with the place of that parameter. */
const methods: readonly (readonly [owner: object, name: string, place: number])[] = [
  [String.prototype, "localeCompare", 1],
  [String.prototype, "toLocaleLowerCase", 0],
  [String.prototype, "toLocaleUpperCase", 0],
  [Number.prototype, "toLocaleString", 0],
  [BigInt.prototype, "toLocaleString", 0],
  [Date.prototype, "toLocaleString", 0],
  [Date.prototype, "toLocaleDateString", 0],
  [Date.prototype, "toLocaleTimeString", 0],
];

/** Has everything that falls back on the host's locale fall back on this one: ECMA-402 names no other way to it. */
export function pretendLocale(locale: string, replacements: Replacements): void {
  const filled = (args: readonly unknown[], place: number): unknown[] => {
    const all = [...args];
    while (all.length < place) all.push(undefined);
    all[place] ??= locale;
    return all;
  };
  for (const name of constructors) {
    const real = (Intl as unknown as Record<string, (new (...args: unknown[]) => object) | undefined>)[name];
    if (real === undefined) continue;
    const pretend: object = new Proxy(real, {
      construct: (target, args: unknown[], asked) =>
        Reflect.construct(target, filled(args, 0), asked === pretend ? target : asked) as object,
      apply: (target, self, args: unknown[]) => Reflect.apply(target, self, filled(args, 0)) as unknown,
    });
    replacements.replace(Intl, name, pretend);
  }
  for (const [owner, name, place] of methods) {
    const real = (owner as Record<string, (...args: unknown[]) => unknown>)[name];
    if (real === undefined) continue;
    const pretend = function (this: unknown, ...args: readonly unknown[]): unknown {
      return Reflect.apply(real, this, filled(args, place));
    };
    replacements.replace(owner, name, pretend);
  }
  const host = (globalThis as { readonly navigator?: object }).navigator;
  if (host) replacements.replace(host, "language", locale);
}
