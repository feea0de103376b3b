import type { ItemCounts, SkipReason } from "../events/run-event.js";
import type { ProgramNode, Region } from "../plan/layout.js";
import { absent, Failure, type Scope } from "./scope.js";
import type { RunBook } from "./walk-host.js";

/** The counts of a node that is called for each item. */
interface Counts {
  /** How many calls are under way. */
  underWay: number;
  succeeded: number;
  failed: number;
  skipped: number;
  /** Why the first of those was that were skipped. */
  reason: SkipReason | undefined;
}

/**
 * Keeps the books of a walk with scopes: writes events to its log, and counts what happens to items instead of writing
 * it down, so that a run's log does not grow with its streams. What is written of a single item is what cannot be told
 * from counts: failures, retries, choices, and answers of fallbacks.
 */
export class Tally<Callee> {
  private readonly state = new Map<ProgramNode<Callee>, "asked" | "started" | "over">();
  /** By index of the node. */
  private readonly counts: Counts[] = [];

  constructor(private readonly book: RunBook<Callee>) {}

  asked(node: ProgramNode<Callee>): void {
    if (!this.state.has(node)) this.state.set(node, "asked");
  }

  started(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    if (scope.lift && this.begin(node)) return;
    this.state.set(node, "started");
    this.book.note("StepStarted", node);
  }

  /** A call for an item has come to its end. */
  landed({ lift }: Scope<Callee>, node: ProgramNode<Callee>): void {
    if (lift) this.countsOf(node).underWay--;
  }

  succeeded(scope: Scope<Callee>, node: ProgramNode<Callee>, isAbsent: boolean): void {
    const fallback = scope.hasFallback(node);
    if (!scope.lift) {
      this.state.set(node, "over");
      this.book.note(
        "StepCompleted",
        node,
        isAbsent || fallback ? { ...(isAbsent && { absent: true }), ...(fallback && { fallback }) } : undefined,
      );
      return;
    }
    this.countsOf(node).succeeded++;
    if (fallback) this.book.note("StepCompleted", node, { fallback, ...(isAbsent && { absent: true }) }, scope);
  }

  /** A node that is called once need not be called: its message was kept. */
  restored(node: ProgramNode<Callee>, isAbsent: boolean): void {
    this.state.set(node, "over");
    this.book.note("StepRestored", node, isAbsent ? { absent: true } : undefined);
  }

  failed(scope: Scope<Callee>, node: ProgramNode<Callee>, error: Error): void {
    if (scope.lift) this.countsOf(node).failed++;
    else this.state.set(node, "over");
    this.book.note("StepFailed", node, { error }, scope);
  }

  skipped(scope: Scope<Callee>, node: ProgramNode<Callee>, reason: SkipReason): void {
    if (!scope.lift) {
      this.state.set(node, "over");
      this.book.note("StepSkipped", node, { reason });
      return;
    }
    this.asked(node);
    const counts = this.countsOf(node);
    counts.skipped++;
    counts.reason ??= reason;
  }

  chosen(scope: Scope<Callee>, node: ProgramNode<Callee>, key: string): void {
    this.state.set(node, "started");
    this.book.note("StepChosen", node, { chosen: key }, scope);
  }

  /** A list of the run is there: what is done for each item is asked for, also where there is none. */
  lifting(region: Region<Callee>): void {
    for (const { node } of region.eager) if (node) this.asked(node);
    for (const child of region.children) this.lifting(child);
  }

  /** The items of a list of the run are over, and with them all that is done for each of them. */
  lifted(region: Region<Callee>): void {
    for (const node of nodesIn(region)) {
      const state = this.state.get(node);
      if (state === undefined || state === "over" || this.book.over()) continue;
      this.sumUp(node);
    }
  }

  /** There is no list, so nothing is done for its items. */
  withoutItems(region: Region<Callee>, value: unknown): void {
    const reason = value instanceof Failure ? "CANCELLED" : value === absent ? "INPUT_ABSENT" : undefined;
    if (reason === undefined) return;
    const asked = new Set([...region.eager, ...region.gathered.flatMap(({ of }) => of ?? [])]);
    for (const node of nodesIn(region)) {
      if (this.state.get(node) === undefined && !asked.has(node.place!.cell)) continue;
      if (this.state.get(node) === "over") continue;
      this.state.set(node, "over");
      this.book.note("StepSkipped", node, { reason });
    }
  }

  /** The output is there: nobody has asked for what is not even asked for, and nobody hears what is still running. */
  end(): void {
    for (const node of this.book.nodes) {
      const state = this.state.get(node);
      if (state === "over") continue;
      if (state !== undefined && this.isDone(node)) this.sumUp(node);
      else this.book.note("StepSkipped", node, { reason: state === undefined ? "NOT_NEEDED" : "CANCELLED" });
    }
  }

  /** A call for an item starts; says whether it is not the first. */
  private begin(node: ProgramNode<Callee>): boolean {
    this.countsOf(node).underWay++;
    return this.state.get(node) === "started";
  }

  /** Whether there were items for a node, and none is under way. */
  private isDone(node: ProgramNode<Callee>): boolean {
    const { underWay, succeeded, failed, skipped } = this.countsOf(node);
    return underWay === 0 && succeeded + failed + skipped > 0;
  }

  /** Writes what became of the items of a node. */
  private sumUp(node: ProgramNode<Callee>): void {
    this.state.set(node, "over");
    const { reason, succeeded, failed, skipped } = this.countsOf(node);
    const total = succeeded + failed + skipped;
    if (skipped === total && reason !== undefined) this.book.note("StepSkipped", node, { reason });
    else this.book.note("StepCompleted", node, { items: { total, succeeded, failed, skipped } satisfies ItemCounts });
  }

  private countsOf({ index }: ProgramNode<Callee>): Counts {
    return (this.counts[index] ??= { underWay: 0, succeeded: 0, failed: 0, skipped: 0, reason: undefined });
  }
}

function nodesIn<Callee>(region: Region<Callee>): readonly ProgramNode<Callee>[] {
  return [...region.cells.flatMap((cell) => cell.node ?? []), ...region.children.flatMap((child) => nodesIn(child))];
}
