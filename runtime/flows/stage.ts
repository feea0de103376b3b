import type { DescMessage, Message } from "@bufbuild/protobuf";
import type { Run } from "../engine/run.js";
import type { Claim } from "./handoff-ledger.js";
import type { Member, Way } from "./flow-program.js";
import type { StageSnapshot, StageStatus } from "./flow-snapshot.js";
import type { UnhappyOutcome } from "./unhappy.js";

/** What has come of a graph: its outputs, or the declared exception that it ended in. */
export interface StageResult {
  readonly outputs: readonly unknown[];
  readonly unhappy: UnhappyOutcome | undefined;
}

/** A message on its way to a stage. */
export interface Arrival {
  readonly way: Way;
  /** What was published, and what it is read as. */
  readonly schema: DescMessage;
  readonly message: Message;
  readonly consumed: Message;
  /** Tells duplicates; `undefined` where nothing is one. */
  readonly key: string | undefined;
  /** Whether a failure of who takes it is one of the flow's run. */
  readonly required: boolean;
}

/**
 * A graph in one run of a flow.
 *
 * ```text
 * WAITING ─▶ HELD ─▶ RUNNING ─▶ COMPLETED | UNHAPPY | FAILED
 *    └─▶ SKIPPED       (from all that are not over ─▶ CANCELLED)
 * ```
 */
export class Stage {
  status: StageStatus = "WAITING";
  /** By input. */
  readonly messages: (Message | undefined)[];
  /** By input, how many ways may still bring it; as its member has it, until one of them is closed. */
  private open: number[] | undefined;
  /** How many inputs are not there. */
  missing: number;
  /** By input, what was handed; nothing for an input of the flow. */
  readonly arrivals: (Arrival | undefined)[];
  /** Whether its place is taken. */
  holds = false;
  /** Whether a failure of it is one of the flow's run. */
  required: boolean;
  run: Run<unknown, Message> | undefined;
  claim: Claim<StageResult> | undefined;
  /** What tells this run of the graph from others; `undefined` where nothing is a duplicate. */
  key: string | undefined;
  duplicate = false;
  result: StageResult | undefined;
  error: unknown;
  /** How many of its publications have no place yet, and one while there may be more. */
  publishing = 1;

  constructor(readonly member: Member) {
    this.messages = [...member.nothing];
    this.arrivals = [...member.nothing];
    this.missing = member.inputs.length;
    this.required = !member.isHanded;
  }

  /** One of the ways that might have brought an input will not; @returns how many still may. */
  close(input: number): number {
    this.open ??= [...this.member.sources];
    return (this.open[input]! -= 1);
  }

  get isOver(): boolean {
    return this.status !== "WAITING" && this.status !== "HELD" && this.status !== "RUNNING";
  }

  /** The strictest of what its handoffs say of failures; `undefined` where nothing was handed to it. */
  get strictest(): Way | undefined {
    let strictest: Way | undefined;
    for (const arrival of this.arrivals) {
      if (arrival && (strictest === undefined || arrival.way.tolerated < strictest.tolerated)) strictest = arrival.way;
    }
    return strictest;
  }

  snapshot(runId: string): StageSnapshot {
    const { member, result, run } = this;
    const given = result?.outputs.map((output, at) => [member.outputs[at] ?? "", output] as const) ?? [];
    const { unhappy } = result ?? {};
    const all = unhappy ? [...given, [unhappy.message.$typeName, unhappy.message] as const] : given;
    return {
      status: this.status,
      runId: run && runId,
      checkpoints: Object.fromEntries(all.filter(([, output]) => output !== undefined)) as StageSnapshot["checkpoints"],
      duplicate: this.duplicate,
      error: this.error,
    };
  }
}
