import type { CheckpointRecord } from "protograph";
import type { Plan } from "../../../generated/protograph/v1/plan_pb.js";
import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import { type NodeSnapshot, NodeState, type RunSnapshot } from "../../../generated/protograph/v1/snapshot_pb.js";
import { hex } from "./run-json.js";

/** A value of a run: what it is, what made it, and what that was made of. */
export interface LineageValue {
  /** Full name of the message. */
  readonly message: string;
  /** The step that made it; absent for an input. */
  readonly step?: string;
  /** Where the step stands: what was skipped, has failed or was not needed has made nothing. */
  readonly state?: string;
  readonly version?: string;
  /** SHA-256 of the value, in hex. */
  readonly output?: string;
  /** SHA-256 of the version and of what the step was given, in hex. */
  readonly input?: string;
  /** Whether its output is kept. */
  readonly kept?: boolean;
  /** How many items its step was called for that are kept, where it was called for each of a list. */
  readonly items?: number;
  /** Whether what it is made of is shown above. */
  readonly above?: boolean;
  readonly from: readonly LineageValue[];
}

/** What is stored of a run, as far as it tells where things come from. */
export interface Evidence {
  readonly snapshot: RunSnapshot | undefined;
  readonly checkpoints: readonly CheckpointRecord[];
  readonly events: readonly RunEvent[];
}

/**
 * Follows an output of a run back to its inputs: the plan says what each step takes, the run's history and its
 * checkpoints what came of it. Of a choice, the branch that was chosen is followed.
 */
export function lineageOf(plan: Plan, output: string, evidence: Evidence): LineageValue {
  const value = plan.outputs.find(({ message }) => message === output)?.value;
  if (value === undefined) return { message: output, from: [] };
  return new Lineage(plan, evidence).value(value);
}

class Lineage {
  private readonly nodes: ReadonlyMap<string, NodeSnapshot>;
  private readonly inputs: ReadonlyMap<string, Uint8Array>;
  private readonly seen = new Set<number>();

  constructor(
    private readonly plan: Plan,
    { snapshot, checkpoints, events }: Evidence,
  ) {
    this.nodes = new Map((snapshot?.nodes ?? []).map((node) => [node.id, node]));
    this.checkpoints = checkpoints;
    // What is said last counts: a step that ran anew was given something else.
    this.inputs = new Map(
      events.flatMap(({ nodeId, itemIndex, payload }) =>
        payload.case === "stepStarted" && itemIndex.length === 0 && payload.value.inputHash.length > 0
          ? [[nodeId, payload.value.inputHash]]
          : [],
      ),
    );
  }

  private readonly checkpoints: readonly CheckpointRecord[];

  value(number: number): LineageValue {
    const { plan } = this;
    const input = plan.inputs[number];
    if (input) return { message: input.message, from: [] };
    const node = plan.nodes[number - plan.inputs.length];
    if (!node) return { message: `value ${number}`, from: [] };
    const snapshot = this.nodes.get(node.id);
    const above = this.seen.has(number);
    this.seen.add(number);
    const own = this.checkpoints.filter(({ nodeId }) => nodeId === node.id);
    const whole = own.find(({ itemIndex }) => itemIndex.length === 0);
    const items = own.filter(({ itemIndex }) => itemIndex.length > 0).length;
    const inputHash = whole?.inputHash ?? this.inputs.get(node.id);
    const takes = this.taken(number, snapshot);
    return {
      message: node.product?.message ?? "",
      step: node.id,
      state: NodeState[snapshot?.state ?? NodeState.PENDING],
      ...(!node.choice && { version: whole?.stepVersion ?? node.version }),
      ...(snapshot && snapshot.outputHash.length > 0 && { output: hex(snapshot.outputHash) }),
      ...(inputHash && { input: hex(inputHash) }),
      ...(!node.choice && { kept: whole !== undefined }),
      ...(items > 0 && { items }),
      ...(above && takes.length > 0 && { above }),
      from: above ? [] : takes.map((each) => this.value(each)),
    };
  }

  /** The values that a node was given, each once: of a choice what decided it, and what the chosen branch made. */
  private taken(number: number, snapshot: NodeSnapshot | undefined): readonly number[] {
    const node = this.plan.nodes[number - this.plan.inputs.length];
    if (!node) return [];
    const chosen = node.choice?.branches.find(({ key }) => key === snapshot?.choice)?.value;
    const functions = [
      ...node.conditions.map((each) => each.arguments),
      node.choice?.arguments ?? [],
      node.rateLimitKey,
    ];
    const fallback = snapshot?.fallback ? node.fallback : [];
    const values = [...node.arguments, ...fallback, ...functions.flat()].map(({ value }) => value);
    return [...new Set([...(chosen === undefined ? [] : [chosen]), ...values, ...node.liftedOver])];
  }
}
