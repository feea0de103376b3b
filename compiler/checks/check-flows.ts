import type { Code } from "../diagnostics/codes.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { BuiltFlows } from "../graph/build-flows.js";
import type { Flow } from "../graph/flow-model.js";
import type { ProtoPlaces } from "../protos/proto-places.js";
import type { ThrownClasses } from "../source/thrown-classes.js";
import { findCyclicDemand } from "./cyclic-demand.js";
import { findUnusableFlows } from "./flow-declaration.js";
import { findUnfitBorders } from "./flow-ports.js";
import { findHandedTwice } from "./handed-twice.js";
import { findOpenEnds } from "./handoff-end.js";
import { findUnfitHandoffs } from "./handoff-fit.js";
import { findUnfitKeys } from "./handoff-key.js";
import { findLostOnTheWay } from "./handoff-loss.js";
import { findUnfitMaps } from "./handoff-map.js";
import { findUnhandedInputs } from "./input-not-handed.js";
import { findUnexportedFlows } from "./not-exported.js";
import { findUnfitRoutes } from "./route.js";
import { findFlowServiceConflicts } from "./service-names.js";
import { findStatusFields } from "./status-field.js";
import { findBlindTaps } from "./tap.js";
import { findUnthrowable } from "./thrown.js";
import { findUnhandledExceptions } from "./unhappy.js";

/** What is proved of one flow, each check in a file of its own beside its page. */
const flowChecks: readonly ((flow: Flow, places: ProtoPlaces) => readonly Diagnostic[])[] = [
  findUnusableFlows,
  findOpenEnds,
  findUnfitRoutes,
  findUnfitKeys,
  findUnfitMaps,
  findUnfitHandoffs,
  findLostOnTheWay,
  findBlindTaps,
  findUnhandledExceptions,
  findStatusFields,
  findUnexportedFlows,
  findFlowServiceConflicts,
];

/** What is proved of how a flow's graphs fit together: only where each handoff by itself does. */
const jointChecks: readonly ((flow: Flow) => readonly Diagnostic[])[] = [
  findHandedTwice,
  findUnhandedInputs,
  findUnfitBorders,
];

/** Runs every check over every flow. */
export function checkFlows(
  { flows, diagnostics }: BuiltFlows,
  places: ProtoPlaces,
  thrown: ThrownClasses,
): readonly Diagnostic[] {
  return [...diagnostics, ...flows.flatMap((flow) => checkFlow(flow, places, thrown))];
}

/** With these a flow is not what it is meant to be: nothing is concluded of how its graphs fit together. */
const open: ReadonlySet<Code> = new Set(["PG3021", "PG3022", "PG3024", "PG3030"]);

function checkFlow(flow: Flow, places: ProtoPlaces, thrown: ThrownClasses): readonly Diagnostic[] {
  const own = flowChecks.flatMap((find) => find(flow, places));
  const found = [...own, ...findUnthrowable(flow, thrown), ...findCyclicDemand(flow)];
  return found.some(({ code }) => open.has(code)) ? found : [...found, ...jointChecks.flatMap((find) => find(flow))];
}
