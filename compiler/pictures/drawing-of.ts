import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { toDrawing } from "./drawing.js";
import type { Drawing } from "./drawn.js";
import { toFlowDrawing } from "./flow-drawing.js";

/** Lays a graph or a flow out as boxes and arrows; of a graph, only what an output needs, where one is named. */
export function drawingOf(subject: Graph | Flow, output?: string): Drawing {
  return "members" in subject ? toFlowDrawing(subject) : toDrawing(subject, output);
}
