import type { Replacements } from "./replacements.js";

/** `kept`: what is held weakly stays. `collected`: it goes as soon as it may, which somebody else has to see to. */
export type MemoryKind = "kept" | "collected";

/** Has nothing be collected while somebody could see it go. */
export function pretendMemory(kind: MemoryKind, replacements: Replacements): void {
  if (kind === "collected") return;
  const kept: unknown[] = [];
  const { WeakRef: RealWeakRef, FinalizationRegistry: RealRegistry } = globalThis;
  const KeepingWeakRef: object = new Proxy(RealWeakRef, {
    construct: (target, args: [WeakKey], asked) => {
      kept.push(args[0]);
      return Reflect.construct(target, args, asked === KeepingWeakRef ? target : asked) as object;
    },
  });
  replacements.replace(globalThis, "WeakRef", KeepingWeakRef);
  const register = function (this: FinalizationRegistry<unknown>, target: WeakKey, ...more: [unknown]): void {
    kept.push(target);
    Reflect.apply(realRegister, this, [target, ...more]);
  };
  const realRegister = Object.getOwnPropertyDescriptor(RealRegistry.prototype, "register")?.value as typeof register;
  replacements.replace(RealRegistry.prototype, "register", register);
}
