import type { ItemFailure } from "../dsl/step.js";
import type { SkipReason } from "../events/run-event.js";
import {
  type Cell,
  type Layout,
  type Phase,
  placeOf,
  type ProgramNode,
  type Region,
  type Source,
} from "../plan/layout.js";
import { Agenda } from "./agenda.js";
import { Calls } from "./calls.js";
import { Channel } from "./channel.js";
import { Demand } from "./demand.js";
import type { Lane, Lift, Lifting } from "./lift.js";
import { Parameters } from "./parameters.js";
import { absent, Failure, isSettled, missingIn, phaseOf, phaseState, Scope, type ScopeOwner } from "./scope.js";
import { Tally } from "./tally.js";
import type { RunBook } from "./walk-host.js";

/**
 * The part of the walker that knows of scopes: takes a run through a program with lists, streams, absence, conditions,
 * choices or lazy messages.
 *
 * What always holds: only what is asked for runs, and is asked for once; a node is decided when all that its phase waits
 * for is settled, a failure before an absence, so that no outcome depends on who was first; what becomes ready is queued
 * and taken in order, so nothing here calls itself without end.
 */
export class ScopedWalk<Callee> implements Lifting<Callee> {
  private readonly root: Scope<Callee>;
  private readonly agenda = new Agenda<Callee>();
  private readonly tally: Tally<Callee>;
  private readonly demand: Demand<Callee>;
  private readonly calls: Calls<Callee>;
  private readonly parameters: Parameters<Callee>;
  private readonly channels = new Set<Channel>();
  private driving = false;
  /** What has been held back while nothing might start. */
  private readonly held: (() => void)[] = [];
  /** The output, as soon as it is there. */
  private reached: { readonly value: unknown } | undefined;

  constructor(
    private readonly book: RunBook<Callee>,
    private readonly layout: Layout<Callee>,
  ) {
    const drive = () => this.drive();
    this.root = new Scope<Callee>(layout.root, undefined, 0, new Array(layout.root.cells.length));
    this.tally = new Tally(book);
    this.demand = new Demand(book, this.agenda, this.tally, this);
    this.calls = new Calls(book, this.agenda, this.tally, this, drive);
    this.parameters = new Parameters(book, this.demand, drive);
  }

  over(): boolean {
    return this.book.over();
  }

  mayStart(later: () => void): boolean {
    if (this.book.paused) this.held.push(later);
    return !this.book.paused;
  }

  /** Goes on with what was held back. */
  resume(): void {
    for (const goOn of this.held.splice(0)) goOn();
    this.drive();
  }

  /** Takes the inputs that are there at the start, and asks for what the output needs. */
  begin(inputs: readonly unknown[]): void {
    const { slots } = this.root;
    for (const [index, slot] of this.layout.inputSlots.entries()) slots[slot] = inputs[index];
    for (const cell of this.layout.root.eager) this.demand.ask(this.root, cell, false);
    this.drive();
  }

  /** Takes an input that has arrived. */
  deliver(slot: number, message: unknown): void {
    if (this.root.slots[slot] === undefined) this.root.slots[slot] = message;
    else this.settle(this.root, this.layout.root.cells[slot]!, message);
    this.drive();
  }

  /** Whether an input has arrived. */
  has(slot: number): boolean {
    return isSettled(this.root.slots[slot]);
  }

  /** No longer waits for an input: a run that needs it, now or later, fails. */
  expire(slot: number, error: () => Error): void {
    if (this.has(slot)) return;
    if (this.root.slots[slot] === undefined) this.demand.expire(this.layout.root.cells[slot]!, error);
    else this.book.stop("FAILED", error());
  }

  /** Lets go of everything; called once, when the run is over. */
  close(reason: Error): void {
    this.agenda.clear();
    for (const channel of this.channels) channel.end(reason);
    this.calls.close();
    this.parameters.close(reason);
  }

  /** The value of a parameter, as a function takes it. */
  valueOf(scope: Scope<Callee>, source: Source<Callee>, node?: ProgramNode<Callee>): unknown {
    return this.parameters.valueOf(scope, source, node);
  }

  /** What is missing in the lists that a node takes, because a step failed. */
  failuresFor(scope: Scope<Callee>, node: ProgramNode<Callee>): readonly ItemFailure[] {
    return this.parameters.failuresFor(scope, node);
  }

  open(scope: Scope<Callee>): void {
    const { starters, outward } = scope.region;
    for (const node of outward) this.demand.countOutside(scope, node);
    for (const node of starters) this.decide(scope, node);
  }

  runLane(node: ProgramNode<Callee>, lane: Lane<Callee>): void {
    void this.calls.runLane(node, lane);
  }

  ask(scope: Scope<Callee>, cell: Cell<Callee>, weak: boolean): void {
    this.demand.ask(scope, cell, weak);
  }

  lifted(lift: Lift<Callee>): void {
    if (lift.scope === this.root) this.tally.lifted(lift.region);
    this.calls.checkShare(lift, true);
  }

  channel(window: number, kept: boolean, changed: () => void): Channel {
    const channel = new Channel(window, kept, () => {
      if (!this.over()) changed();
    });
    this.channels.add(channel);
    return channel;
  }

  /** A cell has its value: tells all who wait for it. */
  settle(scope: Scope<Callee>, cell: Cell<Callee>, value: unknown): void {
    scope.slots[cell.slot] = value;
    if (scope === this.root && cell === this.layout.target) this.reached = { value };
    for (const asker of scope.takeAskers(cell)) asker.tell(value);
    for (const { node, phase } of cell.near) this.arrive(scope, node, phase);
    if (cell.far.length > 0) for (const lift of scope.lifts) this.arriveInside(lift, cell.far);
    if (scope.lift && cell.gatheredAs.length > 0) scope.lift.settled(scope, cell, value);
    if (cell.node) {
      const { streams, child } = placeOf(cell.node);
      for (const source of streams) releaseStream(scope, source);
      if (child) this.demand.liftOver(scope, cell.node, value);
    }
    if (cell.kind === "awaited") return;
    scope.pending--;
    if (!cell.late) scope.early--;
    scope.lift?.relaxed(scope, !cell.late);
  }

  private arrive(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: number): void {
    const { slot } = placeOf(node).cell;
    const state = scope.slots[slot];
    if (typeof state !== "number" || phaseOf(state) !== phase || missingIn(state) === 0) return;
    scope.slots[slot] = state - 1;
    if (missingIn(state) === 1) this.agenda.add(scope, node);
  }

  /** Tells those who wait inside a list for something of further out. */
  private arriveInside(lift: ScopeOwner<Callee>, far: Cell<Callee>["far"]): void {
    const inside = far.filter(({ node }) => isWithin(placeOf(node).region, lift.region));
    if (inside.length === 0) return;
    for (const scope of lift.scopes.values()) {
      for (const { node, phase } of inside) {
        if (placeOf(node).region === lift.region) this.arrive(scope, node, phase);
      }
      for (const inner of scope.lifts) this.arriveInside(inner, inside);
    }
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
      if (this.book.paused) break;
      const next = this.agenda.take();
      if (next === undefined) break;
      this.decide(next.scope, next.node);
    }
    this.driving = false;
  }

  private finish(value: unknown): void {
    this.tally.end();
    if (!this.over()) this.book.complete(value === absent ? undefined : value);
  }

  /** All that a node's phase waits for is settled: runs it, skips it, or gives it up. */
  private decide(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    const { cell, phases } = placeOf(node);
    const number = phaseOf(scope.slots[cell.slot]);
    const phase = phases[number]!;
    const fault = faultOf(scope, phase);
    if (fault instanceof Failure) this.passOn(scope, node, fault);
    else if (fault === absent) this.skip(scope, node, "INPUT_ABSENT");
    else if (phase.kind === "call") this.calls.launch(scope, node);
    else if (phase.kind === "condition") this.decideCondition(scope, node, phase, number);
    else if (phase.kind === "select") this.decideChoice(scope, node, phase, number);
    else this.takeChosen(scope, node);
  }

  /** What a node needs has failed for lazy askers; where the run wants the node, it fails, too. */
  private passOn(scope: Scope<Callee>, node: ProgramNode<Callee>, failure: Failure): void {
    const { cell } = placeOf(node);
    if (!scope.isWeak(cell)) {
      this.book.stop("FAILED", failure.error);
      return;
    }
    this.tally.skipped(scope, node, "CANCELLED");
    this.settle(scope, cell, failure);
  }

  private skip(scope: Scope<Callee>, node: ProgramNode<Callee>, reason: SkipReason): void {
    this.tally.skipped(scope, node, reason);
    this.settle(scope, placeOf(node).cell, absent);
  }

  private decideCondition(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: Phase<Callee>, number: number): void {
    let holds: boolean;
    try {
      holds = this.book.host.holds(
        node,
        phase.condition,
        phase.sources.map((source) => this.valueOf(scope, source)),
        scope,
      );
    } catch (thrown) {
      this.calls.fail(scope, node, thrown);
      return;
    }
    if (this.over()) return;
    if (holds) this.demand.goOn(scope, node, number + 1);
    else this.skip(scope, node, "CONDITION_FALSE");
  }

  private decideChoice(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: Phase<Callee>, number: number): void {
    const { branches, cell } = placeOf(node);
    let key: string;
    try {
      key = this.book.host.choose(
        node,
        phase.sources.map((source) => this.valueOf(scope, source)),
        scope,
      );
    } catch (thrown) {
      this.calls.fail(scope, node, thrown);
      return;
    }
    if (this.over()) return;
    this.tally.chosen(scope, node, key);
    for (const branch of branches) {
      if (branch.key !== key) this.tally.skipped(scope, branch.node, "NOT_CHOSEN");
    }
    const chosen = branches.find((branch) => branch.key === key);
    if (this.over() || !chosen) return;
    scope.slots[cell.slot] = phaseState(number + 1, 1);
    this.demand.ask(scope, placeOf(chosen.node).cell, scope.isWeak(cell));
  }

  private takeChosen(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    const { branches, cell } = placeOf(node);
    const value = branches.map((branch) => scope.slots[placeOf(branch.node).cell.slot]).find(isSettled);
    if (value instanceof Failure) this.passOn(scope, node, value);
    else if (value === absent) this.skip(scope, node, "INPUT_ABSENT");
    else {
      this.tally.succeeded(scope, node, false);
      if (!this.over()) this.settle(scope, cell, value);
    }
  }
}

/** Why a phase cannot do what it is for: a failure, before an absence. */
function faultOf<Callee>(scope: Scope<Callee>, phase: Phase<Callee>): Failure | typeof absent | undefined {
  let fault: typeof absent | undefined;
  for (const source of phase.waits) {
    const value = scope.read(source);
    if (value instanceof Failure) return value;
    if (value === absent && !mayLack(source, phase)) fault = absent;
  }
  return fault;
}

/** Whether a node makes do without a cell: it may take it by two parameters, of which only one does. */
function mayLack<Callee>({ cell }: Source<Callee>, { sources }: Phase<Callee>): boolean {
  return sources.every((each) => each.cell !== cell || each.form === "optional" || each.form === "lazy");
}

function isWithin<Callee>(region: Region<Callee>, outer: Region<Callee>): boolean {
  let at: Region<Callee> | undefined = region;
  while (at && at !== outer) at = at.parent;
  return at === outer;
}

/** A node that is over reads its streams no more. */
function releaseStream<Callee>(scope: Scope<Callee>, source: Source<Callee>): void {
  const value = scope.read(source);
  if (value instanceof Channel) value.release(source);
}
