import path from "node:path";
import type { Config } from "../config/config.js";
import { graphPath } from "../graph/graph-path.js";

/** The path of what is generated for a graph or flow, without an ending. */
export function stemOf({ name }: { readonly name: string }, config: Config): string {
  return path.join(config.out, ...graphPath(name).split("/"));
}

/** The module that is generated for a graph. */
export function graphModule(graph: { readonly name: string }, config: Config): string {
  return `${stemOf(graph, config)}.graph.ts`;
}
