import { toJson } from "@bufbuild/protobuf";
import { PoliciesSchema } from "../../generated/protograph/v1/plan_pb.js";
import { compareText } from "../diagnostics/diagnostic.js";
import type { FlatNode } from "../graph/flat.js";
import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { drawingOf } from "./drawing-of.js";
import type { DrawnEdge, DrawnGroup, DrawnNode } from "./drawn.js";

/** A graph or flow as data, for programs that draw or inspect it: boxes, arrows, graphs in the graph, messages and policies. */
export function toGraphJson(subject: Graph | Flow): string {
  const { nodes, edges, groups } = drawingOf(subject);
  const isFlow = "members" in subject;
  // The boxes of a flow are graphs, which are no messages.
  const carriers = [...nodes.filter(({ kind }) => !isFlow || kind !== "step"), ...edges];
  const named = carriers.flatMap(({ message }) => (message === "" ? [] : [message]));
  const document = {
    ...(isFlow ? { flow: subject.name } : { graph: subject.name }),
    version: subject.version,
    ...("durability" in subject && subject.durability && { durability: subject.durability.mode }),
    nodes: nodes.map(isFlow ? toFlowNode : toNode),
    edges: edges.map(isFlow ? toWay : toEdge),
    graphs: groups.map(toGroup),
    messages: [...new Set(named)].sort(compareText),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What is false or empty is left out. */
function toNode({ id, kind, name, message, within, conditional, node }: DrawnNode): object {
  return {
    id,
    kind,
    ...(node && { name }),
    ...(message !== "" && { message }),
    ...(within.length > 0 && { within }),
    ...(node && node.frame.length > 0 && { liftedOver: node.frame.map((list) => list.product.message.name) }),
    ...(conditional && { conditional }),
    ...(node && declaredParts(node)),
  };
}

/** A box of a flow's picture is a graph, unless it is a message, a decision or who looks. */
function toFlowNode(drawn: DrawnNode): object {
  const { id, kind, name, message, within } = drawn;
  if (kind === "step") return { id, kind: "graph", name, graph: message, ...(within.length > 0 && { within }) };
  return kind === "choice" ? { ...toNode(drawn), oneof: name } : toNode(drawn);
}

/** What is handed on; `label` says what the arrow says: the case, the exception, as what it is read. */
function toWay({ from, to, message, label, labelled, dashed }: DrawnEdge): object {
  return { from, to, message, ...(labelled && { label }), ...(dashed && { beside: true }) };
}

function declaredParts(node: FlatNode): object {
  if (node.kind === "choice") return { declared: placeOf(node.choice.declared) };
  const { version, step } = node.use;
  return {
    cardinality: node.product.cardinality,
    version,
    policies: toJson(PoliciesSchema, node.policies),
    declared: placeOf(step.declaration.span),
  };
}

function placeOf({
  file,
  line,
  column,
}: {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}): object {
  return { file, line, column };
}

function toEdge({ from, to, role, message, cardinality, label }: DrawnEdge): object {
  return role === "branch" ? { from, to, role, key: label, message } : { from, to, role, message, cardinality };
}

function toGroup({ id, label, graph, within }: DrawnGroup): object {
  return { id, name: label, graph, ...(within.length > 0 && { within }) };
}
