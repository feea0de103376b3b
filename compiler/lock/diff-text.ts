import pc from "picocolors";
import type { FlowComparison } from "../../proto/contract/compare/compare-flows.js";
import type { Change, PlanComparison, Reason } from "../../proto/contract/compare/comparison.js";
import type { HandoffFinding } from "../../proto/contract/schemas/judge-handoff.js";
import type { Diff } from "./compare-locks.js";

type Colors = ReturnType<typeof pc.createColors>;

/** A diff for a person: each graph with what runs in flight do, each flow, and under them what has changed. */
export function diffText({ graphs, flows }: Diff, color: boolean): string {
  const colors = pc.createColors(color);
  return [
    ...[...graphs].map(([name, of]) => graphText(name, of, colors)),
    ...[...flows].map(([name, of]) => flowText(name, of, colors)),
  ].join("\n");
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

function flowText(name: string, { change, reasons, handoffs }: FlowComparison, colors: Colors): string {
  const changed = [...handoffs].filter(([, handoff]) => handoff.change !== "unchanged");
  return [
    `${colors.bold(name)}  ${painted(change, colors)}`,
    ...reasons.map((reason) => reasonText(reason, colors)),
    ...changed.flatMap(([id, handoff]) => [
      `  ${id}  ${painted(handoff.change, colors)}  ${colors.dim(`its messages are ${handoff.verdict}`)}`,
      ...handoff.changes.map((reason) => `  ${reasonText(reason, colors)}`),
    ]),
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
  const handoffs = [...flows].flatMap(([flow, { handoffs: all }]) =>
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
    flows: Object.fromEntries([...flows].map(([name, { change, reasons }]) => [name, { change, reasons }])),
    handoffs: Object.fromEntries(handoffs) as unknown,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function isTwice(id: string, flows: Diff["flows"]): boolean {
  return [...flows.values()].filter(({ handoffs }) => handoffs.has(id)).length > 1;
}

/** Descriptors are no data: the path and the names say which fields are meant. */
function withoutFields({ rule, path, names, message }: HandoffFinding): object {
  return { rule, path, field: names.join("."), message };
}
