/**
 * Whether a value is data through and through: messages, lists, plain objects, bytes, dates, maps and sets of data. Only
 * data can be copied, and handed out a second time as if it were the first.
 */
export function isData(value: unknown): boolean {
  return isDataWithin(value, deepest);
}

/** Deeper than any message may be nested; what goes on beyond leads back to itself. */
const deepest = 200;

function isDataWithin(value: unknown, depth: number): boolean {
  if (typeof value === "function" || depth === 0) return false;
  if (typeof value !== "object" || value === null) return true;
  if (value instanceof Date || value instanceof Uint8Array) return true;
  const within = (part: unknown) => isDataWithin(part, depth - 1);
  if (Array.isArray(value) || value instanceof Set) return [...(value as Iterable<unknown>)].every(within);
  if (value instanceof Map) return [...value].every(([key, item]) => within(key) && within(item));
  return isPlain(value) && Object.values(value).every(within);
}

/** A copy that shares nothing with the value; what is no data is handed on as it is. */
export function copyValue<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Set) return new Set([...(value as Set<unknown>)].map(copy));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [copy(key), copy(item)]));
  if (!isPlain(value)) return value;
  // Messages of proto2 have their defaults on a prototype, and some fields that are not listed.
  const same = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor && "value" in descriptor) descriptor.value = copy(descriptor.value);
    if (descriptor) Object.defineProperty(same, key, descriptor);
  }
  return same;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype || "$typeName" in value;
}
