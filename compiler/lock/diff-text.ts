import pc from "picocolors";
import type { HandoffComparison } from "../../proto/contract/compare/compare-handoffs.js";
import type { Change, PlanComparison, Reason } from "../../proto/contract/compare/comparison.js";
import type { HandoffFinding } from "../../proto/contract/schemas/judge-handoff.js";
import type { Diff } from "./compare-locks.js";

type Colors = ReturnType<typeof pc.createColors>;

/** A diff for a person: each graph with what runs in flight do, and under it what has changed. */
export function diffText({ graphs, flows }: Diff, color: boolean): string {
  const colors = pc.createColors(color);
  const handoffs = [...flows].flatMap(([flow, all]) => [...all].map(([id, of]) => handoffText(flow, id, of, colors)));
  return [...[...graphs].map(([name, of]) => graphText(name, of, colors)), ...handoffs].join("\n");
}

function graphText(
  name: string,
  { change, runs, recomputeFrom, reasons, steps }: PlanComparison,
  colors: Colors,
): string {
  const inFlight = {
    continue: "runs in flight continue",
    recompute: `runs in flight are computed again from ${recomputeFrom ?? "their start"}`,
    pin: "runs in flight need the old release",
  }[runs];
  const changed = Object.entries(steps).filter(([, step]) => step.change !== "unchanged");
  // What the graph says of its outputs is not said again of the steps that give them.
  const said = new Set(reasons.map(({ message }) => message));
  return [
    `${colors.bold(name)}  ${painted(change, colors)}${change === "unchanged" ? "" : `  ${inFlight}`}`,
    ...reasons.map((reason) => reasonText(reason, colors)),
    ...changed.flatMap(([id, step]) => [
      `  ${id}  ${painted(step.change, colors)}`,
      ...step.reasons.filter(({ message }) => !said.has(message)).map((reason) => `  ${reasonText(reason, colors)}`),
    ]),
    "",
  ].join("\n");
}

function handoffText(
  flow: string,
  id: string,
  { change, verdict, changes }: HandoffComparison,
  colors: Colors,
): string {
  return [
    `${colors.bold(flow)}: ${id}  ${painted(change, colors)}${change === "unchanged" ? "" : `  ${verdict}`}`,
    ...changes.map((reason) => reasonText(reason, colors)),
    "",
  ].join("\n");
}

function reasonText({ message, weight, versioned }: Reason, { dim }: Colors): string {
  const mark = weight === "breaking" ? (versioned === true ? " (a new version says so)" : "") : "";
  return `  - ${message}${dim(mark)}`;
}

function painted(change: Change, { red, yellow, dim }: Colors): string {
  return { breaking: red, compatible: yellow, unchanged: dim }[change](change);
}

/** A diff for programs. */
export function diffJson({ graphs, flows }: Diff): string {
  const several = flows.size > 1;
  const handoffs = [...flows].flatMap(([flow, all]) =>
    // Ids are unique in a flow; graphs that stand in several flows may hand on the same in each.
    [...all].map(([id, { change, verdict, losses, reasons, changes }]) => [
      several && isTwice(id, flows) ? `${flow}: ${id}` : id,
      {
        change,
        verdict,
        losses: losses.map(withoutFields),
        reasons: [...changes, ...reasons.map(withoutFields)],
      },
    ]),
  );
  const document = {
    graphs: Object.fromEntries(
      [...graphs].map(([name, { change, runs, recomputeFrom, reasons, steps }]) => [
        name,
        { change, runs, ...(recomputeFrom !== undefined && { recomputeFrom }), reasons, steps },
      ]),
    ),
    handoffs: Object.fromEntries(handoffs) as unknown,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function isTwice(id: string, flows: Diff["flows"]): boolean {
  return [...flows.values()].filter((all) => all.has(id)).length > 1;
}

/** Descriptors are no data: the path and the names say which fields are meant. */
function withoutFields({ rule, path, names, message }: HandoffFinding): object {
  return { rule, path, field: names.join("."), message };
}
