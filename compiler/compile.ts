import type { FlowPlan } from "../generated/protograph/v1/flow_pb.js";
import type { Plan } from "../generated/protograph/v1/plan_pb.js";
import { check as checkGraphs, type Checked } from "./checks/check.js";
import type { Config } from "./config/config.js";
import { type Diagnostic, diagnostic, hasErrors, type Span, tidy } from "./diagnostics/diagnostic.js";
import { emit, type EmittedFile } from "./emit/emit.js";
import { build } from "./graph/build.js";
import { buildFlows } from "./graph/build-flows.js";
import { resolve } from "./graph/resolve.js";
import { checkProgram, type Determinism } from "./lint/check-program.js";
import type { LintMemory } from "./lint/unchanged.js";
import type { Lock } from "./lock/lock.js";
import { readLock } from "./lock/read-lock.js";
import { toLock } from "./lock/to-lock.js";
import { type PlannedFlow, toFlowPlan } from "./plan/to-flow-plan.js";
import { type Planned, toPlan } from "./plan/to-plan.js";
import { Descriptors, MissingDescriptor } from "./protos/descriptors.js";
import { ProtoPlaces } from "./protos/proto-places.js";
import { type Front, openFront, type PendingFiles } from "./source/front.js";
import { read } from "./source/read.js";
import { ThrownClasses } from "./source/thrown-classes.js";

/** Graphs with everything that is wrong with them, and what is known of their steps' determinism. */
export interface Proved extends Checked, Omit<Determinism, "diagnostics"> {}

/** How to check; to be left out, but for tools that check the same project again and again. */
export interface CheckOptions {
  /** Whether steps are followed to what is not deterministic, and suppressions heard; they are unless this is `false`. */
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
  readonly flowPlans: readonly FlowPlan[];
  readonly files: readonly EmittedFile[];
  /** Makes the contracts as they are now, of plans that there are: what `protograph.lock.json` keeps. */
  readonly lock: () => Lock;
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
  return prove(config, front, new Descriptors(pending), how);
}

function prove(config: Config, front: Front, descriptors: Descriptors, how: CheckOptions): Proved {
  const declarations = read(config, front);
  const built = build(resolve(declarations));
  const flows = buildFlows(declarations.flows, built.byKey, descriptors);
  const checked = checkGraphs(built, flows, new ProtoPlaces(config), new ThrownClasses(front, config.out));
  const known = [...checked.diagnostics, ...lockFaults(config)];
  const files = new Set([...config.files, ...declarations.steps.map(({ file }) => file)]);
  if (how.determinism === false) return { ...checked, diagnostics: tidy(known), suppressions: [], reached: [] };
  const { diagnostics, memory, ...determinism } = checkProgram(config, front, [...files], how.memory?.lint, known);
  if (how.memory) how.memory.lint = memory;
  return { ...checked, ...determinism, diagnostics: tidy(diagnostics) };
}

/** Checks a project and, where it is sound, plans its graphs and flows and emits their code. */
export function compile(config: Config, pending: PendingFiles = new Map()): Compiled {
  const front = openFront(config.root, config.tsconfig, pending);
  const descriptors = new Descriptors(pending);
  const checked = prove(config, front, descriptors, {});
  const { planned, flows, diagnostics } = hasErrors(checked.diagnostics) ? nothing : plan(checked, descriptors);
  const isSound = !hasErrors([...checked.diagnostics, ...diagnostics]);
  return {
    ...checked,
    diagnostics: tidy([...checked.diagnostics, ...diagnostics]),
    plans: planned.map((each) => each.plan),
    flowPlans: flows.map((each) => each.plan),
    files: isSound ? emit(planned, flows, checked.reached, config) : [],
    lock: () => toLock({ planned, flows, descriptors, config, front }),
  };
}

const nothing: Plans = { planned: [], flows: [], diagnostics: [] };

/** What is wrong with the project's lock: it is only written by protograph, and nothing is written over one that is not. */
function lockFaults(config: Config): readonly Diagnostic[] {
  const read = readLock(config);
  return read && "diagnostics" in read ? read.diagnostics : [];
}

interface Plans {
  readonly planned: readonly Planned[];
  readonly flows: readonly PlannedFlow[];
  readonly diagnostics: readonly Diagnostic[];
}

function plan({ graphs, flows }: Checked, descriptors: Descriptors): Plans {
  const diagnostics: Diagnostic[] = [];
  const each = <T extends { readonly span: Span }, P>(all: readonly T[], toPlanned: (of: T) => P): readonly P[] =>
    all.flatMap((one): readonly P[] => {
      try {
        return [toPlanned(one)];
      } catch (error) {
        if (!(error instanceof MissingDescriptor)) throw error;
        diagnostics.push(diagnostic("PG1014", one.span, error.message, { fix: "run `protograph generate`" }));
        return [];
      }
    });
  const planned = each(graphs, (graph) => toPlan(graph, descriptors));
  // A flow is made of the plans of its graphs.
  if (diagnostics.length > 0) return { planned, flows: [], diagnostics };
  const byGraph = new Map(planned.map((one) => [one.graph, one]));
  return { planned, flows: each(flows, (flow) => toFlowPlan(flow, byGraph, descriptors)), diagnostics };
}
