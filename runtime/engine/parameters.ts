import type { ItemFailure } from "../dsl/step.js";
import { type ProgramNode, placeOf, type Source } from "../plan/layout.js";
import type { Demand } from "./demand.js";
import { LazyMessage } from "./lazy-message.js";
import { absent, type Asker, Failure, isSettled, type LeftOut, type Scope, type ScopeOwner } from "./scope.js";
import { StreamOfSource } from "./stream-of-source.js";
import type { RunBook } from "./walk-host.js";

/** What functions are given for their parameters. */
export class Parameters<Callee> {
  private readonly askers = new Set<Asker>();

  constructor(
    private readonly book: RunBook<Callee>,
    private readonly demand: Demand<Callee>,
    /** Goes on with the walk, after something has come from outside. */
    private readonly drive: () => void,
  ) {}

  /** Tells those who wait for lazy messages that none will come; called once, when the run is over. */
  close(reason: Error): void {
    for (const asker of this.askers) asker.tell(new Failure(reason));
    this.askers.clear();
  }

  /** The value of a parameter, as a function takes it. */
  valueOf(scope: Scope<Callee>, source: Source<Callee>, node?: ProgramNode<Callee>): unknown {
    if (source.form === "lazy") return new LazyMessage((asker) => this.askLazily(scope, source, asker));
    const value = scope.read(source);
    if (source.form === "stream") return new StreamOfSource(value, source, node);
    return value === absent ? undefined : value;
  }

  /**
   * What is missing in the lists that a node takes: items whose step has failed and, where a list lacks any, what has
   * failed further out for the item that the node itself is called for.
   */
  failuresFor(scope: Scope<Callee>, node: ProgramNode<Callee>): readonly ItemFailure[] {
    return placeOf(node).sources.flatMap(({ cell, up }) => {
      const owner = scope.outer(up);
      const lift = cell.of && owner.liftOf(cell.of.region);
      if (!lift) return [];
      return [...lift.failures, ...(lacksItems(owner.slots[cell.slot], lift) ? failedFor(owner) : [])]
        .filter((failure) => cell.failing.has(failure.node))
        .map(({ step, itemIndex, error }) => ({ step, itemIndex, error }));
    });
  }

  private askLazily(scope: Scope<Callee>, source: Source<Callee>, asker: Asker): void {
    if (this.book.over()) {
      asker.tell(new Failure(this.book.host.tooLate()));
      return;
    }
    const { cell } = source;
    const owner = scope.outer(source.up);
    this.demand.ask(scope, cell, true);
    const value = owner.slots[cell.slot];
    if (isSettled(value)) asker.tell(value === absent ? new Failure(this.book.host.absentOf(cell.message)) : value);
    else {
      this.askers.add(asker);
      const told: Asker = {
        tell: (settled) => {
          this.askers.delete(asker);
          asker.tell(settled === absent ? new Failure(this.book.host.absentOf(cell.message)) : settled);
        },
      };
      const { askers } = owner.rarely;
      askers.set(cell, [...(askers.get(cell) ?? []), told]);
    }
    // Not now: a step is being called, and what it asks for starts after it has gone on.
    queueMicrotask(() => this.drive());
  }
}

/** Whether a list has not all of its items. Of a stream nobody knows before its end. */
function lacksItems(list: unknown, { size }: ScopeOwner<unknown>): boolean {
  return Array.isArray(list) && list.length < (size ?? 0);
}

/** What has failed for the items that a scope is for. */
function failedFor<Callee>(scope: Scope<Callee>): readonly LeftOut<Callee>[] {
  if (!scope.lift) return [];
  const place = scope.itemIndex().join();
  return [...scope.lift.failures.filter(({ itemIndex }) => itemIndex.join() === place), ...failedFor(scope.lift.scope)];
}
