import type { ItemFailure } from "../dsl/step.js";
import type { Cell, ProgramNode, Region, Source } from "../plan/layout.js";

/** What goes on over a list or stream, as its scopes see it. */
export interface ScopeOwner<Callee> {
  readonly region: Region<Callee>;
  /** The scope that the list is in. */
  readonly scope: Scope<Callee>;
  /** Its scopes in use, or kept for somebody who may ask later; by item. */
  readonly scopes: ReadonlyMap<number, Scope<Callee>>;
  /** Items that were left out, because a step failed for them that may. */
  readonly failures: LeftOut<Callee>[];
  /** How many items there are, as far as that is known. */
  readonly size: number | undefined;
  /** Has a list or stream gathered of what becomes of the items. */
  gather(cell: Cell<Callee>, window: number): void;
  /** Has something asked for of every item, of those to come as well. */
  want(cell: Cell<Callee>, weak: boolean): void;
  /** A cell of an item has its value. */
  settled(scope: Scope<Callee>, cell: Cell<Callee>, value: unknown): void;
  /** A scope has come to wait for something. */
  tightened(scope: Scope<Callee>, more: { readonly early: boolean; readonly pending: boolean }): void;
  /** A scope has come to wait for less. */
  relaxed(scope: Scope<Callee>, wasEarly: boolean): void;
  /** The list or stream has failed in the middle: what was to be gathered is not to be had. */
  fail(value: Failure | typeof absent): void;
}

/** An item that was left out, and the node that failed for it. */
export interface LeftOut<Callee> extends ItemFailure {
  readonly node: ProgramNode<Callee>;
}

/** Stands in the place of a message that is not there: its step was skipped, has returned nothing, or was given up. */
export const absent = Symbol("absent");

/** Stands in the place of a message whose step has failed where that is for those to hear who ask for it. */
export class Failure {
  constructor(readonly error: Error) {}
}

/** Somebody who waits for a lazy message. */
export interface Asker {
  tell(value: unknown): void;
}

/** In the slot of a node that has been called: its result is what it waits for. */
export const launched = -1;

/**
 * One time through a region: that of the run, or of an item of a list. Holds a slot for each of the region's cells.
 *
 * A slot is `undefined` until somebody asks for it, then a number until its value is there: of a node the phase it is in
 * and how much that phase still waits for, see {@link phaseState}.
 */
export class Scope<Callee> {
  // Declared, not defined: a definition would write every field twice for every item.
  declare readonly region: Region<Callee>;
  /** The list or stream whose item it is for. */
  declare readonly lift: ScopeOwner<Callee> | undefined;
  /** Which of the items. */
  declare readonly index: number;
  declare readonly slots: unknown[];
  /** How many cells have been asked for and are not settled yet; and of those, how many are not {@link Cell.late}. */
  declare pending: number;
  declare early: number;
  declare private more: Rarely<Callee> | undefined;

  constructor(region: Region<Callee>, lift: ScopeOwner<Callee> | undefined, index: number, slots: unknown[]) {
    this.region = region;
    this.lift = lift;
    this.index = index;
    this.slots = slots;
    this.pending = 0;
    this.early = 0;
    this.more = undefined;
  }

  /** The scope around it. */
  get parent(): Scope<Callee> | undefined {
    return this.lift?.scope;
  }

  /** What goes on over its own lists and streams. */
  get lifts(): readonly ScopeOwner<Callee>[] {
    return this.more === undefined ? none : this.more.lifts;
  }

  /** What few scopes come to have; made when it is first written to. */
  get rarely(): Rarely<Callee> {
    this.more ??= { lifts: [], weak: new Set(), askers: new Map(), attempts: new Map(), fallbacks: new Set() };
    return this.more;
  }

  /** Whether only lazy askers have asked for a cell. */
  isWeak(cell: Cell<Callee>): boolean {
    return this.more?.weak.has(cell) === true;
  }

  /** Those who wait for a cell as a lazy message; they are told once. */
  takeAskers(cell: Cell<Callee>): readonly Asker[] {
    const asking = this.more?.askers.get(cell);
    if (asking === undefined) return none;
    this.more?.askers.delete(cell);
    return asking;
  }

  /** The attempt of a node that started last. */
  attemptOf(node: ProgramNode<Callee>): number {
    return this.more?.attempts.get(node.index) ?? 1;
  }

  /** Whether a node's fallback has answered. */
  hasFallback(node: ProgramNode<Callee>): boolean {
    return this.more?.fallbacks.has(node.index) === true;
  }

  /** What a cell of this region, or of one around it, holds now. */
  read({ cell, up }: Source<Callee>): unknown {
    return this.outer(up).slots[cell.slot];
  }

  /** The scope that is so many further out. */
  outer(up: number): Scope<Callee> {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- a way outwards starts here
    let scope: Scope<Callee> = this;
    for (let left = up; left > 0; left--) scope = scope.parent!;
    return scope;
  }

  liftOf(region: Region<Callee>): ScopeOwner<Callee> | undefined {
    return this.lifts.find((lift) => lift.region === region);
  }

  /** Which item it is for, of nested lists outermost first; empty for the run's own scope. */
  itemIndex(): readonly number[] {
    return this.parent === undefined ? none : [...this.parent.itemIndex(), this.index];
  }
}

/** What few scopes come to have. */
interface Rarely<Callee> {
  /** What goes on over its own lists and streams. */
  readonly lifts: ScopeOwner<Callee>[];
  /** The cells that only lazy askers have asked for. */
  readonly weak: Set<Cell<Callee>>;
  readonly askers: Map<Cell<Callee>, Asker[]>;
  /** By node, where it is not the first: the attempt that started last. */
  readonly attempts: Map<number, number>;
  /** The nodes whose fallback has answered. */
  readonly fallbacks: Set<number>;
}

const none: readonly never[] = Object.freeze([]);

/** Whether a slot holds a value, an absence or a failure. */
export function isSettled(slot: unknown): boolean {
  return slot !== undefined && typeof slot !== "number";
}

/** No phase waits for as many. */
const phaseSize = 1_000_000;

/** The number for a node's slot in a phase that waits for so many values. */
export function phaseState(phase: number, missing: number): number {
  return phase * phaseSize + missing;
}

/** The phase that a node's slot is in; -1 where it is in none. */
export function phaseOf(slot: unknown): number {
  return typeof slot === "number" && slot >= 0 ? Math.floor(slot / phaseSize) : -1;
}

/** How many values the phase of a node's slot still waits for. */
export function missingIn(slot: number): number {
  return slot % phaseSize;
}
