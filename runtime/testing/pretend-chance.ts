import type * as nodeCrypto from "node:crypto";
import { seededRandom } from "../engine/seeded-random.js";
import type { Replacements } from "./replacements.js";

type Callback = (error: null, value: unknown) => void;

/** Has ambient chance be drawn from a seed. */
export function pretendChance(seed: string, crypto: typeof nodeCrypto, replacements: Replacements): void {
  const sequence = seededRandom("ambient chance", seed);
  const next = () => sequence.next();
  const uuid = () => sequence.uuid();

  const fill = <T extends NodeJS.ArrayBufferView>(view: T, offset = 0, size?: number): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const end = size === undefined ? bytes.length : offset + size;
    for (let at = offset; at < end; at++) bytes[at] = Math.floor(next() * 256);
    return view;
  };
  const integer = (from: number, to?: number): number => {
    const [min, max] = to === undefined ? [0, from] : [from, to];
    return min + Math.floor(next() * (max - min));
  };
  const bytes = (size: number): Buffer => fill(Buffer.alloc(size));

  /** As Node does it: with a callback at the end, the answer comes later and through it. */
  const withCallback =
    (answer: (...args: never[]) => unknown) =>
    (...args: unknown[]): unknown => {
      const last = args.at(-1);
      if (typeof last !== "function") return Reflect.apply(answer, undefined, args);
      const value = Reflect.apply(answer, undefined, args.slice(0, -1)) as unknown;
      setImmediate(() => (last as Callback)(null, value));
      return undefined;
    };

  replacements.replace(Math, "random", next);
  const web = crypto.webcrypto;
  replacements.replace(web, "getRandomValues", (view: NodeJS.ArrayBufferView) => fill(view));
  replacements.replace(web, "randomUUID", uuid);
  replacements.replace(crypto, "randomUUID", uuid);
  replacements.replace(crypto, "randomBytes", withCallback(bytes));
  replacements.replace(crypto, "pseudoRandomBytes", withCallback(bytes));
  replacements.replace(crypto, "randomInt", withCallback(integer));
  replacements.replace(crypto, "randomFillSync", fill);
  replacements.replace(crypto, "randomFill", withCallback(fill));
}
