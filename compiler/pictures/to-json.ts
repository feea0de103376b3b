import { toJson } from "@bufbuild/protobuf";
import { PoliciesSchema } from "../../generated/protograph/v1/plan_pb.js";
import { compareText } from "../diagnostics/diagnostic.js";
import type { Graph } from "../graph/model.js";
import { type DrawnNode, toDrawing } from "./drawing.js";

/** A graph as data, for programs that draw or inspect it: boxes, arrows, messages and policies. */
export function toGraphJson(graph: Graph): string {
  const { nodes, edges } = toDrawing(graph);
  const messages = [...new Set([...nodes, ...edges].map((each) => each.message))].sort(compareText);
  const document = {
    graph: graph.name,
    version: graph.version,
    nodes: nodes.map(toNode),
    edges: edges.map(({ from, to, message, cardinality }) => ({ from, to, message, cardinality })),
    messages,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function toNode({ id, kind, label, message, node }: DrawnNode): object {
  if (!node) return { id, kind, message };
  const { file, line, column } = node.declared;
  return {
    id,
    kind,
    name: label,
    message,
    ...(node.kind === "step" ? { version: node.version, policies: toJson(PoliciesSchema, node.policies) } : {}),
    declared: { file, line, column },
  };
}
