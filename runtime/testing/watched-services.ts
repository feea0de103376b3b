import { inspect } from "node:util";
import { isThenable } from "../engine/is-thenable.js";
import { copyValue, isData } from "./copy-value.js";
import type { Gate } from "./gate.js";

/** What a service answered to one call. */
type Answer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "thrown"; readonly error: unknown }
  | { readonly kind: "promised"; readonly promise: Promise<unknown> }
  | { readonly kind: "stream"; readonly stream: SharedStream };

type Callable = (...args: unknown[]) => unknown;

/**
 * The services of a step, of which it is not the services that are tested: what one answered to a call at first, it answers
 * to the same call ever after. What comes later comes through the run's gate.
 */
export class WatchedServices {
  /** What a step's constructor is given. A step may outlast a run: its services then belong to the next. */
  readonly watched: readonly unknown[];
  private readonly answers = new Map<string, Answer>();
  /** How often each call was made in this run: equal calls are told apart by how many there were before. */
  private readonly calls = new Map<string, number>();
  private gate: Gate | undefined;

  constructor(services: readonly unknown[]) {
    this.watched = services.map((service, at) => this.watch(service, `${at}`));
  }

  /** Begins a run: what comes later now comes through this gate. */
  begin(gate: Gate): void {
    this.gate = gate;
    this.calls.clear();
  }

  private watch(value: unknown, path: string): unknown {
    if (typeof value === "function") {
      const shadow = Object.setPrototypeOf(() => undefined, Object.getPrototypeOf(value) as object | null) as object;
      return new Proxy(shadow, {
        ...this.members(value, path),
        apply: (_, self, args: unknown[]) => this.call(value as Callable, self, args, path),
      });
    }
    if (!isService(value)) return value;
    return new Proxy(Object.create(Object.getPrototypeOf(value) as object | null) as object, this.members(value, path));
  }

  /** The shadow has no properties of its own, so that those of a frozen service can be watched as well. */
  private members(target: object, path: string): ProxyHandler<object> {
    return {
      get: (_, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof key === "symbol" || key === "constructor" || key === "prototype") return value;
        const member = `${path}.${key}`;
        if (typeof value !== "function") return this.watch(value, member);
        return (...args: unknown[]) => this.call(value as Callable, target, args, member);
      },
      set: (_, key, value) => Reflect.set(target, key, value, target),
      has: (_, key) => Reflect.has(target, key),
      ownKeys: () => Reflect.ownKeys(target).filter((key) => key !== "prototype"),
      getOwnPropertyDescriptor: (_, key) => {
        const descriptor = Object.getOwnPropertyDescriptor(target, key);
        return descriptor && { ...descriptor, configurable: true };
      },
    };
  }

  private call(real: Callable, self: unknown, args: unknown[], path: string): unknown {
    // What is given a function may call it, and what it then does is the step's own.
    if (args.some(hasFunctions)) return this.later(Reflect.apply(real, self, args));
    const key = this.keyOf(path, args);
    const known = this.answers.get(key);
    if (known) return this.replay(known, key);
    const answer = answerOf(() => Reflect.apply(real, self, args));
    if (answer.kind === "value" && !isData(answer.value) && !isService(answer.value)) return answer.value;
    this.answers.set(key, answer);
    return this.replay(answer, key);
  }

  private replay(answer: Answer, key: string): unknown {
    const again = (value: unknown) => (isService(value) ? this.watch(value, key) : copyValue(value));
    switch (answer.kind) {
      case "value":
        return again(answer.value);
      case "thrown":
        throw answer.error;
      case "promised":
        return this.later(answer.promise.then(again));
      case "stream":
        return answer.stream.through((next) => this.later(next), again);
    }
  }

  private keyOf(path: string, args: readonly unknown[]): string {
    const call = `${path}(${inspect(args, complete)})`;
    const before = this.calls.get(call) ?? 0;
    this.calls.set(call, before + 1);
    return `${call}#${before}`;
  }

  private later<T>(value: T): T {
    return this.gate && isThenable(value) ? (this.gate.hold(value) as T) : value;
  }
}

const complete = { depth: 8, maxArrayLength: null, maxStringLength: null, sorted: true } as const;

/** A stream that can be read more than once: each item is asked for when the first reader comes to it. */
class SharedStream {
  private readonly items: Promise<IteratorResult<unknown>>[] = [];
  private readonly iterator: AsyncIterator<unknown>;

  constructor(stream: AsyncIterable<unknown>) {
    this.iterator = stream[Symbol.asyncIterator]();
  }

  async *through(later: <T>(answer: T) => T, again: (value: unknown) => unknown): AsyncGenerator {
    for (let at = 0; ; at++) {
      const next = await later((this.items[at] ??= this.iterator.next()));
      if (next.done) return;
      yield again(next.value);
    }
  }
}

function answerOf(call: () => unknown): Answer {
  try {
    const value = call();
    if (isThenable(value)) return { kind: "promised", promise: Promise.resolve(value) };
    if (isStream(value)) return { kind: "stream", stream: new SharedStream(value) };
    return { kind: "value", value };
  } catch (error) {
    return { kind: "thrown", error };
  }
}

/** Whether a value is there to be called: an object with methods, and not one that the language itself makes. */
function isService(value: unknown): value is object {
  if (typeof value !== "object" || value === null || isData(value) || isThenable(value)) return false;
  if (value instanceof AbortSignal || value instanceof Error || ArrayBuffer.isView(value)) return false;
  return !(value instanceof Map || value instanceof Set || Array.isArray(value) || Symbol.iterator in value);
}

function hasFunctions(value: unknown): boolean {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null || value instanceof AbortSignal) return false;
  return Object.values(value).some((member) => typeof member === "function");
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
