import { inspect } from "node:util";

/** A field that is not the same in two values. */
export interface ChangedField {
  /** Its path: `title`, `tags[2].name`, `labels["x"]`; empty where the values differ as a whole. */
  readonly path: string;
  readonly was: string;
  readonly is: string;
}

/** The fields in which two values differ. Objects and messages are compared by fields, whatever their order. */
export function compareValues(was: unknown, is: unknown, path = ""): readonly ChangedField[] {
  if (Object.is(was, is)) return [];
  const whole = [{ path, was: short(was), is: short(is) }];
  if (typeof was !== "object" || typeof is !== "object" || was === null || is === null) return whole;
  if (Array.isArray(was) && Array.isArray(is)) {
    if (was.length !== is.length) return [{ path: join(path, "length"), was: `${was.length}`, is: `${is.length}` }];
    return was.flatMap((item, at) => compareValues(item, is[at], `${path}[${at}]`));
  }
  if (!isFields(was) || !isFields(is)) return inspect(was, complete) === inspect(is, complete) ? [] : whole;
  if (was.$typeName !== is.$typeName) return whole;
  const keys = new Set([...Object.keys(was), ...Object.keys(is), "$unknown"]);
  return [...keys].flatMap((key) => compareValues(was[key], is[key], join(path, key)));
}

const complete = { depth: null, maxArrayLength: null, maxStringLength: null, sorted: true } as const;

function isFields(value: object): value is Readonly<Record<string, unknown>> {
  return !(
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    value instanceof Date ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof Error
  );
}

function join(path: string, key: string): string {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function short(value: unknown): string {
  const text = inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 5 });
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
