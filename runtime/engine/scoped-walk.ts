import type { ItemFailure } from "../dsl/step.js";
import { describeValue } from "../describe-thrown.js";
import type { SkipReason } from "../events/run-event.js";
import type { Cell, Layout, Phase, Place, ProgramNode, Region, Source } from "../plan/layout.js";
import { Channel } from "./channel.js";
import { isThenable } from "./is-thenable.js";
import { LazyMessage } from "./lazy-message.js";
import { Lift, type Lifting } from "./lift.js";
import { absent, type Asker, Failure, isSettled, launched, missingIn, phaseOf, phaseState, Scope } from "./scope.js";
import { StreamOfSource } from "./stream-of-source.js";
import { type OpenStream, pump } from "./pump.js";
import { isMessageOf, recognize } from "./messages.js";
import { Tally } from "./tally.js";
import type { Walk } from "./walk.js";

interface Ready<Callee> {
  readonly scope: Scope<Callee>;
  readonly node: ProgramNode<Callee>;
}

/**
 * The part of the walker that knows of scopes: takes a run through a program with lists, streams, absence, conditions,
 * choices or lazy messages.
 *
 * What always holds: only what is asked for runs, and is asked for once; a node is decided when all that its phase waits
 * for is settled, a failure before an absence, so that no outcome depends on who was first; what becomes ready is queued
 * and taken in order, so nothing here calls itself.
 */
export class ScopedWalk<Callee> implements Lifting<Callee> {
  readonly root: Scope<Callee>;
  private readonly ready: Ready<Callee>[] = [];
  private head = 0;
  private driving = false;
  /** By node: the calls in flight, and those that wait for one of them to end. */
  private readonly inFlight: number[] = [];
  private readonly waiting: (Ready<Callee>[] | undefined)[] = [];
  private readonly tally: Tally<Callee>;
  private readonly channels = new Set<Channel>();
  private readonly streams = new Set<OpenStream>();
  private readonly askers = new Set<Asker>();
  private readonly expired = new Map<Cell<Callee>, () => Error>();
  private reached: { readonly value: unknown } | undefined;

  constructor(
    private readonly walk: Walk<Callee>,
    private readonly layout: Layout<Callee>,
  ) {
    this.root = new Scope<Callee>(layout.root, undefined, undefined, 0, new Array(layout.root.cells.length));
    this.tally = new Tally(walk);
  }

  over(): boolean {
    return this.walk.over();
  }

  /** Takes the inputs that are there at the start, and asks for what the output needs. */
  begin(inputs: readonly unknown[]): void {
    const { slots } = this.root;
    for (const [index, slot] of this.layout.inputSlots.entries()) slots[slot] = inputs[index];
    this.open(this.root);
    this.drive();
  }

  /** Takes an input that has arrived. */
  deliver(slot: number, message: unknown): void {
    const cell = this.layout.root.cells[slot]!;
    if (this.root.slots[slot] === undefined) this.root.slots[slot] = message;
    else this.settle(this.root, cell, message);
    this.drive();
  }

  /** Whether an input has arrived. */
  has(slot: number): boolean {
    return isSettled(this.root.slots[slot]);
  }

  /** No longer waits for an input: a run that needs it, now or later, fails. */
  expire(slot: number, error: () => Error): void {
    if (this.has(slot)) return;
    if (this.root.slots[slot] === undefined) this.expired.set(this.layout.root.cells[slot]!, error);
    else this.walk.stop("FAILED", error());
  }

  /** Lets go of everything; called once, when the run is over. */
  close(reason: Error): void {
    for (const channel of this.channels) channel.end(reason);
    for (const stream of this.streams) stream.close();
    for (const asker of this.askers) asker.tell(new Failure(reason));
    this.askers.clear();
  }

  // What is asked for.

  open(scope: Scope<Callee>): void {
    for (const cell of scope.region.eager) this.ask(scope, cell, false);
  }

  /**
   * Asks for a cell and, through everything but gates, for what it needs.
   *
   * @param weak whether only lazy askers want it, so that its failure is theirs.
   */
  ask(from: Scope<Callee>, cell: Cell<Callee>, weak: boolean): void {
    const waiting: { scope: Scope<Callee>; cell: Cell<Callee> }[] = [{ scope: from, cell }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const scope = next.scope.outer(next.scope.region.depth - next.cell.region.depth);
      this.askOne(scope, next.cell, weak, (inner, wanted) => waiting.push({ scope: inner, cell: wanted }));
    }
  }

  private askOne(
    scope: Scope<Callee>,
    cell: Cell<Callee>,
    weak: boolean,
    also: (scope: Scope<Callee>, cell: Cell<Callee>) => void,
  ): void {
    if (cell.kind === "item") return;
    const slot = scope.slots[cell.slot];
    if (slot !== undefined) {
      if (!weak) this.strengthen(scope, cell, also);
      return;
    }
    if (cell.kind === "input") {
      scope.slots[cell.slot] = 0;
      const expired = this.expired.get(cell);
      if (expired) this.walk.stop("FAILED", expired());
      return;
    }
    if (weak) (scope.weak ??= new Set()).add(cell);
    this.tighten(scope, cell);
    const { origin } = scope.region;
    if (origin && scope.parent) also(scope.parent, placeOf(origin).cell);
    if (cell.node) {
      this.tally.asked(cell.node);
      this.enter(scope, cell.node, 0, also);
    } else if (cell.of) {
      scope.slots[cell.slot] = 0;
      this.askForAll(scope, cell, cell.of, weak, also);
    }
  }

  private askForAll(
    scope: Scope<Callee>,
    cell: Cell<Callee>,
    of: Cell<Callee>,
    weak: boolean,
    also: (scope: Scope<Callee>, cell: Cell<Callee>) => void,
  ): void {
    const origin = of.region.origin!;
    also(scope, placeOf(origin).cell);
    const lift = scope.liftOf(of.region);
    if (lift) {
      this.gather(lift, cell);
      if (!of.region.eager.includes(of) && of.kind !== "item") lift.want(of, weak);
      return;
    }
    const list = scope.slots[placeOf(origin).cell.slot];
    if (isSettled(list)) this.liftOver(scope, origin, list);
  }

  /** What only lazy askers wanted is now wanted by the run: its failure is the run's. */
  private strengthen(
    scope: Scope<Callee>,
    cell: Cell<Callee>,
    also: (scope: Scope<Callee>, cell: Cell<Callee>) => void,
  ): void {
    if (!scope.weak?.delete(cell)) return;
    const slot = scope.slots[cell.slot];
    if (slot instanceof Failure) this.walk.stop("FAILED", slot.error);
    if (cell.node) {
      const phase = Math.max(0, slot === launched ? placeOf(cell.node).phases.length - 1 : phaseOf(slot));
      for (const { waits } of placeOf(cell.node).phases.slice(0, phase + 1)) {
        for (const source of waits) also(scope, source.cell);
      }
    } else if (cell.of) {
      also(scope, placeOf(cell.of.region.origin!).cell);
      for (const inner of scope.liftOf(cell.of.region)?.scopes.values() ?? []) also(inner, cell.of);
    }
  }

  /** Has a node go into a phase: asks for what the phase waits for, and counts what is missing. */
  private enter(
    scope: Scope<Callee>,
    node: ProgramNode<Callee>,
    phase: number,
    also: (scope: Scope<Callee>, cell: Cell<Callee>) => void,
  ): void {
    const { cell, phases } = placeOf(node);
    let missing = 0;
    for (const source of phases[phase]!.waits) {
      if (isSettled(scope.read(source))) continue;
      missing++;
      also(scope, source.cell);
    }
    scope.slots[cell.slot] = phaseState(phase, missing);
    if (missing === 0) this.ready.push({ scope, node });
  }

  /** The next phase of a node that is asked for already. */
  private goOn(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: number): void {
    const weak = scope.weak?.has(placeOf(node).cell) ?? false;
    // What the phase waits for may be settled already, but failed for lazy askers only: then the run fails now.
    for (const source of placeOf(node).phases[phase]!.waits) this.ask(scope, source.cell, weak);
    if (!this.over()) this.enter(scope, node, phase, (inner, cell) => this.ask(inner, cell, weak));
  }

  // What happens when something is there.

  settle(scope: Scope<Callee>, cell: Cell<Callee>, value: unknown): void {
    scope.slots[cell.slot] = value;
    if (scope === this.root && cell === this.layout.target) {
      this.reached = { value };
      // A failure that only lazy askers had wanted cannot be here: the target is wanted by the run.
    }
    const asking = scope.askers?.get(cell);
    if (asking) {
      scope.askers?.delete(cell);
      for (const asker of asking) {
        this.askers.delete(asker);
        asker.tell(value);
      }
    }
    for (const { node, phase } of cell.near) this.arrive(scope, node, phase);
    if (cell.far.length > 0) for (const lift of scope.lifts ?? []) this.arriveInside(lift, cell);
    const { lift } = scope;
    if (lift && cell.gatheredAs.length > 0) lift.settled(scope, cell, value);
    if (cell.node) {
      for (const { cell: stream } of cell.node.place!.streams) releaseStream(scope, stream, cell.node);
      if (cell.node.place!.child) this.liftOver(scope, cell.node, value);
    }
    if (cell.kind !== "input") this.relax(scope, cell);
  }

  private arrive(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: number): void {
    const { slot } = placeOf(node).cell;
    const state = scope.slots[slot];
    if (typeof state !== "number" || phaseOf(state) !== phase || missingIn(state) === 0) return;
    scope.slots[slot] = state - 1;
    if (missingIn(state) === 1) this.ready.push({ scope, node });
  }

  private arriveInside(lift: Lift<Callee>, { far }: Cell<Callee>): void {
    const inside = far.filter(({ node }) => isWithin(placeOf(node).region, lift.region));
    if (inside.length === 0) return;
    for (const scope of lift.scopes.values()) {
      for (const { node, phase } of inside) {
        if (placeOf(node).region === lift.region) this.arrive(scope, node, phase);
      }
      for (const inner of scope.lifts ?? []) this.arriveInside(inner, { far: inside } as unknown as Cell<Callee>);
    }
  }

  /** Starts what is to be done for each item of a list or stream, where anything is. */
  private liftOver(scope: Scope<Callee>, origin: ProgramNode<Callee>, value: unknown): void {
    const region = placeOf(origin).child!;
    const cells = region.gathered.filter((cell) => scope.slots[cell.slot] !== undefined);
    if (!Array.isArray(value) && !(value instanceof Channel)) {
      for (const cell of cells) if (!isSettled(scope.slots[cell.slot])) this.settle(scope, cell, value);
      if (scope === this.root) this.tally.withoutItems(region, value);
      return;
    }
    if (cells.length === 0 || scope.liftOf(region)) return;
    const lift = new Lift<Callee>(this, region, scope, value);
    (scope.lifts ??= []).push(lift);
    for (const cell of cells) this.gather(lift, cell);
    for (const cell of cells) {
      const of = cell.of!;
      if (of.kind !== "item" && !region.eager.includes(of)) lift.want(of, scope.weak?.has(cell) ?? false);
    }
    lift.fill();
  }

  private gather(lift: Lift<Callee>, cell: Cell<Callee>): void {
    lift.gather(cell, cell.of?.node?.place?.window ?? lift.region.origin!.place!.window);
  }

  lifted(lift: Lift<Callee>): void {
    if (lift.scope === this.root) this.tally.lifted(lift.region);
    this.checkShare(lift, true);
  }

  channel(window: number, kept: boolean, changed: () => void): Channel {
    const channel = new Channel(window, kept, () => {
      if (this.over()) return;
      changed();
    });
    this.channels.add(channel);
    return channel;
  }

  private tighten(scope: Scope<Callee>, cell: Cell<Callee>): void {
    const early = !cell.late && scope.early++ === 0;
    const pending = scope.pending++ === 0;
    if (early || pending) scope.lift?.tightened(scope, { early, pending });
  }

  private relax(scope: Scope<Callee>, cell: Cell<Callee>): void {
    scope.pending--;
    if (!cell.late) scope.early--;
    scope.lift?.relaxed(scope, !cell.late);
  }

  /** Takes what is ready, first ready first, until nothing is. */
  drive(): void {
    if (this.driving) return;
    this.driving = true;
    while (!this.over()) {
      if (this.reached) {
        this.finish(this.reached.value);
        break;
      }
      const next = this.ready[this.head++];
      if (next === undefined) break;
      this.decide(next.scope, next.node);
      if (this.head > 1_000 && this.head * 2 > this.ready.length) this.forgetTaken();
    }
    if (this.head >= this.ready.length || this.over()) {
      this.ready.length = 0;
      this.head = 0;
    }
    this.driving = false;
  }

  private forgetTaken(): void {
    this.ready.splice(0, this.head);
    this.head = 0;
  }

  private finish(value: unknown): void {
    this.tally.end();
    this.walk.complete(value === absent ? undefined : value);
  }

  /** All that a node's phase waits for is settled: runs it, skips it, or gives it up. */
  private decide(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    const place = placeOf(node);
    const number = phaseOf(scope.slots[place.cell.slot]);
    const phase = place.phases[number]!;
    const failure = phase.waits.map((source) => scope.read(source)).find((value) => value instanceof Failure);
    if (failure) {
      this.tally.skipped(scope, node, "CANCELLED");
      this.settle(scope, place.cell, failure);
      return;
    }
    if (phase.waits.some((source) => !mayLack(source, phase) && scope.read(source) === absent)) {
      this.skip(scope, node, "INPUT_ABSENT");
      return;
    }
    switch (phase.kind) {
      case "condition":
        this.decideCondition(scope, node, phase, number);
        return;
      case "select":
        this.decideChoice(scope, node, phase, number);
        return;
      case "chosen":
        this.takeChosen(scope, node);
        return;
      case "call":
        this.launch(scope, node);
    }
  }

  private skip(scope: Scope<Callee>, node: ProgramNode<Callee>, reason: SkipReason): void {
    this.tally.skipped(scope, node, reason);
    this.settle(scope, placeOf(node).cell, absent);
  }

  private decideCondition(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: Phase<Callee>, number: number): void {
    let holds: boolean;
    try {
      holds = this.walk.host.holds(node, phase.condition, this.valuesOf(scope, phase.sources), scope);
    } catch (thrown) {
      this.fail(scope, node, thrown);
      return;
    }
    if (this.over()) return;
    if (holds) this.goOn(scope, node, number + 1);
    else this.skip(scope, node, "CONDITION_FALSE");
  }

  private decideChoice(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: Phase<Callee>, number: number): void {
    const { branches, cell } = placeOf(node);
    let key: string;
    try {
      key = this.walk.host.choose(node, this.valuesOf(scope, phase.sources), scope);
    } catch (thrown) {
      this.fail(scope, node, thrown);
      return;
    }
    if (this.over()) return;
    this.tally.chosen(scope, node, key);
    if (this.over()) return;
    const weak = scope.weak?.has(cell) ?? false;
    for (const branch of branches) {
      if (branch.key !== key) this.tally.skipped(scope, branch.node, "NOT_CHOSEN");
    }
    const chosen = branches.find((branch) => branch.key === key)!.node;
    scope.slots[cell.slot] = phaseState(number + 1, 1);
    this.ask(scope, placeOf(chosen).cell, weak);
  }

  private takeChosen(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    const { branches, cell } = placeOf(node);
    const slots = branches.map((branch) => scope.slots[placeOf(branch.node).cell.slot]);
    const value = slots.find(isSettled);
    if (value instanceof Failure) this.tally.skipped(scope, node, "CANCELLED");
    else if (value === absent) this.tally.skipped(scope, node, "INPUT_ABSENT");
    else this.tally.succeeded(scope, node, false);
    if (!this.over()) this.settle(scope, cell, value);
  }

  // Calls.

  private launch(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
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
    this.tally.started(scope, node);
    if (this.over()) return;
    let product: unknown;
    try {
      product = this.walk.host.call(node, scope);
    } catch (thrown) {
      this.fail(scope, node, thrown);
      return;
    }
    if (product instanceof Promise) this.follow(scope, node, product);
    else this.accept(scope, node, product);
  }

  /** A call has come to its end: the next of its node that waits may start. */
  private landed(scope: Scope<Callee>, { index }: ProgramNode<Callee>): void {
    if (!scope.lift) return;
    this.inFlight[index] = this.inFlight[index]! - 1;
    const next = this.waiting[index]?.shift();
    if (next) this.ready.push(next);
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
    return scope.slots[placeOf(node).cell.slot] === launched && !this.over();
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
    for (const [index, item] of items.entries()) {
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
    if (!this.over()) this.settle(scope, placeOf(node).cell, value);
  }

  private refuse(scope: Scope<Callee>, node: ProgramNode<Callee>, actual: string): void {
    this.giveUp(scope, node, this.walk.host.wrongResultOf(node, actual, scope));
  }

  private fail(scope: Scope<Callee>, node: ProgramNode<Callee>, thrown: unknown): void {
    if (this.over() || isSettled(scope.slots[placeOf(node).cell.slot])) return;
    this.giveUp(scope, node, this.walk.host.failureOf(node, thrown, scope));
  }

  /** A node has failed for good: that is the run's end, the item's, or for the lazy askers to hear. */
  private giveUp(scope: Scope<Callee>, node: ProgramNode<Callee>, error: Error): void {
    const { cell, tolerated } = placeOf(node);
    if (scope.slots[cell.slot] === launched) this.landed(scope, node);
    const { lift } = scope;
    if (lift && tolerated !== undefined) {
      this.tally.failed(scope, node, error);
      lift.failures.push({ node, step: node.id, itemIndex: scope.itemIndex(), error });
      if (this.checkShare(lift, false)) this.settle(scope, cell, absent);
    } else if (scope.weak?.has(cell)) {
      this.tally.failed(scope, node, error);
      if (!this.over()) this.settle(scope, cell, new Failure(error));
    } else this.walk.stop("FAILED", error, node, scope);
  }

  /** Whether no more of a list's items have failed than may; ends the run or the list otherwise. */
  private checkShare(lift: Lift<Callee>, atEnd: boolean): boolean {
    const { size, failures } = lift;
    if (this.over()) return false;
    if (failures.length === 0 || (size === undefined && !atEnd)) return true;
    const counts = new Map<ProgramNode<Callee>, number>();
    for (const { node } of failures) counts.set(node, (counts.get(node) ?? 0) + 1);
    for (const [node, count] of counts) {
      if (count <= (placeOf(node).tolerated ?? 0) * (size ?? 0)) continue;
      const of = failures.filter((each) => each.node === node);
      this.walk.stop("FAILED", this.walk.host.tooManyFailed(node, of, size ?? 0), node);
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
        const channel = this.channel(window, cell.kept, changed);
        for (const { node: reader, source } of cell.readers) {
          if (source.up === 0) channel.reserve(reader, source.reading);
        }
        return channel;
      },
      {
        accepts: (item) => isMessageOf(item, node.seen) || recognize(node, item),
        wrong: (item) => this.walk.host.wrongResultOf(node, `a stream with ${describeValue(item)}`, scope),
        ended: () => {
          this.streams.delete(stream);
          if (this.over()) return;
          this.landed(scope, node);
          this.tally.succeeded(scope, node, false);
          if (!this.over()) stream.channel.end();
          this.drive();
        },
        failed: (thrown, isVerdict) => {
          this.streams.delete(stream);
          if (this.over()) return;
          this.landed(scope, node);
          this.streamFailed(scope, node, stream.channel, isVerdict ? (thrown as Error) : undefined, thrown);
          this.drive();
        },
        over: () => this.over(),
      },
    );
    this.streams.add(stream);
    this.settle(scope, cell, stream.channel);
    stream.channel.isDeserted ? stream.close() : stream.go();
  }

  /** A stream has failed in the middle. Its items so far count; there are no more. */
  private streamFailed(
    scope: Scope<Callee>,
    node: ProgramNode<Callee>,
    channel: Channel,
    verdict: Error | undefined,
    thrown: unknown,
  ): void {
    const error = verdict ?? this.walk.host.failureOf(node, thrown, scope);
    const { cell, child, tolerated } = placeOf(node);
    if (!(scope.lift && tolerated !== undefined) && !scope.weak?.has(cell)) {
      this.walk.stop("FAILED", error, node, scope);
      return;
    }
    this.tally.failed(scope, node, error);
    const isItem = scope.lift !== undefined && tolerated !== undefined;
    if (isItem) {
      scope.lift?.failures.push({ node, step: node.id, itemIndex: scope.itemIndex(), error });
      if (!this.checkShare(scope.lift!, false)) return;
    }
    if (child) scope.liftOf(child)?.fail(isItem ? absent : new Failure(error));
    channel.end(error);
  }

  // What steps are given.

  /** The values of parameters, as a step's function takes them. */
  valuesOf(scope: Scope<Callee>, sources: readonly Source<Callee>[], node?: ProgramNode<Callee>): unknown[] {
    return sources.map((source) => {
      switch (source.form) {
        case "lazy":
          return new LazyMessage((asker) => this.askLazily(scope, source, asker));
        case "stream":
          return new StreamOfSource(scope.read(source), source, node);
        default: {
          const value = scope.read(source);
          return value === absent ? undefined : value;
        }
      }
    });
  }

  /** What is missing in the lists that a node takes. */
  failuresFor(scope: Scope<Callee>, node: ProgramNode<Callee>): readonly ItemFailure[] {
    return placeOf(node).sources.flatMap(({ cell, up }) => {
      const lift = cell.of && scope.outer(up).liftOf(cell.of.region);
      return (lift?.failures ?? [])
        .filter((failure) => cell.failing.has(failure.node))
        .map(({ step, itemIndex, error }) => ({ step, itemIndex, error }));
    });
  }

  private askLazily(scope: Scope<Callee>, source: Source<Callee>, asker: Asker): void {
    if (this.over()) {
      asker.tell(new Failure(this.walk.host.tooLate()));
      return;
    }
    const { cell } = source;
    const owner = scope.outer(source.up);
    this.ask(scope, cell, true);
    const value = owner.slots[cell.slot];
    if (isSettled(value)) asker.tell(value === absent ? new Failure(this.walk.host.absentOf(cell.message)) : value);
    else {
      this.askers.add(asker);
      const told: Asker = {
        tell: (settled) => {
          this.askers.delete(asker);
          asker.tell(settled === absent ? new Failure(this.walk.host.absentOf(cell.message)) : settled);
        },
      };
      const askers = (owner.askers ??= new Map()).get(cell);
      if (askers) askers.push(told);
      else owner.askers.set(cell, [told]);
    }
    // Not now: a step is being called, and what it asks for starts after it has gone on.
    queueMicrotask(() => this.drive());
  }
}

/** Whether a parameter makes do with nothing. */
function mayLack<Callee>({ form, cell }: Source<Callee>, phase: Phase<Callee>): boolean {
  // A cell may be taken by two parameters, of which one makes do.
  return form === "optional" && phase.sources.every((each) => each.cell !== cell || each.form === "optional");
}

function isWithin<Callee>(region: Region<Callee>, outer: Region<Callee>): boolean {
  let at: Region<Callee> | undefined = region;
  while (at && at !== outer) at = at.parent;
  return at === outer;
}

function releaseStream<Callee>(scope: Scope<Callee>, cell: Cell<Callee>, node: ProgramNode<Callee>): void {
  const value = scope.outer(scope.region.depth - cell.region.depth).slots[cell.slot];
  if (value instanceof Channel) value.release(node);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === "function"
  );
}

function placeOf<Callee>(node: ProgramNode<Callee>): Place<Callee> {
  return node.place as Place<Callee>;
}
