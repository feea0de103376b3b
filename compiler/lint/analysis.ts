import type { ts } from "../source/tree.js";
import { Evaluator } from "./evaluate.js";
import { type Frame, Frames } from "./frame.js";
import { type Root, Roots } from "./roots.js";
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

/** How each frame was come by first. */
type Ways = Map<Frame, { readonly edge: Edge; readonly from: Frame } | undefined>;

/** Looks at units, each once, and follows where they lead. */
export class Analysis {
  readonly roots: Roots;
  private readonly tools;
  private readonly known = new Map<Frame, readonly Reached[]>();
  private readonly summaries = new Map<Frame, Summary>();

  constructor(readonly world: World) {
    const evaluator = new Evaluator(world);
    const frames = new Frames();
    this.tools = { world, evaluator, frames, taints: new Taints(world, evaluator, frames) };
    this.roots = new Roots(world, evaluator, frames);
  }

  /** The files of everything that was looked at. */
  get entered(): ReadonlySet<ts.SourceFile> {
    return new Set([...this.summaries.keys()].map(({ unit }) => unit.getSourceFile()));
  }

  /** What is reached from frames, the nearest first. */
  reach(starts: readonly Frame[], into: (edge: Edge) => boolean = () => true): readonly Reached[] {
    return this.walk(starts, into).found;
  }

  /**
   * What is reached from frames of a file: what the file does itself, and for every place where it calls into another
   * what is behind that.
   */
  reachFrom(file: ts.SourceFile, roots: readonly Root[]): readonly Reached[] {
    const isOwn = (frame: Frame) => frame.unit.getSourceFile() === file;
    const { found, ways } = this.walk(
      roots.flatMap(({ frames }) => frames.filter(isOwn)),
      (edge) => isOwn(edge.to),
    );
    // A function of another file that a graph is declared with is reached where the graph names it.
    const named = roots.flatMap(({ name, node, frames }) =>
      frames.flatMap((to) => (isOwn(to) ? [] : [[{ to, node, name }]])),
    );
    const called = [...ways.keys()].flatMap((frame) =>
      this.summary(frame).edges.flatMap((edge) => (isOwn(edge.to) ? [] : [[...pathTo(frame, ways), edge]])),
    );
    const own = [...found];
    const seen = new Set<string>();
    for (const path of [...named, ...called]) {
      const edge = path.at(-1);
      if (edge) {
        const key = `${edge.node.getStart()}`;
        for (const each of this.behind(edge.to)) {
          const cause = `${key} ${each.sighting.rule} ${each.sighting.node.getSourceFile().fileName} ${each.sighting.node.getStart()}`;
          if (seen.has(cause)) continue;
          seen.add(cause);
          own.push({ sighting: each.sighting, path: [...path, ...each.path] });
        }
      }
    }
    return own;
  }

  /** What a frame of another file leads to: the same from wherever it is entered. */
  private behind(frame: Frame): readonly Reached[] {
    let found = this.known.get(frame);
    if (!found) this.known.set(frame, (found = this.reach([frame])));
    return found;
  }

  private walk(starts: readonly Frame[], into: (edge: Edge) => boolean) {
    const ways: Ways = new Map(starts.map((each) => [each, undefined]));
    const found: Reached[] = [];
    for (const frame of ways.keys()) {
      const { sightings, edges } = this.summary(frame);
      if (sightings.length > 0) {
        const path = pathTo(frame, ways);
        for (const sighting of sightings) found.push({ sighting, path });
      }
      for (const edge of edges) if (!ways.has(edge.to) && into(edge)) ways.set(edge.to, { edge, from: frame });
    }
    return { found, ways };
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
