import type { ProgramNode } from "../plan/layout.js";
import type { Scope } from "./scope.js";

/** A node that is to be decided, in the scope it is in. */
export interface Ready<Callee> {
  readonly scope: Scope<Callee>;
  readonly node: ProgramNode<Callee>;
}

/** What is ready, first ready first taken. */
export class Agenda<Callee> {
  private items: Ready<Callee>[] = [];
  private head = 0;

  add(scope: Scope<Callee>, node: ProgramNode<Callee>): void {
    this.items.push({ scope, node });
  }

  take(): Ready<Callee> | undefined {
    const next = this.items[this.head++];
    if (next === undefined) this.clear();
    else if (this.head > 1_000 && this.head * 2 > this.items.length) {
      // To shift a long array for each item would cost the square of them.
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return next;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }
}
