import type { FlowPlan, Handoff, Observer, Tap } from "../../generated/protograph/v1/flow_pb.js";
import {
  type HandoffOptionsData,
  keyPaths,
  type ObserveOptionsData,
  toHandoffPolicies,
  toObserverPolicies,
} from "../../proto/contract/flow-options.js";
import type { FlowDeclaration } from "../dsl/flow-declaration.js";
import type { CompiledGraph } from "../engine/compiled-graph.js";
import { schemaOf } from "../dsl/graph.js";
import { DeclarationError } from "../errors.js";
import { type DeclaredFlow, type DeclaredHandoff, type DeclaredWatcher, matchWatchers } from "./declared-flow.js";

/**
 * Makes sure that a flow's plan is still what its declaration would give, and its graphs those that it was made for.
 *
 * @throws DeclarationError (`STALE_FLOW`) naming everything that changed.
 */
export function checkFlow(
  declaration: FlowDeclaration,
  plan: FlowPlan,
  declared: DeclaredFlow,
  graphs: readonly CompiledGraph[],
): void {
  const changes = [
    ...changeOf("its name", plan.flow, declaration.name),
    ...changeOf("its version", plan.version, declaration.version),
    ...changesOfNames(
      "graph",
      plan.members.map(({ id }) => id),
      declared.members.keys(),
    ),
    ...changesOfNames(
      "handoff",
      plan.handoffs.map(({ id }) => id),
      declared.handoffs.keys(),
    ),
    ...changesOfNames(
      "route",
      plan.routes.map(({ id }) => id),
      declared.routes.keys(),
    ),
    ...changesOfNames(
      "exception",
      plan.unhappy.map(nameOfUnhappy),
      declared.unhappy.map(({ schema, ...each }) => nameOfUnhappy({ ...each, message: schema.typeName })),
    ),
    ...changesOfPorts("input", plan.inputs, declaration.inputs),
    ...changesOfPorts("output", plan.outputs, declaration.outputs),
    ...plan.members.flatMap(({ id, graph, digest }, at) => changesOfMember(id, graph, digest, graphs[at])),
    ...plan.handoffs.flatMap((handoff) => changesOfHandoff(handoff, declared.handoffs.get(handoff.id))),
    ...changeOf("how many observers it has", plan.observers.length, declared.observers.length),
    ...changesOfWatchers(plan.observers, declared.observers),
    ...changesOfWatchers(plan.taps, declared.taps),
  ];
  if (changes.length === 0) return;
  throw new DeclarationError(
    "STALE_FLOW",
    `the generated code of ${plan.flow} is older than its declaration (${changes.join("; ")}); run \`protograph generate\``,
  );
}

function changeOf(what: string, planned: unknown, declared: unknown): string[] {
  return planned === declared ? [] : [`${what} was ${String(planned)} and is ${String(declared)}`];
}

function changesOfNames(what: string, planned: readonly string[], declared: Iterable<string>): string[] {
  const before = new Set(planned);
  const after = new Set(declared);
  return [
    ...[...after].filter((name) => !before.has(name)).map((name) => `${what} ${name} is new`),
    ...[...before].filter((name) => !after.has(name)).map((name) => `${what} ${name} is gone`),
  ];
}

/** Ports that are left out are those that nobody hands or takes: the graphs and handoffs say which. */
function changesOfPorts(
  what: string,
  planned: FlowPlan["inputs"] | FlowPlan["outputs"],
  declared: FlowDeclaration["inputs"] | FlowDeclaration["outputs"],
): string[] {
  const nameOf = (message: string, optional: boolean) => `${message}${optional ? ", which may be absent," : ""}`;
  return changesOfNames(
    what,
    planned.map((port) => nameOf(port.message, "optional" in port && port.optional)),
    declared?.map((port) => nameOf(schemaOf(port).typeName, "schema" in port)) ??
      planned.map((port) => nameOf(port.message, "optional" in port && port.optional)),
  );
}

function nameOfUnhappy({ scope, error, message }: Readonly<Record<"scope" | "error" | "message", string>>): string {
  return `${scope}${error} as ${message}`;
}

function changesOfMember(id: string, graph: string, digest: string, given: CompiledGraph | undefined): string[] {
  if (given === undefined) return [`graph ${id} is missing`];
  if (given.plan.graph !== graph) return changeOf(`graph ${id}`, graph, given.plan.graph);
  return given.plan.digest === digest ? [] : [`graph ${id} changed`];
}

function changesOfHandoff(handoff: Handoff, declared: DeclaredHandoff | undefined): string[] {
  if (!declared) return [];
  const data = declared.options as HandoffOptionsData;
  const { itemFailure, ...policies } = toHandoffPolicies(data);
  return [
    ...Object.entries(policies).flatMap(([name, policy]) =>
      changeOf(`${name} of ${handoff.id}`, handoff[name as keyof typeof policies], policy),
    ),
    ...changeOf(`itemFailure of ${handoff.id}`, handoff.itemFailure?.tolerated, itemFailure?.tolerated),
    ...changeOf(`key of ${handoff.id}`, handoff.key.map(({ path }) => path).join(", "), keyPaths(data.key).join(", ")),
  ];
}

/** Taps that no engine can serve are in no plan; of the others, and of observers, there are as many as there were. */
function changesOfWatchers(planned: readonly (Observer | Tap)[], declared: readonly DeclaredWatcher[]): string[] {
  const found = matchWatchers(planned, declared);
  return planned.flatMap((watcher, at) => {
    const { options } = found[at] ?? {};
    if (!options) return [`what looks at ${watcher.id} is gone`];
    return Object.entries(toObserverPolicies(options as ObserveOptionsData)).flatMap(([name, policy]) =>
      changeOf(`${name} of what looks at ${watcher.id}`, watcher[name as "required" | "window" | "overflow"], policy),
    );
  });
}
