import type { FlatNode } from "../graph/flat.js";
import type { Cardinality } from "../graph/model.js";

/**
 * What a picture shows as a box: a message that comes in, a step (or a graph of a flow), a choice between steps (or ways), the condition of a graph in
 * the graph, or a message that goes out.
 */
export interface DrawnNode {
  /** Unique in the picture: `input movies.v1.MovieRequest`, `step FetchMovie`, `output movies.v1.TagSet`. */
  readonly id: string;
  readonly kind: "input" | "step" | "choice" | "condition" | "observer" | "output";
  /** What stands in the box; what the boxes around it and the arrows say already is left out. */
  readonly label: string;
  /** What it is called where no box stands around it: a step's id in plans. */
  readonly name: string;
  /** The full name of the message that comes in, goes out, or is produced; empty for a condition. */
  readonly message: string;
  /** That message's name, short where it can be, and how many there are of it: `Movie`, `Movie[]`, `Movie…`, `Movie?`. */
  readonly messageLabel: string;
  /** The ids of the boxes around it, outermost first: one for each graph in the graph. */
  readonly within: readonly string[];
  /** What it is called for, where it is lifted: `each Movie`; empty where it is called once. */
  readonly items: string;
  /** Whether it has a condition of its own. */
  readonly conditional: boolean;
  /** The step or choice of a graph; absent where a message or a condition is drawn, or a graph of a flow. */
  readonly node: FlatNode | undefined;
}

/** What a message on its way is for: a parameter, or a function beside the step; `branch` leads from a choice to a step. */
export type DrawnRole = "argument" | "condition" | "selector" | "fallback" | "key" | "branch" | "output";

/** What a picture shows as an arrow: a message on its way, or the way from a choice to one of its steps. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly role: DrawnRole;
  /** The full name of the message. */
  readonly message: string;
  /**
   * `Movie`, or `Movie[]`, `Movie…`, `Movie?`, `lazy Movie` by how it is taken; `each Movie` of a list; `when Movie`,
   * `else Movie`, `key Movie` for what a condition, a fallback or the key of a limit takes; of a branch, its key.
   */
  readonly label: string;
  /** Whether a picture writes the label: an arrow from an input or to an output mostly says nothing that the box does not. */
  readonly labelled: boolean;
  readonly cardinality: Cardinality;
  /** Whether a step may do without: what is optional, lazy, or for a function beside it. */
  readonly dashed: boolean;
}

/** A graph in the graph, or a flow in the flow, as a box around its steps. */
export interface DrawnGroup {
  readonly id: string;
  readonly label: string;
  /** The full name of the graph. */
  readonly graph: string;
  /** The ids of the boxes around it, outermost first. */
  readonly within: readonly string[];
}

/** A graph as boxes and arrows: what every picture is made of. */
export interface Drawing {
  readonly name: string;
  /**
   * Inputs by name; steps and choices in topological order, a choice before its branches; outputs by name. The order of
   * declaration changes no picture.
   */
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Each after those around it. */
  readonly groups: readonly DrawnGroup[];
}
