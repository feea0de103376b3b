import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { GraphDeclaration, StepDeclaration } from "./declarations.js";
import type { FlowDeclaration } from "./flow-declarations.js";

/** What the source of a project says, as data: the only thing that leaves this folder. */
export interface Declarations {
  /** Every graph seen: those under `include`, and those that these list, however far away. */
  readonly graphs: readonly GraphDeclaration[];
  /** Every flow seen, likewise. */
  readonly flows: readonly FlowDeclaration[];
  /** Every step seen: those in graphs, and those under `include` that no graph lists. */
  readonly steps: readonly StepDeclaration[];
  readonly diagnostics: readonly Diagnostic[];
}
