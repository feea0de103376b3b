import type { ts } from "../source/tree.js";
import { Evaluator } from "./evaluate.js";
import { type Frame, Frames } from "./frame.js";
import { Roots } from "./roots.js";
import { Taints } from "./taints.js";
import type { Edge, Sighting, Summary } from "./visit.js";
import { summarize } from "./walk.js";
import type { World } from "./world.js";

/** A sighting, and the way to it. */
export interface Reached {
  readonly sighting: Sighting;
  /** From the root on; empty where the root does it itself. */
  readonly path: readonly Edge[];
}

/** Looks at units, each once, and follows where they lead. */
export class Analysis {
  readonly roots: Roots;
  private readonly tools;
  private readonly summaries = new Map<Frame, Summary>();

  constructor(readonly world: World) {
    const evaluator = new Evaluator(world);
    const frames = new Frames();
    this.tools = { world, evaluator, frames, taints: new Taints(world, evaluator, frames) };
    this.roots = new Roots(world, evaluator, frames);
  }

  /** What is reached from frames, the nearest first; `into` says whether a way is gone. */
  reach(starts: readonly Frame[], into: (edge: Edge) => boolean = () => true): readonly Reached[] {
    const ways = new Map<Frame, { readonly edge: Edge; readonly from: Frame } | undefined>(
      starts.map((each) => [each, undefined]),
    );
    const found: Reached[] = [];
    for (const frame of ways.keys()) {
      const { sightings, edges } = this.summary(frame);
      if (sightings.length > 0) {
        const path = pathTo(frame, ways);
        for (const sighting of sightings) found.push({ sighting, path });
      }
      for (const edge of edges) if (!ways.has(edge.to) && into(edge)) ways.set(edge.to, { edge, from: frame });
    }
    return found;
  }

  summary(frame: Frame): Summary {
    let found = this.summaries.get(frame);
    if (!found) {
      // What goes round in a circle finds it empty.
      this.summaries.set(frame, { sightings: [], edges: [] });
      found = summarize(this.tools, frame);
      this.summaries.set(frame, found);
    }
    return found;
  }
}

function pathTo(
  frame: Frame,
  ways: ReadonlyMap<Frame, { readonly edge: Edge; readonly from: Frame } | undefined>,
): readonly Edge[] {
  const path: Edge[] = [];
  for (let way = ways.get(frame); way; way = ways.get(way.from)) path.unshift(way.edge);
  return path;
}

/** The file that a node stands in. */
export function fileOf(node: ts.Node): ts.SourceFile {
  return node.getSourceFile();
}
