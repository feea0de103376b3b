import { type Diagnostic, tidy } from "../diagnostics/diagnostic.js";
import type { Built } from "../graph/build.js";
import type { Graph } from "../graph/model.js";
import { findCycles } from "./cycle.js";
import { findDuplicateNames, findDuplicateSteps } from "./duplicate-name.js";
import { findDuplicateProducers } from "./duplicate-producer.js";
import { findUnusableGraphs } from "./graph-declaration.js";
import { findProducedInputs } from "./input-produced.js";
import { findMissingProducers } from "./missing-producer.js";
import { findUnexported } from "./not-exported.js";
import { findUnsupported } from "./not-supported.js";
import { findUnproducedOutputs } from "./output-not-produced.js";
import { findServiceConflicts } from "./service-names.js";
import { findUnreachable } from "./unreachable.js";

/** What is proved of one graph, each check in a file of its own beside its page. */
const graphChecks: readonly ((graph: Graph) => readonly Diagnostic[])[] = [
  findUnusableGraphs,
  findUnsupported,
  findDuplicateSteps,
  findDuplicateProducers,
  findProducedInputs,
  findMissingProducers,
  findUnproducedOutputs,
  findCycles,
  findUnreachable,
  findUnexported,
  findServiceConflicts,
];

/** What is proved of all graphs together. */
const projectChecks: readonly ((graphs: readonly Graph[]) => readonly Diagnostic[])[] = [findDuplicateNames];

/** Graphs, with everything that is wrong with them. */
export interface Checked {
  /** Those under `include`. */
  readonly graphs: readonly Graph[];
  /** How many steps were seen, in graphs or not. */
  readonly steps: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs every check over every graph: all problems at once, none twice. */
export function check({ graphs, steps, diagnostics }: Built): Checked {
  const found = [
    ...diagnostics,
    ...graphs.flatMap((graph) => graphChecks.flatMap((find) => find(graph))),
    ...projectChecks.flatMap((find) => find(graphs)),
  ];
  return { graphs: graphs.filter((graph) => graph.included), steps: steps.length, diagnostics: tidy(found) };
}
