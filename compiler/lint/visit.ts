import type { ts } from "../source/tree.js";
import type { Evaluator } from "./evaluate.js";
import type { FixKind } from "./finding.js";
import type { Frame, Frames } from "./frame.js";
import type { RuleName } from "./rules.js";
import type { Taints } from "./taints.js";
import type { World } from "./world.js";

/** Something that a unit does itself. */
export interface Sighting {
  readonly rule: RuleName;
  readonly node: ts.Node;
  /** What it is, in words: `Date.now() reads the clock`. */
  readonly message: string;
  readonly fix: string;
  readonly fixKind?: FixKind | undefined;
  /** Where another file names what is used here. */
  readonly via?: ts.Node | undefined;
}

/** A way from one unit to the next. */
export interface Edge {
  readonly to: Frame;
  readonly node: ts.Node;
  /** What is called or read, as people say it: `stamp()`, `clock.now()`. */
  readonly name: string;
}

/** What a unit does, and where it leads. */
export interface Summary {
  readonly sightings: readonly Sighting[];
  readonly edges: readonly Edge[];
}

/** What looks at a unit knows, and whom it tells. */
export interface Visit {
  readonly world: World;
  readonly evaluator: Evaluator;
  readonly taints: Taints;
  readonly frames: Frames;
  readonly frame: Frame;
  report(sighting: Sighting): void;
  lead(edge: Edge): void;
}

/** A stretch of code on one line, cut where it is long. */
export function textOf(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, " ");
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}
