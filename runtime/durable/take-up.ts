import { create, fromBinary } from "@bufbuild/protobuf";
import {
  type RenamedNode,
  type RunEvent,
  RunStartedSchema,
  SkipReason,
} from "../../generated/protograph/v1/event_pb.js";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import { type Signal, SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import { NodeState, type RunSnapshot, RunSnapshotSchema, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import type { Callee } from "../engine/callee.js";
import { type EventContent, newEvent } from "../history/new-event.js";
import { Projection } from "../history/projection.js";
import type { Program } from "../plan/program.js";
import type { TakenRun } from "../store/run-record.js";
import type { Owner, Store } from "../store/store.js";
import type { RunKey } from "../store/submission.js";
import { digestOf, type DurableGraph } from "./durable-graph.js";
import type { Continuation, Opening } from "./continuation.js";
import { dependents } from "./dependents.js";
import type { KnownPlans } from "./known-plans.js";
import { Past } from "./past.js";
import { planSideOf } from "./plan-record.js";
import { replan, type Replanning } from "./replan.js";
import { readRequest } from "./request.js";

/** A run that this process now holds, and how it goes on. */
export interface TakenUp {
  readonly continuation: Continuation;
  readonly program: Program<Callee>;
  /** Signals that are to take effect as soon as it goes on, in the order of their decisions. */
  readonly signals: readonly HeldSignal[];
}

/** Who takes runs up. */
export interface TakenBy {
  readonly store: Store;
  readonly owner: Owner;
  readonly plans: Pick<KnownPlans, "sideOf">;
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
 * snapshot, and its signals; its events only where attempts have failed, and its earlier plan where it had another.
 */
export async function continuationOf(
  { store, owner, plans }: TakenBy,
  graph: DurableGraph,
  taken: TakenRun,
): Promise<TakenUp> {
  const { plan } = graph;
  const program = graph.programOf(taken.output);
  if (!program) throw new Error(`${plan.graph} has no output ${taken.output} any more`);
  const request = readRequest(graph.messages, program.inputs, taken.request);
  const stored = await store.snapshot(taken);
  const kept = stored && fromBinary(RunSnapshotSchema, stored.value);
  const signals = (await store.signals(taken))
    .filter(({ refusal }) => refusal === undefined)
    .map(({ signalId, payload, applied }) => ({ signalId, signal: fromBinary(SignalSchema, payload), applied }));
  const retry = signals.find(
    ({ signal: { action }, applied }) => !applied && action.case?.startsWith("retry") === true,
  );

  const projection = kept ? Projection.from(kept) : new Projection(plan.nodes.map(({ id }) => id));
  const foreseen = new Foreseen(projection, taken, plan);
  const replanning = kept && (await replanningOf(plans, graph, kept, program.notNeeded));
  if (replanning) {
    foreseen.add(kept.logicalAttempt, { case: "runReplanned", value: replanning.event });
    if (replanning.voided.length > 0) await store.forget(owner, taken, replanning.voided);
  }
  const before = kept && foreseen.snapshot();
  const opening = openingOf(plan, before, { retry, signals, renamed: replanning?.event.renamed ?? [] });
  const attempt = (kept?.logicalAttempt ?? 0) + (opening.kind === "anew" || !kept ? 1 : 0);
  if (opening.kind === "anew") {
    const value = create(RunStartedSchema, { output: taken.output, anew: [...opening.nodes] });
    foreseen.add(attempt, { case: "runStarted", value });
    if (retry?.signal.action.case === "retryFrom") {
      await store.forget(owner, taken, outputTypes(plan, opening.nodes));
    }
  }
  const snapshot = foreseen.snapshot();
  const past = new Past({
    snapshot,
    checkpoints: await store.checkpoints(taken),
    events: hasFailures(snapshot) ? await eventsOf(store, taken) : [],
    replanned: replanning?.event,
  });
  const heard = new Set(["deliver", "pause", "resume", "cancel"]);
  return {
    program,
    continuation: {
      request,
      opening,
      replanned: replanning && { event: replanning.event, attempt: kept.logicalAttempt },
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

/** How a run goes on that has a history with another plan; `undefined` where it is the same. */
async function replanningOf(
  plans: TakenBy["plans"],
  graph: DurableGraph,
  kept: RunSnapshot,
  notNeeded: readonly string[],
): Promise<Replanning | undefined> {
  const { planDigest: digest } = kept;
  if (digest === graph.plan.digest) return undefined;
  const old = await plans.sideOf(digestOf({ digest }));
  if (!old) throw new Error(`plan ${digest.slice(0, 12)} of ${graph.plan.graph} is not kept`);
  return replan(old, planSideOf(graph), kept, notNeeded);
}

/** A run's state once it goes on: after events that are written with its first batch. */
class Foreseen {
  private readonly projection: Projection;
  private runSeq: number;

  constructor(
    before: Projection,
    private readonly taken: TakenRun,
    private readonly plan: Plan,
  ) {
    this.projection = Projection.from(before.snapshot());
    this.runSeq = taken.lastRunSeq;
  }

  add(logicalAttempt: number, payload: EventContent["payload"]): void {
    const origin = { ...this.taken, planDigest: this.plan.digest };
    const content = { eventId: "", runSeq: ++this.runSeq, payload };
    this.projection.apply(newEvent(origin, { emittedAtMs: 0, logicalAttempt }, content));
  }

  snapshot(): RunSnapshot {
    return this.projection.snapshot();
  }
}

interface Asked {
  readonly retry: HeldSignal | undefined;
  readonly signals: readonly HeldSignal[];
  /** Nodes that have another id with the plan that the run goes on with. */
  readonly renamed: readonly RenamedNode[];
}

function openingOf(plan: Plan, before: RunSnapshot | undefined, { retry, signals, renamed }: Asked): Opening {
  if (!before) return { kind: "new" };
  // By its history, and not by its row: whoever took it up before may have died before it wrote anything of that.
  if (before.state === RunState.FAILED) {
    const action = retry?.signal.action;
    if (action?.case !== "retryFrom") return { kind: "anew", nodes: failedNodes(before) };
    const { nodeId } = action.value;
    const id = renamed.find(({ from }) => from === nodeId)?.to ?? nodeId;
    return { kind: "anew", nodes: dependents(plan, [id]) };
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

function outputTypes({ nodes }: Plan, ids: readonly string[]): readonly string[] {
  return [...new Set(nodes.filter(({ id }) => ids.includes(id)).map(({ product }) => product?.message ?? ""))];
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
    events.push(...some);
    const last = some.at(-1);
    if (some.length < page || !last) return events;
    afterSeq = Number(last.runSeq);
  }
}
