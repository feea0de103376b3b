import { nearestName } from "../diagnostics/near-names.js";
import type { Graph, Port } from "../graph/model.js";
import { UsageError } from "./usage-error.js";

/**
 * The graph or flow that was named, in full or by the last part of its name where only one ends so; the only one where no name
 * was given.
 *
 * @throws UsageError with the nearest name, or all names.
 */
export function pickGraph<G extends { readonly name: string }>(graphs: readonly G[], name: string | undefined): G {
  return pick(graphs, (graph) => graph.name, name, "graph");
}

/**
 * The output of a graph that was named, like {@link pickGraph}.
 *
 * @throws UsageError with the nearest name, or all names.
 */
export function pickOutput(graph: Graph, name: string | undefined): Port {
  return pick(graph.outputs, (port) => port.message.name, name, `output of ${graph.name}`);
}

function pick<T>(all: readonly T[], nameOf: (each: T) => string, wanted: string | undefined, what: string): T {
  const names = all.map(nameOf);
  const listed =
    names.length === 0 ? "there is none" : `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
  if (wanted === undefined) {
    const [only] = all;
    if (only !== undefined && all.length === 1) return only;
    throw new UsageError(
      all.length === 0 ? `there is no ${what}` : `say which ${what}`,
      all.length === 0 ? undefined : listed,
    );
  }
  const exact = all.find((each) => nameOf(each) === wanted);
  if (exact !== undefined) return exact;
  const alike = all.filter((each) => lastPart(nameOf(each)).toLowerCase() === wanted.toLowerCase());
  const [only] = alike;
  if (only !== undefined && alike.length === 1) return only;
  if (alike.length > 1)
    throw new UsageError(`${wanted} is the end of several names`, `write ${alike.map(nameOf).join(" or ")}`);
  const near = nearestName(wanted, names);
  throw new UsageError(
    `there is no ${what} named ${JSON.stringify(wanted)}`,
    near === undefined ? listed : `did you mean ${near}?`,
  );
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
