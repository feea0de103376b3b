import type { ts } from "../source/tree.js";
import type { Ref } from "./reference.js";

/**
 * How far a value is from what must not be written to: 0 is the thing itself, 1 a shallow copy of it, whose members are
 * the thing's own, and so on; Infinity has nothing to do with it.
 */
export interface Taint {
  /** From an input message. */
  readonly input: number;
  /** From what outlives the call: a module's variables, static members, a step's own fields. */
  readonly shared: number;
}

/** A value of one's own. */
export const clean: Taint = { input: Infinity, shared: Infinity };

/** What outlives the call. */
export const shared: Taint = { input: Infinity, shared: 0 };

/** An input message. */
export const input: Taint = { input: 0, shared: Infinity };

/** The nearer of several. */
export function nearest(taints: readonly Taint[]): Taint {
  return {
    input: Math.min(Infinity, ...taints.map((each) => each.input)),
    shared: Math.min(Infinity, ...taints.map((each) => each.shared)),
  };
}

/** A member of a value: of a copy, the members are the thing's own. */
export function memberOf({ input, shared }: Taint): Taint {
  return { input: Math.max(0, input - 1), shared: Math.max(0, shared - 1) };
}

/** What holds a value: a list or an object that it is put into. */
export function holderOf(taint: Taint): Taint {
  // Further away than three steps nothing is written in practice, and what goes round in a circle has to end.
  const further = (distance: number) => (distance > 2 ? Infinity : distance + 1);
  return { input: further(taint.input), shared: further(taint.shared) };
}

/** A shallow copy. */
export function copyOf(taint: Taint): Taint {
  return holderOf(memberOf(taint));
}

/**
 * What of a unit is run: all of a function, functions inside included; of an initialiser what runs at once (`eager`); of
 * a class what runs when an instance is made (`construct`), or once, when the class is (`static`).
 */
export type Mode = "whole" | "eager" | "construct" | "static";

/** How a piece of code is entered: what is known of its parameters and of `this`. */
export interface Frame {
  /** The function, the class, or the initialiser of a variable. */
  readonly unit: ts.Node;
  readonly mode: Mode;
  /** What is of the call's own: the unit, or the function around it that is running. */
  readonly home: ts.Node;
  readonly self: ts.ClassLikeDeclaration | undefined;
  readonly selfTaint: Taint;
  /** How many arguments are given; parameters after those take their defaults. */
  readonly supplied: number;
  /** By the parameters' positions; those that are missing are clean. */
  readonly taints: readonly Taint[];
  /** The running function around it. */
  readonly outer: Frame | undefined;
  /** What expressions have been found to stand for in this frame. */
  readonly memo: Map<ts.Node, readonly Ref[]>;
  readonly taintMemo: Map<ts.Node, Taint>;
}

/** What of a frame may be said; the rest is as little as possible. */
export type Entry = Partial<Omit<Frame, "unit" | "memo" | "taintMemo">>;

export function makeFrame(unit: ts.Node, entry: Entry = {}): Frame {
  const { mode = "whole", home = unit, self, selfTaint = clean, supplied = Infinity, taints = [], outer } = entry;
  return { unit, mode, home, self, selfTaint, supplied, taints, outer, memo: new Map(), taintMemo: new Map() };
}

/** Frames, one for each way to enter a unit: what was found of one is found once. */
export class Frames {
  private readonly ids = new WeakMap<ts.Node, number>();
  private readonly known = new Map<string, Frame>();
  private count = 0;

  get(unit: ts.Node, entry: Entry = {}): Frame {
    const key = this.keyOf(unit, entry);
    let found = this.known.get(key);
    if (!found) this.known.set(key, (found = makeFrame(unit, entry)));
    return found;
  }

  private keyOf(unit: ts.Node, { mode, home, self, selfTaint = clean, supplied, taints = [], outer }: Entry): string {
    const { parameters } = unit as Partial<ts.SignatureDeclaration>;
    const given =
      supplied !== undefined && parameters?.some((each) => each.initializer)
        ? Math.min(supplied, parameters.length)
        : "";
    const distances = taints
      .map((each) => `${each.input}/${each.shared}`)
      .join(",")
      .replaceAll("Infinity", "");
    const within = outer ? this.keyOf(outer.unit, outer) : "";
    const homeId = home && home !== unit ? this.id(home) : "";
    return `${this.id(unit)}${mode ?? ""}${homeId}:${self ? this.id(self) : ""}:${selfTaint.input}/${selfTaint.shared}:${given}:${distances.replace(/[,/]+$/, "")}(${within})`;
  }

  private id(node: ts.Node): number {
    let id = this.ids.get(node);
    if (id === undefined) this.ids.set(node, (id = this.count++));
    return id;
  }
}
