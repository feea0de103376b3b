import { fromBinary, toJson } from "@bufbuild/protobuf";
import pc from "picocolors";
import type { CheckpointRecord, KeptSignal, RunRecord } from "protograph";
import { type RunEvent, RunEventSchema } from "../../../generated/protograph/v1/event_pb.js";
import { SignalSchema } from "../../../generated/protograph/v1/signal_pb.js";
import {
  Consistency,
  type NodeSnapshot,
  NodeState,
  type RunSnapshot,
  RunSnapshotSchema,
} from "../../../generated/protograph/v1/snapshot_pb.js";
import { oneLine } from "../../diagnostics/display-text.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { describeFailure } from "./describe-failure.js";
import { eventsOf, recordOf, type RunName, snapshotOf, tookMs } from "./history.js";
import { awaitedText, itemsText, placeOf } from "./narrator.js";
import { checkpointJson, hex, runJson, signalJson } from "./run-json.js";
import { tableLines } from "./table.js";
import { dateText, lengthText } from "./times.js";
import { timelineLines } from "./timeline.js";
import { type RunsOptions, withStore } from "./with-store.js";
import { nodeStates, paintState, shortHash, skipReasons, standingOf } from "./words.js";

export interface ShowOptions extends RunsOptions {
  /** How many events at most, the last ones. */
  readonly events: number;
}

/** All that is known of a run. */
interface Shown {
  readonly record: RunRecord;
  readonly snapshot: RunSnapshot | undefined;
  readonly events: readonly RunEvent[];
  /** How many events there are before those. */
  readonly earlier: number;
  readonly checkpoints: readonly CheckpointRecord[];
  readonly signals: readonly KeptSignal[];
}

/** `protograph runs show`: what has happened in a run, and where it and each of its steps stand. */
export function showRunCommand(runId: string, options: ShowOptions, terminal: Terminal): Promise<ExitCode> {
  return withStore(options, terminal, async (store) => {
    const run: RunName = { tenant: options.tenant, runId };
    const record = await recordOf(store, run);
    const [snapshot, checkpoints, signals] = [
      await snapshotOf(store, run),
      await store.checkpoints(run),
      await store.signals(run),
    ];
    const all: RunEvent[] = [];
    for await (const event of eventsOf(store, run)) all.push(event);
    const events = options.json ? all : all.slice(-options.events);
    const shown = { record, snapshot, events, earlier: all.length - events.length, checkpoints, signals };
    terminal.out(options.json ? showJson(shown) : showText(shown, terminal));
    return exitCodes.sound;
  });
}

function showJson({ record, snapshot, events, checkpoints, signals }: Shown): string {
  const document = {
    run: runJson(record),
    ...(snapshot && { snapshot: toJson(RunSnapshotSchema, snapshot) }),
    events: events.map((event) => toJson(RunEventSchema, event)),
    checkpoints: checkpoints.map(checkpointJson),
    signals: signals.map(signalJson),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function showText(shown: Shown, terminal: Terminal): string {
  const colors = pc.createColors(terminal.outColor);
  const { events, earlier } = shown;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [`Timeline${earlier > 0 ? `, without the first ${earlier} events` : ""}`, timelineLines(events, terminal)],
    ["Steps", nodeLines(shown.snapshot?.nodes ?? [], terminal)],
    ["Checkpoints", checkpointLines(shown.checkpoints, terminal)],
    ["Signals", signalLines(shown.signals, terminal)],
  ];
  const text = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [colors.bold(title), ...lines.map((line) => `  ${line}`)].join("\n"));
  return `${[headText(shown, terminal), ...text].join("\n\n")}\n`;
}

function headText({ record, snapshot }: Shown, { outColor }: Terminal): string {
  const colors = pc.createColors(outColor);
  const { runId, tenant, graph, output, planDigest, release, engineAttempt, createdAt, endedAt, wakeAt } = record;
  const ended = endedAt && `, ended ${dateText(endedAt)}, took ${lengthText(tookMs(record, snapshot) ?? 0)}`;
  const attempt = snapshot?.logicalAttempt ?? 1;
  const outcome = snapshot && snapshot.outputHash.length > 0 ? `output ${hex(snapshot.outputHash)}` : undefined;
  return [
    `${colors.bold(oneLine(runId))}  ${paintState(standingOf(record), colors)}`,
    `  ${oneLine(graph)} → ${oneLine(output)}`,
    `  tenant ${oneLine(tenant)}, plan ${shortHash(planDigest)}${release === "" ? "" : `, release ${oneLine(release)}`}`,
    `  began ${dateText(createdAt)}${ended ?? ""}`,
    ...(attempt > 1 || engineAttempt > 1 ? [`  attempt ${attempt}, in its process number ${engineAttempt}`] : []),
    ...(snapshot?.parked ? [`  waits for ${oneLine(awaitedText(snapshot.parked))}`] : []),
    ...(wakeAt && !endedAt ? [`  due ${dateText(wakeAt)}`] : []),
    ...(outcome === undefined ? [] : [`  ${outcome}`]),
    ...describeFailure(snapshot?.failure).map((line, at) => (at === 0 ? `  ${colors.red(line)}` : `    ${line}`)),
    ...inconsistency(snapshot).map((line) => `  ${colors.yellow(line)}`),
  ].join("\n");
}

function inconsistency(snapshot: RunSnapshot | undefined): readonly string[] {
  if (snapshot?.consistency !== Consistency.INCONSISTENT) return [];
  const [first] = snapshot.illegal;
  const what = first ? `: ${first.type} at ${first.runSeq}, ${oneLine(first.reason)}` : "";
  return [`its history could not have happened like this (${snapshot.illegalCount} events)${what}`];
}

function nodeLines(nodes: readonly NodeSnapshot[], { width, outColor }: Terminal): readonly string[] {
  if (nodes.length === 0) return [];
  const colors = pc.createColors(outColor);
  const columns = [
    { title: "STEP", shrinks: true },
    { title: "STATE" },
    { title: "TRIES" },
    { title: "OUTPUT" },
    { title: "", shrinks: true },
  ];
  const rows = nodes.map((node) => [
    node.id,
    nodeStates[node.state],
    node.logicalAttempt > 0 ? String(node.logicalAttempt) : "",
    shortHash(node.outputHash),
    nodeNote(node),
  ]);
  const [head = "", ...lines] = tableLines(columns, rows, width - 2, (cell, _, column) =>
    column === 1 ? paintState(cell, colors) : cell,
  );
  return [colors.dim(head), ...lines];
}

function nodeNote({ state, skipReason, failure, choice, absent, fallback, counts }: NodeSnapshot): string {
  const notes = [
    ...(choice === "" ? [] : [`${choice} chosen`]),
    ...(state === NodeState.SKIPPED ? [skipReasons[skipReason]] : []),
    ...(state === NodeState.FAILED ? describeFailure(failure).slice(0, 1) : []),
    ...(absent ? ["returned nothing"] : []),
    ...(fallback ? ["its fallback answered"] : []),
    ...(counts ? [itemsText(counts).slice(2)] : []),
  ];
  return notes.join(", ");
}

function checkpointLines(checkpoints: readonly CheckpointRecord[], { width, outColor }: Terminal): readonly string[] {
  if (checkpoints.length === 0) return [];
  const columns = [
    { title: "MESSAGE", shrinks: true },
    { title: "STEP", shrinks: true },
    { title: "VERSION", shrinks: true },
    { title: "INPUT" },
    { title: "BYTES" },
  ];
  const rows = checkpoints.map(({ outputType, nodeId, itemIndex, stepVersion, inputHash, value }) => [
    outputType,
    placeOf({ nodeId, itemIndex: [...itemIndex] }),
    stepVersion,
    shortHash(inputHash),
    String(value.length),
  ]);
  const [head = "", ...lines] = tableLines(columns, rows, width - 2);
  return [pc.createColors(outColor).dim(head), ...lines];
}

function signalLines(signals: readonly KeptSignal[], { width, outColor }: Terminal): readonly string[] {
  if (signals.length === 0) return [];
  const columns = [
    { title: "SIGNAL", shrinks: true },
    { title: "KIND" },
    { title: "WHEN" },
    { title: "OUTCOME" },
    { title: "SENDER", shrinks: true },
  ];
  const rows = signals.map(({ signalId, kind, decidedAt, refusal, applied, payload }) => [
    signalId,
    kind,
    dateText(decidedAt),
    refusal ?? (applied ? "applied" : "accepted"),
    fromBinary(SignalSchema, payload).sender,
  ]);
  const [head = "", ...lines] = tableLines(columns, rows, width - 2);
  return [pc.createColors(outColor).dim(head), ...lines];
}
