import { type Cell, placeOf, type ProgramNode, type Region } from "../plan/layout.js";
import { Channel, type Reader } from "./channel.js";
import { absent, Failure, isSettled, type LeftOut, Scope, type ScopeOwner } from "./scope.js";

/** What a lift asks of the walk. */
export interface Lifting<Callee> {
  /** Asks for what is wanted of an item as soon as its scope is there. */
  open(scope: Scope<Callee>): void;
  ask(scope: Scope<Callee>, cell: Cell<Callee>, weak: boolean): void;
  settle(scope: Scope<Callee>, cell: Cell<Callee>, value: unknown): void;
  /** All items are over. */
  lifted(lift: Lift<Callee>): void;
  /** Makes a channel that is closed when the run ends. */
  channel(window: number, kept: boolean, changed: () => void): Channel;
  over(): boolean;
  /** Whether anything may start now; where not, calls back when it may. */
  mayStart(later: () => void): boolean;
  /** Takes one item after the other through the one step there is, until there is none. */
  runLane(node: ProgramNode<Callee>, lane: Lane<Callee>): void;
  /** Takes on what has become ready, after something has come from outside. */
  drive(): void;
}

/** Where a loop that calls one step for item after item gets them from, and brings the results. */
export interface Lane<Callee> {
  /** The scope of the next item; none where there is none, and the lane ends. */
  next(): Scope<Callee> | undefined;
  done(scope: Scope<Callee>, product: unknown): void;
}

/** A list or stream that is gathered again of what became of the items. */
interface Gathering<Callee> {
  readonly cell: Cell<Callee>;
  /** Of a list, its values; of a stream, those that are there before one that comes before them. */
  readonly values: Map<number, unknown> | unknown[];
  /** Of a stream, where the values go as soon as those before them have. */
  readonly channel: Channel | undefined;
  count: number;
  /** How many values have gone into the channel, or were left out of it. */
  passed: number;
}

/**
 * A list or stream on its way through the nodes of its region: makes a scope for an item when there is a lane for it,
 * so that a million items are not a million calls, and gathers what comes of them, in order.
 */
export class Lift<Callee> implements ScopeOwner<Callee> {
  readonly failures: LeftOut<Callee>[] = [];
  readonly scopes = new Map<number, Scope<Callee>>();
  private readonly gatherings: Gathering<Callee>[] = [];
  private readonly wanted: { readonly cell: Cell<Callee>; readonly weak: boolean }[] = [];
  private readonly list: readonly unknown[] | undefined;
  private readonly reader: Reader | undefined;
  /** How many items there are, as soon as that is known. */
  private total: number | undefined;
  private next = 0;
  private lanes = 0;
  private open = 0;
  private filling = false;
  private done = false;
  /** What there is in the place of what is made of all the items, once the list or stream has failed in the middle. */
  private broken: Failure | typeof absent | undefined;

  constructor(
    private readonly walk: Lifting<Callee>,
    readonly region: Region<Callee>,
    readonly scope: Scope<Callee>,
    items: readonly unknown[] | Channel,
  ) {
    this.list = items instanceof Channel ? undefined : items;
    this.reader = items instanceof Channel ? items.open("held") : undefined;
    this.total = this.list?.length;
  }

  get size(): number | undefined {
    return this.total;
  }

  /** Whether all items have come to their end. */
  get isDone(): boolean {
    return this.done;
  }

  /** Starts as many items as there are lanes for. */
  fill(): void {
    if (this.filling || !this.walk.mayStart(() => this.goOn())) return;
    this.filling = true;
    const { solo } = this.region;
    while (this.hasLane() && !this.walk.over()) {
      if (solo ? !this.startLane(solo) : !this.startNext()) break;
    }
    this.filling = false;
    this.conclude();
  }

  /** A stream's value is there at once. */
  gather(cell: Cell<Callee>, window: number): void {
    if (this.gatherings.some((each) => each.cell === cell)) return;
    const channel = cell.kind === "stream" ? this.makeChannel(cell, window) : undefined;
    const gathering: Gathering<Callee> = { cell, values: channel ? new Map() : [], channel, count: 0, passed: 0 };
    this.gatherings.push(gathering);
    // Where the items are there already, they have been kept for this.
    for (const [index, { slots }] of this.scopes) {
      const value = slots[cell.of!.slot];
      if (isSettled(value)) this.put(gathering, index, value);
    }
    if (channel) this.walk.settle(this.scope, cell, channel);
    if (this.broken !== undefined) this.giveUp(gathering, this.broken);
    this.conclude();
  }

  want(cell: Cell<Callee>, weak: boolean): void {
    this.wanted.push({ cell, weak });
    this.done = false;
    for (const scope of [...this.scopes.values()]) this.walk.ask(scope, cell, weak);
  }

  settled(scope: Scope<Callee>, cell: Cell<Callee>, value: unknown): void {
    for (const gathering of this.gatherings) {
      if (gathering.cell.of !== cell) continue;
      this.put(gathering, scope.index, value);
      this.finish(gathering);
    }
  }

  relaxed(scope: Scope<Callee>, wasEarly: boolean): void {
    // A lane goes on by itself.
    if (wasEarly && scope.early === 0 && !this.region.solo) {
      this.lanes--;
      if (!this.filling) this.fill();
    }
    if (scope.pending > 0) return;
    this.open--;
    if (!this.region.kept) {
      // What was kept for somebody who never came is let go, and its step may be called for the next item.
      for (const value of scope.slots) if (value instanceof Channel) value.abandon();
      if (this.region.tracked) this.scopes.delete(scope.index);
    }
    this.conclude();
  }

  tightened(scope: Scope<Callee>, { early, pending }: { readonly early: boolean; readonly pending: boolean }): void {
    if (early && !this.region.solo) this.lanes++;
    if (pending) this.open++;
    this.done = false;
    if (this.region.tracked) this.scopes.set(scope.index, scope);
  }

  fail(value: Failure | typeof absent): void {
    this.total ??= this.next;
    this.broken = value;
    for (const gathering of this.gatherings) this.giveUp(gathering, value);
  }

  private giveUp({ cell, channel }: Gathering<Callee>, value: Failure | typeof absent): void {
    if (channel) channel.end(value instanceof Failure ? value.error : undefined);
    else if (!isSettled(this.scope.slots[cell.slot])) this.walk.settle(this.scope, cell, value);
  }

  /** Something has come from outside: an item, or room for what becomes of one. */
  private goOn(): void {
    this.fill();
    this.walk.drive();
  }

  /** Whether a lane may take a further item. */
  private mayGoOn(): boolean {
    return this.walk.mayStart(() => this.goOn()) && !this.isHeldBack();
  }

  private hasLane(): boolean {
    if (this.region.width > 0 && this.lanes >= this.region.width) return false;
    return !this.isHeldBack();
  }

  /** Whether no further item is to be started before somebody has read what became of those before. */
  private isHeldBack(): boolean {
    if (this.isDeserted()) this.leave();
    return this.gatherings.some(({ channel }) => channel?.isFull);
  }

  /** Whether nobody will read any more what becomes of the items. */
  private isDeserted(): boolean {
    return (
      this.gatherings.length > 0 && !this.region.kept && this.gatherings.every(({ channel }) => channel?.isDeserted)
    );
  }

  /** Takes no further item: those on their way are the last. */
  private leave(): void {
    this.total ??= this.next;
    this.total = Math.min(this.total, this.next);
    this.reader?.close();
  }

  /** Starts the next item; `false` where there is none yet or no more. */
  private startNext(): boolean {
    const scope = this.nextScope();
    if (scope === undefined) return false;
    if (scope.early > 0) this.lanes++;
    this.walk.open(scope);
    for (const { cell, weak } of this.wanted) this.walk.ask(scope, cell, weak);
    return true;
  }

  /** Starts a loop over the items that are left; `false` where there is none. */
  private startLane(node: ProgramNode<Callee>): boolean {
    const first = this.nextScope();
    if (first === undefined) return false;
    let next: Scope<Callee> | undefined = first;
    this.lanes++;
    this.walk.runLane(node, {
      next: () => {
        const scope = next ?? (this.mayGoOn() ? this.nextScope() : undefined);
        next = undefined;
        if (scope === undefined) {
          this.lanes--;
          this.conclude();
        }
        return scope;
      },
      done: (scope, product) => {
        // What is gathered of the items themselves has this one already.
        for (const gathering of this.gatherings) {
          if (gathering.cell.of!.kind !== "item") this.put(gathering, scope.index, product);
        }
        this.open--;
      },
    });
    return true;
  }

  /** The scope of the next item; none where there is none yet or no more. */
  private nextScope(): Scope<Callee> | undefined {
    const index = this.next;
    let item: unknown;
    if (this.total !== undefined && index >= this.total) return undefined;
    if (this.list) item = this.list[index];
    else {
      const taken = this.takeFromReader();
      if (typeof taken === "string") return undefined;
      item = taken.item;
    }
    this.next++;
    const { region } = this;
    const slots: unknown[] = region.template.slice();
    slots[0] = item;
    const scope = new Scope(region, this, index, slots);
    scope.pending = region.eagerCount;
    scope.early = region.earlyCount;
    if (scope.pending > 0) this.open++;
    if (region.tracked) this.scopes.set(index, scope);
    for (const gathering of this.gatherings) {
      if (gathering.cell.of!.kind === "item") this.put(gathering, index, item);
    }
    return scope;
  }

  /** Whether what fails of the stream itself is an item of a list around it, and only left out of that. */
  private get isLeftOut(): boolean {
    return this.scope.lift !== undefined && placeOf(this.region.origin!).tolerated !== undefined;
  }

  private takeFromReader() {
    try {
      const taken = this.reader!.take();
      if (taken === "later") this.reader!.onNext(() => this.goOn());
      else if (taken === "over") this.total ??= this.next;
      return taken;
    } catch (error) {
      // The stream had broken before anything was to be made of its items, or breaks now; the walk has told of it.
      if (this.broken === undefined && !this.walk.over())
        this.fail(this.isLeftOut ? absent : new Failure(error as Error));
      return "over";
    }
  }

  private put(gathering: Gathering<Callee>, index: number, value: unknown): void {
    const { values, channel } = gathering;
    gathering.count++;
    if (Array.isArray(values)) {
      values[index] = value;
      return;
    }
    values.set(index, value);
    for (; values.has(gathering.passed); gathering.passed++) {
      const next = values.get(gathering.passed);
      values.delete(gathering.passed);
      if (next instanceof Failure) channel?.end(next.error);
      else if (next !== absent) channel?.push(next);
    }
  }

  private makeChannel(cell: Cell<Callee>, window: number): Channel {
    const channel = this.walk.channel(window, cell.kept, () => {
      if (!this.filling) queueMicrotask(() => this.goOn());
    });
    for (const source of cell.readers) if (source.up === 0) channel.reserve(source, source.reading);
    return channel;
  }

  /** Tells the walk when all items are over, and settles what is complete. */
  private conclude(): void {
    if (this.total === undefined || this.next < this.total || this.walk.over()) return;
    if (!this.done && this.open === 0) {
      this.done = true;
      this.walk.lifted(this);
    }
    for (const gathering of this.gatherings) this.finish(gathering);
  }

  /** Settles a list, or ends a stream, that has all its items. */
  private finish({ cell, values, channel, count }: Gathering<Callee>): void {
    if (this.total === undefined || count < this.total || this.walk.over()) return;
    if (!Array.isArray(values)) channel?.end();
    else if (!isSettled(this.scope.slots[cell.slot])) this.walk.settle(this.scope, cell, listOf(values));
  }
}

/** The values that are there, in order; a failure where there is one. */
function listOf(values: readonly unknown[]): unknown {
  const failure = values.find((value) => value instanceof Failure);
  if (failure) return failure;
  return values.includes(absent) ? values.filter((value) => value !== absent) : values;
}
