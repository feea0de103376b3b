import type { Cell, ProgramNode } from "../plan/layout.js";
import { placeOf } from "../plan/layout.js";
import type { Agenda } from "./agenda.js";
import { Channel } from "./channel.js";
import { Lift, type Lifting } from "./lift.js";
import { absent, Failure, isSettled, launched, phaseOf, phaseState, type Scope, type ScopeOwner } from "./scope.js";
import type { Tally } from "./tally.js";
import type { RunBook } from "./walk-host.js";

type Also<Callee> = (scope: Scope<Callee>, cell: Cell<Callee>) => void;

/**
 * What a run has been asked for: goes from what is wanted back to what that needs, through everything but gates, and has
 * nodes wait for it. What has been asked for once is not asked for again.
 */
export class Demand<Callee> {
  /** Inputs that have not arrived in their time, and were not asked for by then. */
  private readonly expired = new Map<Cell<Callee>, () => Error>();

  constructor(
    private readonly book: RunBook<Callee>,
    private readonly agenda: Agenda<Callee>,
    private readonly tally: Tally<Callee>,
    private readonly lifting: Lifting<Callee>,
  ) {}

  /** An input has not arrived in its time: whoever asks for it from now on, fails. */
  expire(cell: Cell<Callee>, error: () => Error): void {
    this.expired.set(cell, error);
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

  private askOne(scope: Scope<Callee>, cell: Cell<Callee>, weak: boolean, also: Also<Callee>): void {
    if (cell.kind === "item") return;
    const slot = scope.slots[cell.slot];
    if (slot !== undefined) {
      if (!weak) this.strengthen(scope, cell, also);
      return;
    }
    if (cell.kind === "awaited") {
      scope.slots[cell.slot] = 0;
      const expired = this.expired.get(cell);
      if (expired) this.book.stop("FAILED", expired());
      return;
    }
    if (weak) scope.rarely.weak.add(cell);
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
    also: Also<Callee>,
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
  private strengthen(scope: Scope<Callee>, cell: Cell<Callee>, also: Also<Callee>): void {
    if (!scope.isWeak(cell)) return;
    scope.rarely.weak.delete(cell);
    const slot = scope.slots[cell.slot];
    const error = slot instanceof Failure ? slot.error : brokenBy(scope, cell);
    if (error) this.book.stop("FAILED", error);
    if (cell.node) {
      const { phases } = placeOf(cell.node);
      // What has a message has gone through all of its phases; of an absence nobody knows in which it was decided.
      const phase = slot === launched || hasMessage(slot) ? phases.length - 1 : Math.max(0, phaseOf(slot));
      for (const { waits } of phases.slice(0, phase + 1)) {
        for (const source of waits) if (scope.read(source) !== undefined) also(scope, source.cell);
      }
    } else if (cell.of) {
      also(scope, placeOf(cell.of.region.origin!).cell);
      for (const inner of scope.liftOf(cell.of.region)?.scopes.values() ?? []) also(inner, cell.of);
    }
  }

  /** Has a node go into a phase: asks for what the phase waits for, and counts what is missing. */
  private enter(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: number, also: Also<Callee>): void {
    const { cell, phases } = placeOf(node);
    let missing = 0;
    for (const source of phases[phase]!.waits) {
      if (isSettled(scope.read(source))) continue;
      missing++;
      also(scope, source.cell);
    }
    scope.slots[cell.slot] = phaseState(phase, missing);
    if (missing === 0) this.agenda.add(scope, node);
  }

  /** A node of a new scope, that waits for something of further out: all of that has been asked for already. */
  countOutside(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    const { cell, phases } = placeOf(node);
    let missing = scope.slots[cell.slot] as number;
    for (const source of phases[0]!.waits) if (source.up > 0 && !isSettled(scope.read(source))) missing++;
    scope.slots[cell.slot] = missing;
    if (missing === 0) this.agenda.add(scope, node);
  }

  /** The next phase of a node that is asked for already. */
  goOn(scope: Scope<Callee>, node: ProgramNode<Callee>, phase: number): void {
    const weak = scope.isWeak(placeOf(node).cell);
    // What the phase waits for may be settled already, but failed for lazy askers only: then the run fails now.
    for (const source of placeOf(node).phases[phase]!.waits) this.ask(scope, source.cell, weak);
    if (!this.book.over()) this.enter(scope, node, phase, (inner, cell) => this.ask(inner, cell, weak));
  }

  /** Starts what is to be done for each item of a list or stream, where anything is. */
  liftOver(scope: Scope<Callee>, origin: ProgramNode<Callee>, value: unknown): void {
    const region = placeOf(origin).child!;
    const cells = region.gathered.filter((cell) => scope.slots[cell.slot] !== undefined);
    if (!Array.isArray(value) && !(value instanceof Channel)) {
      for (const cell of cells) if (!isSettled(scope.slots[cell.slot])) this.lifting.settle(scope, cell, value);
      if (!scope.lift) this.tally.withoutItems(region, value);
      return;
    }
    if (cells.length === 0 || scope.liftOf(region)) return;
    const lift = new Lift<Callee>(this.lifting, region, scope, value);
    scope.rarely.lifts.push(lift);
    if (!scope.lift) this.tally.lifting(region);
    for (const cell of cells) this.gather(lift, cell);
    for (const cell of cells) {
      const of = cell.of!;
      if (of.kind !== "item" && !region.eager.includes(of)) lift.want(of, scope.isWeak(cell));
    }
    lift.fill();
  }

  private gather(lift: ScopeOwner<Callee>, cell: Cell<Callee>): void {
    lift.gather(cell, cell.of?.node?.place?.window ?? lift.region.origin!.place!.window);
  }

  private tighten(scope: Scope<Callee>, cell: Cell<Callee>): void {
    const early = !cell.late && scope.early++ === 0;
    const pending = scope.pending++ === 0;
    if (early || pending) scope.lift?.tightened(scope, { early, pending });
  }
}

function hasMessage(slot: unknown): boolean {
  return isSettled(slot) && slot !== absent && !(slot instanceof Failure);
}

/** What the stream of a node has broken with, where that is the run's failure and not an item's to be left out. */
function brokenBy<Callee>(scope: Scope<Callee>, { node, slot }: Cell<Callee>): Error | undefined {
  const stream = scope.slots[slot];
  if (!node || !(stream instanceof Channel)) return undefined;
  return scope.lift && placeOf(node).tolerated !== undefined ? undefined : stream.brokenBy;
}
