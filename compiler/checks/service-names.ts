import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { flattenFlow } from "../graph/flat-flow.js";
import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";
import type { ServiceDeclaration, StepDeclaration } from "../source/declarations.js";

interface Taken {
  readonly service: ServiceDeclaration;
  readonly step: StepDeclaration;
}

/**
 * PG1013: two services of one name, where the generated class has one place: of different types, or of one step. The
 * class takes those of graphs in the graph as well; what is wrong within one of these is reported there.
 */
export function findServiceConflicts(graph: Graph): readonly Diagnostic[] {
  return conflictsOf(graph)
    .filter(({ inner }) => !inner)
    .map(({ diagnostic: found }) => found);
}

/** PG1013: the same of the graphs of a flow, whose class takes the services of all of them. */
export function findFlowServiceConflicts(flow: Flow): readonly Diagnostic[] {
  const graphs = [...new Set(flattenFlow(flow).members.map(({ graph }) => graph))];
  const inside = new Set(graphs.flatMap((graph) => conflictsOf(graph).map(({ service }) => service)));
  return conflictsAmong(graphs.flatMap(takenBy))
    .filter(({ service }) => !inside.has(service))
    .map(({ diagnostic: found }) => found);
}

interface Conflict {
  readonly service: ServiceDeclaration;
  readonly diagnostic: Diagnostic;
  /** Whether a graph in the graph has it already. */
  readonly inner: boolean;
}

const known = new WeakMap<Graph, readonly Conflict[]>();

function conflictsOf(graph: Graph): readonly Conflict[] {
  const before = known.get(graph);
  if (before) return before;
  const conflicts = findConflicts(graph);
  known.set(graph, conflicts);
  return conflicts;
}

function findConflicts(graph: Graph): readonly Conflict[] {
  const inside = new Set(innerGraphs(graph).flatMap((inner) => conflictsOf(inner).map(({ service }) => service)));
  return conflictsAmong(takenBy(graph)).map((found) => ({ ...found, inner: inside.has(found.service) }));
}

function conflictsAmong(all: readonly Taken[]): readonly Omit<Conflict, "inner">[] {
  const first = new Map<string, Taken>();
  return all.flatMap((taken) => {
    const { service, step } = taken;
    const twin = step.services.slice(0, step.services.indexOf(service)).find((each) => each.key === service.key);
    const before = first.get(service.key);
    if (!before) first.set(service.key, taken);
    const found = twin
      ? twice(step, service, twin)
      : before && !isSame(before.service, service)
        ? differs(taken, before)
        : undefined;
    return found ? [{ service, diagnostic: found }] : [];
  });
}

/** Every service of every step, those of graphs in the graph included. */
function takenBy(graph: Graph): readonly Taken[] {
  const own = graph.nodes
    .flatMap(usesOf)
    .flatMap(({ step: { declaration } }) => declaration.services.map((service) => ({ service, step: declaration })));
  return [...own, ...innerGraphs(graph).flatMap(takenBy)];
}

function innerGraphs({ nodes }: Graph): readonly Graph[] {
  return nodes.flatMap((node) => (node.kind === "graph" && node.graph.nesting === "known" ? [node.graph] : []));
}

function differs({ service, step }: Taken, before: Taken): Diagnostic {
  return diagnostic(
    "PG1013",
    service.span,
    `${step.name} and ${before.step.name} take different services called ${service.key}`,
    {
      trace: [
        { message: `${service.text} in ${step.name}`, span: service.span },
        { message: `${before.service.text} in ${before.step.name}`, span: before.service.span },
      ],
      fix: "rename one of the types, or the parameter where the type has no name",
    },
  );
}

/** A step takes two services that would be one: it can hardly mean the same one twice. */
function twice(step: StepDeclaration, service: ServiceDeclaration, twin: ServiceDeclaration): Diagnostic {
  return diagnostic("PG1013", service.span, `${step.name} takes two services called ${service.key}`, {
    trace: [{ message: `the first`, span: twin.span }],
    fix: "give each a type with a name of its own",
  });
}

function isSame(a: ServiceDeclaration, b: ServiceDeclaration): boolean {
  if (a.type && b.type) return a.type.file === b.type.file && a.type.name === b.type.name;
  return !a.type && !b.type && a.text === b.text;
}
