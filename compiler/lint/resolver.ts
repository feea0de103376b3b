import type { ts } from "../source/tree.js";
import type { Frame } from "./frame.js";
import type { Ref } from "./reference.js";
import type { Binding } from "./scopes.js";

/** What finding members and imports needs of the evaluator. */
export interface Resolver {
  /** The variables and classes that were come by. */
  readonly touched: Set<ts.VariableDeclaration | ts.ClassLikeDeclaration>;
  text(expression: ts.Expression, frame: Frame): string | undefined;
  items(refs: readonly Ref[]): readonly Ref[];
  of(expression: ts.Expression, frame: Frame): readonly Ref[];
  member(refs: readonly Ref[], name: string | undefined, frame: Frame): readonly Ref[];
  returned(ref: Extract<Ref, { kind: "function" }>, supplied: number): readonly Ref[];
  instances(refs: readonly Ref[]): readonly Ref[];
  binding(binding: Binding, frame: Frame): readonly Ref[];
  exported(file: ts.SourceFile, name: string | undefined): readonly Ref[];
}
