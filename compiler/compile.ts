import type { Plan } from "../generated/protograph/v1/plan_pb.js";
import { check as checkGraphs, type Checked } from "./checks/check.js";
import type { Config } from "./config/config.js";
import { type Diagnostic, diagnostic, hasErrors, tidy } from "./diagnostics/diagnostic.js";
import { emit, type EmittedFile } from "./emit/emit.js";
import { build } from "./graph/build.js";
import { resolve } from "./graph/resolve.js";
import { checkProgram, type Determinism } from "./lint/check-program.js";
import type { LintMemory } from "./lint/unchanged.js";
import { type Planned, toPlan } from "./plan/to-plan.js";
import { Descriptors, MissingDescriptor } from "./protos/descriptors.js";
import { type Front, openFront, type PendingFiles } from "./source/front.js";
import { read } from "./source/read.js";

/** Graphs with everything that is wrong with them, and what is known of their steps' determinism. */
export interface Proved extends Checked, Omit<Determinism, "diagnostics"> {}

/** How to check; to be left out, but for tools that check the same project again and again. */
export interface CheckOptions {
  /** Whether steps are followed to what is not deterministic; they are unless this is `false`. */
  readonly determinism?: boolean;
  /** What one check remembers for the next: files that have not changed are not parsed again. Starts as `{}`. */
  readonly memory?: CheckMemory;
}

/** What a check remembers. */
export interface CheckMemory {
  front?: Front;
  lint?: LintMemory;
}

/** A project compiled: its graphs, their plans, and the files to write; no plans and no files where there are errors. */
export interface Compiled extends Proved {
  readonly plans: readonly Plan[];
  readonly files: readonly EmittedFile[];
}

/**
 * Proves the graphs of a project sound. User code is read and never run; nothing is written.
 *
 * @param pending files to read as they are about to be: messages that are generated, but not written yet.
 *
 * @example
 * const { diagnostics } = check(config);
 */
export function check(config: Config, pending: PendingFiles = new Map(), how: CheckOptions = {}): Proved {
  const front = openFront(config.root, config.tsconfig, pending, how.memory?.front);
  if (how.memory) how.memory.front = front;
  const declarations = read(config, front);
  const checked = checkGraphs(build(resolve(declarations)));
  const files = new Set([...config.files, ...declarations.steps.map(({ file }) => file)]);
  if (how.determinism === false) return { ...checked, suppressions: [], reached: [] };
  const { diagnostics, memory, ...determinism } = checkProgram(config, front, [...files], how.memory?.lint);
  if (how.memory) how.memory.lint = memory;
  return { ...checked, ...determinism, diagnostics: tidy([...checked.diagnostics, ...diagnostics]) };
}

/** Checks a project and, where it is sound, plans its graphs and emits their code. */
export function compile(config: Config, pending: PendingFiles = new Map()): Compiled {
  const checked = check(config, pending);
  if (hasErrors(checked.diagnostics)) return { ...checked, plans: [], files: [] };
  const { planned, diagnostics } = plan(checked, new Descriptors(pending));
  return {
    ...checked,
    diagnostics: tidy([...checked.diagnostics, ...diagnostics]),
    plans: planned.map((each) => each.plan),
    files: hasErrors(diagnostics) ? [] : emit(planned, checked.reached, config),
  };
}

function plan(
  { graphs }: Checked,
  descriptors: Descriptors,
): { readonly planned: readonly Planned[]; readonly diagnostics: readonly Diagnostic[] } {
  const planned: Planned[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const graph of graphs) {
    try {
      planned.push(toPlan(graph, descriptors));
    } catch (error) {
      if (!(error instanceof MissingDescriptor)) throw error;
      diagnostics.push(diagnostic("PG1014", graph.span, error.message, { fix: "run `protograph generate`" }));
    }
  }
  return { planned, diagnostics };
}
