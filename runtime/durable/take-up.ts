import { create, fromBinary } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema, RunStartedSchema, SkipReason } from "../../generated/protograph/v1/event_pb.js";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import { type Signal, SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import { NodeState, type RunSnapshot, RunSnapshotSchema, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import type { Callee } from "../engine/callee.js";
import { newEvent } from "../history/new-event.js";
import { Projection } from "../history/projection.js";
import type { Program } from "../plan/program.js";
import type { TakenRun } from "../store/run-record.js";
import type { Owner, Store } from "../store/store.js";
import type { RunKey } from "../store/submission.js";
import { digestOf, type DurableGraph } from "./durable-graph.js";
import type { Continuation } from "./continuation.js";
import type { Opening } from "./journal.js";
import { Past } from "./past.js";
import { readRequest } from "./request.js";

/** A run that this process now holds, and how it goes on. */
export interface TakenUp {
  readonly continuation: Continuation;
  readonly program: Program<Callee>;
  /** Signals that are to take effect as soon as it goes on, in the order of their decisions. */
  readonly signals: readonly HeldSignal[];
}

interface HeldSignal {
  readonly signalId: string;
  readonly signal: Signal;
  readonly applied: boolean;
}

/** Events are read so many at a time. */
const page = 1_000;

/**
 * Reads what is kept of a run that was taken up, and decides how it goes on: all its checkpoints by one query, its
 * snapshot, and its signals; its events only where attempts have failed.
 */
export async function continuationOf(
  store: Store,
  owner: Owner,
  graph: DurableGraph,
  taken: TakenRun,
): Promise<TakenUp> {
  const program = graph.programOf(taken.output);
  if (!program) throw new Error(`${graph.plan.graph} has no output ${taken.output} any more`);
  const request = readRequest(graph.messages, taken.request);
  const stored = await store.snapshot(taken);
  const before = stored && fromBinary(RunSnapshotSchema, stored.value);
  const signals = (await store.signals(taken))
    .filter(({ refusal }) => refusal === undefined)
    .map(({ signalId, payload, applied }) => ({ signalId, signal: fromBinary(SignalSchema, payload), applied }));

  const projection = before ? Projection.from(before) : new Projection(graph.plan.nodes.map(({ id }) => id));
  const retry = signals.find(
    ({ signal: { action }, applied }) => !applied && action.case?.startsWith("retry") === true,
  );
  const opening = openingOf(graph.plan, before, retry, signals);
  const attempt = (before?.logicalAttempt ?? 0) + (opening.kind === "anew" || !before ? 1 : 0);
  if (opening.kind === "anew" && retry?.signal.action.case === "retryFrom") {
    await store.forget(owner, taken, outputTypes(graph.plan, opening.nodes));
  }
  const snapshot = afterOpening(projection, taken, opening, attempt).snapshot();
  const past = new Past({
    snapshot,
    checkpoints: await store.checkpoints(taken),
    events: hasFailures(snapshot) ? await eventsOf(store, taken) : [],
    samePlan: Buffer.compare(digestOf(graph.plan), taken.planDigest) === 0,
  });
  const heard = new Set(["deliver", "pause", "resume", "cancel"]);
  return {
    program,
    continuation: {
      request,
      opening,
      engineAttempt: taken.engineAttempt,
      attempt,
      projection,
      lastRunSeq: taken.lastRunSeq,
      past,
      create: undefined,
      isPaused: taken.takenFrom === "PAUSED",
    },
    // A message that was delivered is delivered again: it is an input, and no checkpoint.
    signals: [
      ...signals.filter(({ signal: { action }, applied }) => applied && action.case === "deliver"),
      ...signals.filter(({ signal: { action }, applied }) => !applied && heard.has(action.case ?? "")),
      ...(retry ? [retry] : []),
    ],
  };
}

function openingOf(
  plan: Plan,
  before: RunSnapshot | undefined,
  retry: HeldSignal | undefined,
  signals: readonly HeldSignal[],
): Opening {
  if (!before) return { kind: "new" };
  // By its history, and not by its row: whoever took it up before may have died before it wrote anything of that.
  if (before.state === RunState.FAILED) {
    const action = retry?.signal.action;
    return {
      kind: "anew",
      nodes: action?.case === "retryFrom" ? nodesFrom(plan, action.value.nodeId) : failedNodes(before),
    };
  }
  if (before.state === RunState.PARKED) {
    return { kind: "woken", signalId: signals.find(({ applied }) => !applied)?.signalId ?? "" };
  }
  return { kind: "orphaned" };
}

/** The nodes that a retry runs anew: those that had failed, and those skipped for that. */
function failedNodes({ nodes }: RunSnapshot): readonly string[] {
  return nodes
    .filter(
      ({ state, skipReason }) =>
        state === NodeState.FAILED || (state === NodeState.SKIPPED && skipReason === SkipReason.CANCELLED),
    )
    .map(({ id }) => id);
}

/** A node, and all that depends on it. */
function nodesFrom(plan: Plan, id: string): readonly string[] {
  const first = plan.inputs.length;
  const reached = new Set<number>();
  plan.nodes.forEach((node, index) => {
    const values = [
      ...node.arguments.map(({ value }) => value),
      ...node.fallback.map(({ value }) => value),
      ...node.rateLimitKey.map(({ value }) => value),
      ...node.conditions.flatMap((condition) => condition.arguments.map(({ value }) => value)),
      ...(node.choice?.arguments.map(({ value }) => value) ?? []),
      ...(node.choice?.branches.map(({ value }) => value) ?? []),
      ...node.liftedOver,
    ];
    if (node.id === id || values.some((value) => reached.has(value))) reached.add(first + index);
  });
  return [...reached].map((value) => plan.nodes[value - first]?.id ?? "");
}

function outputTypes({ nodes }: Plan, ids: readonly string[]): readonly string[] {
  return [...new Set(nodes.filter(({ id }) => ids.includes(id)).map(({ product }) => product?.message ?? ""))];
}

/** The state of the run once it goes on: where it is retried, with the nodes pending that run anew. */
function afterOpening(projection: Projection, taken: TakenRun, opening: Opening, attempt: number): Projection {
  if (opening.kind !== "anew") return projection;
  const after = Projection.from(projection.snapshot());
  const origin = { ...taken, planDigest: "", engineAttempt: taken.engineAttempt };
  const value = create(RunStartedSchema, { output: taken.output, anew: [...opening.nodes] });
  after.apply(
    newEvent(origin, {
      eventId: "",
      runSeq: taken.lastRunSeq + 1,
      emittedAtMs: 0,
      logicalAttempt: attempt,
      payload: { case: "runStarted", value },
    }),
  );
  return after;
}

/** Whether attempts have failed that the run goes on from, or is retried after. */
function hasFailures({ logicalAttempt, nodes }: RunSnapshot): boolean {
  const isBetween = ({ state, logicalAttempt: tries }: { state: NodeState; logicalAttempt: number }) =>
    state === NodeState.PENDING && tries > 0;
  return logicalAttempt > 1 || nodes.some((node) => isBetween(node) || node.items.some(isBetween));
}

async function eventsOf(store: Store, run: RunKey): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for (let afterSeq = 0; ;) {
    const some = await store.events(run, { afterSeq, limit: page });
    events.push(...some.map(({ payload }) => fromBinary(RunEventSchema, payload)));
    const last = some.at(-1);
    if (some.length < page || !last) return events;
    afterSeq = last.runSeq;
  }
}
