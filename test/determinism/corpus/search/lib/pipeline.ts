export type Stage<T> = (value: T) => T;

/** One function after the other. */
export function pipe<T>(...stages: readonly Stage<T>[]): Stage<T> {
  return (value) => stages.reduce((each, stage) => stage(each), value);
}

export const trim: Stage<string> = (text) => text.trim();
export const lower: Stage<string> = (text) => text.toLowerCase();
export const localLower: Stage<string> = (text) => text.toLocaleLowerCase();
