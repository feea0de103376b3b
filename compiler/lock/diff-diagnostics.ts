import type { DescMessage } from "@bufbuild/protobuf";
import type { FlowComparison } from "../../proto/contract/compare/compare-flows.js";
import type { PlanComparison, Reason } from "../../proto/contract/compare/comparison.js";
import type { Config } from "../config/config.js";
import { type Diagnostic, diagnostic, type Span, tidy, type Trace } from "../diagnostics/diagnostic.js";
import { flatten } from "../graph/flat.js";
import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { ProtoPlaces } from "../protos/proto-places.js";
import type { Diff } from "./compare-locks.js";

/** Where the things stand that a diff is about. */
export interface DiffPlaces {
  readonly config: Pick<Config, "root" | "protos">;
  /** The graphs and flows as they are now. */
  readonly graphs: readonly Graph[];
  readonly flows: readonly Pick<Flow, "name" | "span">[];
  /** The messages as they are now. */
  readonly message: (name: string) => DescMessage | undefined;
  /** Where a graph or flow that is gone stood: in the lock, where there is one. */
  readonly released: (name: string) => Span;
}

/**
 * What of a diff a person must act on: breaking changes of which no new version says so, and steps that were changed
 * without one.
 */
export function diffDiagnostics({ graphs, flows }: Diff, places: DiffPlaces): readonly Diagnostic[] {
  const find = new Finder(places);
  return tidy([
    ...[...graphs].flatMap(([name, comparison]) => find.ofGraph(name, comparison)),
    ...[...flows].flatMap(([name, comparison]) => find.ofFlow(name, comparison)),
  ]);
}

class Finder {
  private readonly protos: ProtoPlaces;

  constructor(private readonly places: DiffPlaces) {
    this.protos = new ProtoPlaces(places.config);
  }

  ofGraph(name: string, { reasons, steps }: PlanComparison): readonly Diagnostic[] {
    const graph = this.places.graphs.find((each) => each.name === name);
    const span = graph?.span ?? this.places.released(name);
    const own = toSay(reasons).map((reason) => {
      const fix = graph ? `give ${name} a new version` : "run `protograph generate --release` if it is to be gone";
      const message = reason.field === undefined && graph ? `${name}: ${reason.message}` : reason.message;
      return this.breaking(reason, span, message, [{ message: `part of ${name}`, span }], fix);
    });
    // What is an output is the graph's to answer for; it is not said again of the step that gives it.
    const said = new Set(reasons.filter(isUnversioned).map(({ message }) => message));
    const of = Object.entries(steps).flatMap(([id, step]) => {
      const place = (graph && placeOf(graph, id)) ?? span;
      return toSay(step.reasons).flatMap((reason) => (said.has(reason.message) ? [] : this.ofStep(id, reason, place)));
    });
    return [...own, ...of];
  }

  ofFlow(name: string, { reasons, handoffs }: FlowComparison): readonly Diagnostic[] {
    const flow = this.places.flows.find((each) => each.name === name);
    const span = flow?.span ?? this.places.released(name);
    if (!flow) {
      const fix = "run `protograph generate --release` if it is to be gone";
      return toSay(reasons).map((reason) => this.breaking(reason, span, reason.message, [], fix));
    }
    const own = toSay(reasons).map((reason) => {
      const message = reason.field === undefined ? `${name}: ${reason.message}` : reason.message;
      return this.breaking(reason, span, message, [{ message: `part of ${name}`, span }], `give ${name} a new version`);
    });
    const of = [...handoffs].flatMap(([id, { changes }]) =>
      toSay(changes).map((reason) => {
        const message = reason.rule === "gone" ? `${name}: ${reason.message}` : `${name}, ${id}: ${reason.message}`;
        return this.breaking(reason, span, message, [], `give ${name}, or one of the two graphs, a new version`);
      }),
    );
    return [...own, ...of];
  }

  private ofStep(id: string, reason: Reason, span: Span): readonly Diagnostic[] {
    const message = reason.field === undefined ? `${id} ${reason.message}` : reason.message;
    if (reason.weight === "warning") {
      const fix = `give ${id} a new version if it gives something else now`;
      return [diagnostic("PG3012", span, message, { severity: "warning", fix })];
    }
    return [this.breaking(reason, span, message, [{ message: `given by ${id}`, span }], `give ${id} a new version`)];
  }

  /** A field is shown where it is declared; one that is gone, where its message is. */
  private breaking(reason: Reason, span: Span, message: string, trace: readonly Trace[], version: string): Diagnostic {
    const field = this.placeOf(reason);
    const fix =
      reason.rule === "number-not-reserved"
        ? `write \`reserved ${String(reason.path?.at(-1))};\` in its message, and ${version}`
        : version;
    return diagnostic("PG3011", field ?? span, message, { trace: field ? trace : [], fix });
  }

  private placeOf({ field, path }: Reason): Span | undefined {
    const message = field === undefined ? undefined : this.places.message(field.slice(0, field.lastIndexOf(".")));
    if (!message) return undefined;
    const declared = message.fields.find((each) => each.number === path?.at(-1));
    return (declared && this.protos.field(declared)) ?? this.protos.message(message);
  }
}

function isUnversioned({ weight, versioned }: Reason): boolean {
  return weight === "breaking" && versioned === false;
}

/** The reasons that a person must act on. A field that is gone is said once: that its number can be taken says it, too. */
function toSay(reasons: readonly Reason[]): readonly Reason[] {
  const taken = new Set(reasons.filter(({ rule }) => rule === "number-not-reserved").map(({ field }) => field));
  return reasons.filter((reason) => {
    if (reason.weight === "warning") return true;
    return isUnversioned(reason) && !(reason.rule === "field-removed" && taken.has(reason.field));
  });
}

function placeOf(graph: Graph, id: string): Span | undefined {
  const node = flatten(graph).nodes.find((each) => each.id === id);
  if (!node) return undefined;
  return node.kind === "step" ? node.use.step.declaration.span : node.choice.span;
}
