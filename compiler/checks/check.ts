import { type Diagnostic, tidy } from "../diagnostics/diagnostic.js";
import type { Built } from "../graph/build.js";
import type { BuiltFlows } from "../graph/build-flows.js";
import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import type { ProtoPlaces } from "../protos/proto-places.js";
import type { ThrownClasses } from "../source/thrown-classes.js";
import { checkFlows } from "./check-flows.js";
import { findCycles } from "./cycle.js";
import { findBareBreakers } from "./breaker.js";
import { findUnusableChoices } from "./choice.js";
import { findDuplicateNames, findDuplicateSteps } from "./duplicate-name.js";
import { findDuplicateProducers } from "./duplicate-producer.js";
import { findUnstoredEffects } from "./effect.js";
import { findUnfitFallbacks } from "./fallback.js";
import { findUnusableGraphs } from "./graph-declaration.js";
import { findIdleOptions } from "./idle-option.js";
import { findProducedInputs } from "./input-produced.js";
import { findSilentItems } from "./item-failure.js";
import { findUnfitLists } from "./list-origins.js";
import { findAbsentOutputs } from "./may-be-absent.js";
import { findMissingProducers } from "./missing-producer.js";
import { findOversized, findSelfContaining } from "./nesting.js";
import { findUnexported } from "./not-exported.js";
import { findUnproducedOutputs } from "./output-not-produced.js";
import { findServiceConflicts } from "./service-names.js";
import { findUnreachable } from "./unreachable.js";

/** What is proved of one graph, each check in a file of its own beside its page. */
const graphChecks: readonly ((graph: Graph) => readonly Diagnostic[])[] = [
  findUnusableGraphs,
  findOversized,
  findDuplicateSteps,
  findDuplicateProducers,
  findProducedInputs,
  findMissingProducers,
  findUnproducedOutputs,
  findCycles,
  findUnreachable,
  findUnexported,
  findServiceConflicts,
  findUnusableChoices,
  findUnfitLists,
  findAbsentOutputs,
  findUnfitFallbacks,
  findBareBreakers,
  findSilentItems,
  findUnstoredEffects,
];

/** What is proved of all graphs together. */
const projectChecks: readonly ((graphs: readonly Graph[]) => readonly Diagnostic[])[] = [
  findSelfContaining,
  findIdleOptions,
];

/** Graphs and flows, with everything that is wrong with them. */
export interface Checked {
  /** Those under `include`. */
  readonly graphs: readonly Graph[];
  /** Likewise. */
  readonly flows: readonly Flow[];
  /** How many steps were seen, in graphs or not. */
  readonly steps: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs every check over every graph and flow: all problems at once, none twice. */
export function check(
  { graphs, steps, diagnostics }: Built,
  built: BuiltFlows,
  places: ProtoPlaces,
  thrown: ThrownClasses,
): Checked {
  const { flows } = built;
  const found = [
    ...diagnostics,
    ...graphs.flatMap((graph) => graphChecks.flatMap((find) => find(graph))),
    ...projectChecks.flatMap((find) => find(graphs)),
    ...findDuplicateNames(graphs, flows),
    ...checkFlows(built, places, thrown),
  ];
  return {
    graphs: graphs.filter((graph) => graph.included),
    flows: flows.filter((flow) => flow.included),
    steps: steps.length,
    diagnostics: tidy(found),
  };
}
