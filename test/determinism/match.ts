import type { Case, Expected, Place } from "./corpus.js";
import type { Found, Home } from "./homes.js";

/** Findings held against labels. */
export interface Match {
  /** What had to be found and was, with what was found. */
  readonly hits: readonly { readonly expected: Expected; readonly found: Found }[];
  /** What had to be found and was not. */
  readonly misses: readonly Expected[];
  /** What was found and must not be, or was found before. */
  readonly falseAlarms: readonly Found[];
}

/**
 * Holds what a home found against what it had to find, by file, line and rule.
 *
 * A label is met by one finding, so whoever reports one cause at two places has raised a false alarm.
 */
export function match(cases: readonly Case[], found: readonly Found[], sees: Home["sees"]): Match {
  const left = new Map(found.map((each) => [keyOf(each), each]));
  const hits: { expected: Expected; found: Found }[] = [];
  const take = (expected: Expected, places: readonly Place[]): boolean => {
    const key = places.map(keyOf).find((each) => left.has(each));
    const hit = key === undefined ? undefined : left.get(key);
    if (key === undefined || !hit) return false;
    left.delete(key);
    hits.push({ expected, found: hit });
    return true;
  };
  const wanted = cases.flatMap(({ findings }) => findings).filter((each) => [each, ...(each.or ?? [])].some(sees));
  // All first choices before any second: a second choice may be another label's first.
  const second = wanted.filter((each) => !(sees(each) && take(each, [each])));
  const misses = second.filter((each) => !take(each, (each.or ?? []).filter(sees)));
  return { hits, misses, falseAlarms: [...left.values()] };
}

/** The part of a match that is about some files. */
export function within({ hits, misses, falseAlarms }: Match, files: ReadonlySet<string>): Match {
  return {
    hits: hits.filter(({ expected }) => files.has(expected.file)),
    misses: misses.filter(({ file }) => files.has(file)),
    falseAlarms: falseAlarms.filter(({ file }) => files.has(file)),
  };
}

/** The share of findings that are right; 1 where there are none. */
export function precision({ hits, falseAlarms }: Match): number {
  return share(hits.length, falseAlarms.length);
}

/** The share of labels that were found; 1 where there are none. */
export function recall({ hits, misses }: Match): number {
  return share(hits.length, misses.length);
}

function share(right: number, wrong: number): number {
  return right + wrong === 0 ? 1 : right / (right + wrong);
}

function keyOf({ file, line, rule }: Place): string {
  return `${file}:${line} ${rule}`;
}
