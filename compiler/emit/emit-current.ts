import type { FlatStep } from "../graph/flat.js";
import type { Graph, GraphNode, Port, ResolvedFunction, ResolvedParameter, Shape, StepUse } from "../graph/model.js";
import { topologicalOrder } from "../graph/walk.js";
import { docComment } from "./comment.js";
import { declarationName, type Emission, messageName, stepName } from "./emission.js";
import { sortPorts } from "./emit-method.js";
import type { EmittedNames } from "./emitted-names.js";
import { callText, shapeType, union } from "./type-text.js";

/** What the module asserts of what it was generated from: the graph, those in it, and every step. */
export function currentText({ graph, steps, names, className }: Emission): string {
  const current = names.own("Current", true);
  const claims = [
    ...withInner(graph).map((each) => graphClaim(names, each)),
    ...onlyOnce(steps).map(({ id, use }) => stepClaim(names, id, use)),
  ];
  return [
    docComment([
      "`tsc` stops here once a declaration differs from what this file was generated for: run `protograph generate`.",
    ]),
    `export type ${className}IsCurrent = [`,
    ...claims.map((claim) => `  ${current}<${claim}>,`),
    "];",
  ].join("\n");
}

/** A graph and those in it, each once. */
function withInner(graph: Graph): readonly Graph[] {
  const found = new Set([graph]);
  for (const each of found) {
    for (const node of topologicalOrder(each)) if (node.kind === "graph") found.add(node.graph);
  }
  return [...found];
}

/** One class or function may be several branches, or stand in several graphs: it is asserted once. */
function onlyOnce(steps: readonly FlatStep[]): readonly FlatStep[] {
  return [...new Map(steps.toReversed().map((node) => [node.use.step, node])).values()].toReversed();
}

function graphClaim(names: EmittedNames, graph: Graph): string {
  return callText(names.own("GraphIs", true), [
    `typeof ${declarationName(names, graph)}`,
    union(sortPorts(graph.inputs).map(portText)),
    union(sortPorts(graph.outputs).map(portText)),
    union(topologicalOrder(graph).map((node) => entryText(names, node))),
    JSON.stringify(graph.name),
  ]);
}

function portText({ message, awaited, optional }: Port): string {
  return JSON.stringify(`${awaited ? "awaited " : optional ? "optional " : ""}${message.name}`);
}

/** An entry of a graph: a step or graph by its type alone, or with what the functions beside it take. */
function entryText(names: EmittedNames, node: GraphNode): string {
  switch (node.kind) {
    case "step":
      return useText(names, node);
    case "graph": {
      const inner = `typeof ${declarationName(names, node.graph)}`;
      return node.when ? `${names.own("Uses", true)}<${inner}, { when: ${takenText(names, node.when)} }>` : inner;
    }
    case "choice": {
      const branches = node.branches.map((branch) => `${keyText(branch.key)}: ${useText(names, branch)}`);
      const parts = [
        messageName(names, node.message),
        node.by ? takenText(names, node.by) : "[]",
        `{ ${branches.join("; ")} }`,
      ];
      const [line, lines] = [parts.join(", "), parts.map((part) => `\n        ${part}`).join(",")];
      return `${names.own("Chooses", true)}<${line.length <= 90 ? line : `${lines}\n      `}>`;
    }
  }
}

function useText(names: EmittedNames, use: StepUse): string {
  const step = `typeof ${stepName(names, use)}`;
  const functions = Object.entries({ when: use.when, fallback: use.fallback, key: use.rateLimitKey }).flatMap(
    ([name, of]) => (of ? [`${name}: ${takenText(names, of)}`] : []),
  );
  return functions.length === 0 ? step : `${names.own("Uses", true)}<${step}, { ${functions.join("; ")} }>`;
}

function stepClaim(names: EmittedNames, id: string, use: StepUse): string {
  return callText(names.own("StepIs", true), [
    JSON.stringify(id),
    `typeof ${stepName(names, use)}`,
    parametersText(names, use.step.parameters),
    use.step.product ? shapeText(names, use.step.product) : "never",
  ]);
}

function takenText(names: EmittedNames, { parameters }: ResolvedFunction): string {
  return parametersText(names, parameters);
}

function parametersText(names: EmittedNames, parameters: readonly ResolvedParameter[]): string {
  return `[${parameters.flatMap(({ shape }) => (shape ? [shapeText(names, shape)] : [])).join(", ")}]`;
}

function shapeText(names: EmittedNames, { message, cardinality }: Shape): string {
  return shapeType(messageName(names, message), cardinality, () => names.own("Lazy", true));
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
