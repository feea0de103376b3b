import { describeValue } from "../describe-thrown.js";
import { type ProgramNode, placeOf } from "../plan/layout.js";
import type { Agenda, Ready } from "./agenda.js";
import type { Channel } from "./channel.js";
import { isThenable } from "./is-thenable.js";
import type { Lane, Lifting } from "./lift.js";
import { isMessageOf, recognize } from "./messages.js";
import { type OpenStream, pump } from "./pump.js";
import { absent, Failure, isSettled, launched, type Scope, type ScopeOwner } from "./scope.js";
import type { Tally } from "./tally.js";
import type { RunBook } from "./walk-host.js";

/** Calls nodes, no more of one at once than may be, and takes what comes of it. */
export class Calls<Callee> {
  /** By node: the calls in flight, and those that wait for one of them to end. */
  private readonly inFlight: number[] = [];
  private readonly waiting: (Ready<Callee>[] | undefined)[] = [];
  private readonly streams = new Set<OpenStream>();

  constructor(
    private readonly book: RunBook<Callee>,
    private readonly agenda: Agenda<Callee>,
    private readonly tally: Tally<Callee>,
    private readonly lifting: Lifting<Callee>,
    /** Goes on with the walk, after something has come from outside. */
    private readonly drive: () => void,
  ) {}

  /** Closes the streams of steps; called once, when the run is over. */
  close(): void {
    for (const stream of this.streams) stream.close();
  }

  launch(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    const { parallelism, cell } = placeOf(node);
    const { index } = node;
    if (scope.lift) {
      const busy = this.inFlight[index] ?? 0;
      if (busy >= parallelism) {
        (this.waiting[index] ??= []).push({ scope, node });
        return;
      }
      this.inFlight[index] = busy + 1;
    }
    scope.slots[cell.slot] = launched;
    const kept =
      scope.lift || placeOf(node).product === "stream" ? undefined : this.book.restorer?.restore(node, scope);
    if (kept) {
      this.restore(scope, node, kept.product);
      return;
    }
    this.tally.started(scope, node);
    if (this.book.over()) return;
    let product: unknown;
    try {
      product = this.book.host.call(node, scope);
    } catch (thrown) {
      this.fail(scope, node, thrown);
      return;
    }
    if (product instanceof Promise) this.follow(scope, node, product);
    else this.accept(scope, node, product);
  }

  /**
   * Calls one node for item after item. It does what {@link launch} and what follows from it do, in one loop: that is how
   * one would write it by hand, and costs not much more.
   */
  async runLane(node: ProgramNode<Callee>, lane: Lane<Callee>): Promise<void> {
    const { slot } = placeOf(node).cell;
    for (let scope = lane.next(); scope !== undefined; scope = lane.next()) {
      scope.slots[slot] = launched;
      this.tally.started(scope, node);
      if (this.book.over()) return;
      let product: unknown;
      try {
        product = this.book.host.call(node, scope);
        if (product instanceof Promise) product = await product;
      } catch (thrown) {
        this.fail(scope, node, thrown);
        this.drive();
        continue;
      }
      if (this.book.over()) return;
      if (isMessageOf(product, node.seen)) {
        this.tally.landed(scope, node);
        this.tally.succeeded(scope, node, false);
        lane.done(scope, product);
      } else {
        this.accept(scope, node, product);
        this.drive();
      }
    }
    this.drive();
  }

  /** A call has come to its end: the next of its node that waits may start. */
  private landed(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    const { index } = node;
    this.tally.landed(scope, node);
    // A lane counts for itself.
    if (!scope.lift || scope.region.solo) return;
    this.inFlight[index] = this.inFlight[index]! - 1;
    const next = this.waiting[index]?.shift();
    if (next) this.agenda.add(next.scope, next.node);
  }

  private follow(scope: Scope<Callee>, node: ProgramNode<Callee>, product: Promise<unknown>): void {
    product.then(
      (value) => {
        this.accept(scope, node, value);
        this.drive();
      },
      (thrown: unknown) => {
        this.fail(scope, node, thrown);
        this.drive();
      },
    );
  }

  private awaits(scope: Scope<Callee>, node: ProgramNode<Callee>): boolean {
    return scope.slots[placeOf(node).cell.slot] === launched && !this.book.over();
  }

  private accept(scope: Scope<Callee>, node: ProgramNode<Callee>, product: unknown): void {
    if (!this.awaits(scope, node)) return;
    const form = placeOf(node).product;
    if (form === "stream" && isAsyncIterable(product)) {
      this.openStream(scope, node, product);
      return;
    }
    if (form === "list" && Array.isArray(product)) {
      this.acceptList(scope, node, product);
      return;
    }
    const isOne = form === "one" || form === "optional";
    if (isOne && (isMessageOf(product, node.seen) || recognize(node, product))) this.complete(scope, node, product);
    else if (form === "optional" && product === undefined) this.complete(scope, node, absent);
    else if (isThenable(product)) this.follow(scope, node, new Promise((resolve) => resolve(product)));
    else this.refuse(scope, node, describeValue(product));
  }

  private acceptList(scope: Scope<Callee>, node: ProgramNode<Callee>, items: readonly unknown[]): void {
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (isMessageOf(item, node.seen) || recognize(node, item)) continue;
      if (isThenable(item)) {
        this.follow(scope, node, Promise.all(items));
      } else this.refuse(scope, node, `a list whose item ${index} is ${describeValue(item)}`);
      return;
    }
    this.complete(scope, node, items);
  }

  private complete(scope: Scope<Callee>, node: ProgramNode<Callee>, value: unknown): void {
    this.landed(scope, node);
    this.tally.succeeded(scope, node, value === absent);
    if (!this.book.over()) this.lifting.settle(scope, placeOf(node).cell, value);
  }

  private restore(scope: Scope<Callee>, node: ProgramNode<Callee>, product: unknown): void {
    this.tally.restored(node, product === undefined);
    if (!this.book.over()) this.lifting.settle(scope, placeOf(node).cell, product === undefined ? absent : product);
  }

  private refuse(scope: Scope<Callee>, node: ProgramNode<Callee>, actual: string): void {
    this.giveUp(scope, node, this.book.host.wrongResultOf(node, actual, scope));
  }

  fail(scope: Scope<Callee>, node: ProgramNode<Callee>, thrown: unknown): void {
    if (this.book.over() || isSettled(scope.slots[placeOf(node).cell.slot])) return;
    this.giveUp(scope, node, this.book.host.failureOf(node, thrown, scope));
  }

  /** A node has failed for good: that is the run's end, the item's, or for the lazy askers to hear. */
  private giveUp(scope: Scope<Callee>, node: ProgramNode<Callee>, error: Error): void {
    const { cell, tolerated } = placeOf(node);
    if (scope.slots[cell.slot] === launched) this.landed(scope, node);
    const { lift } = scope;
    if (lift && tolerated !== undefined) {
      this.tally.failed(scope, node, error);
      lift.failures.push({ node, step: node.id, itemIndex: scope.itemIndex(), error });
      if (this.checkShare(lift, false)) this.lifting.settle(scope, cell, absent);
    } else if (scope.isWeak(cell)) {
      this.tally.failed(scope, node, error);
      if (!this.book.over()) this.lifting.settle(scope, cell, new Failure(error));
    } else this.book.stop("FAILED", error, node, scope);
  }

  /** Whether no more of a list's items have failed than may; ends the run or the list otherwise. */
  checkShare(lift: ScopeOwner<Callee>, atEnd: boolean): boolean {
    const { size, failures } = lift;
    if (this.book.over()) return false;
    if (failures.length === 0 || (size === undefined && !atEnd)) return true;
    const counts = new Map<ProgramNode<Callee>, number>();
    for (const { node } of failures) counts.set(node, (counts.get(node) ?? 0) + 1);
    for (const [node, count] of counts) {
      if (count <= (placeOf(node).tolerated ?? 0) * (size ?? 0)) continue;
      const of = failures.filter((each) => each.node === node);
      this.book.stop("FAILED", this.book.host.tooManyFailed(node, of, size ?? 0), node);
      return false;
    }
    return true;
  }

  // Streams.

  private openStream(scope: Scope<Callee>, node: ProgramNode<Callee>, iterable: AsyncIterable<unknown>): void {
    const { cell, window } = placeOf(node);
    const stream: OpenStream = pump(
      iterable,
      (changed) => {
        const channel = this.lifting.channel(window, cell.kept, changed);
        for (const source of cell.readers) if (source.up === 0) channel.reserve(source, source.reading);
        return channel;
      },
      {
        accepts: (item) => isMessageOf(item, node.seen) || recognize(node, item),
        wrong: (item) => this.book.host.wrongResultOf(node, `a stream with ${describeValue(item)}`, scope),
        ended: () => {
          this.streams.delete(stream);
          if (this.book.over()) return;
          this.landed(scope, node);
          this.tally.succeeded(scope, node, false);
          if (!this.book.over()) stream.channel.end();
          this.drive();
        },
        failed: (thrown, isVerdict) => {
          this.streams.delete(stream);
          if (this.book.over()) return;
          this.landed(scope, node);
          this.streamFailed(scope, node, stream.channel, isVerdict ? (thrown as Error) : undefined, thrown);
          this.drive();
        },
        over: () => this.book.over(),
      },
    );
    this.streams.add(stream);
    this.lifting.settle(scope, cell, stream.channel);
    stream.go();
  }

  /** A stream has failed in the middle. Its items so far count; there are no more. */
  private streamFailed(
    scope: Scope<Callee>,
    node: ProgramNode<Callee>,
    channel: Channel,
    verdict: Error | undefined,
    thrown: unknown,
  ): void {
    const error = verdict ?? this.book.host.failureOf(node, thrown, scope);
    const { cell, child, tolerated } = placeOf(node);
    const item = tolerated === undefined ? undefined : scope.lift;
    if (!item && !scope.isWeak(cell)) {
      this.book.stop("FAILED", error, node, scope);
      return;
    }
    this.tally.failed(scope, node, error);
    if (item) {
      item.failures.push({ node, step: node.id, itemIndex: scope.itemIndex(), error });
      if (!this.checkShare(item, false)) return;
    }
    if (child) scope.liftOf(child)?.fail(item ? absent : new Failure(error));
    channel.end(error);
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === "function"
  );
}
