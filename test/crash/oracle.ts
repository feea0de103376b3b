import { existsSync, readFileSync } from "node:fs";
import type { Store } from "protograph/postgres";
import { NodeState, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import { foldKept, historyFaults, type KeptRun, readKept } from "../../runtime/history/kept-run.test-support.js";
import type { Entry } from "./ledger.js";
import { tenant } from "./task.js";
import { expectedOutput, kindOf, traitsOf } from "./workload.js";

/** What must never be: a state that is part of two, work that is gone, done twice, or never ends. */
export type FaultKind = "mixed" | "lost" | "double" | "stuck";

export interface Fault {
  readonly kind: FaultKind;
  readonly run: string;
  readonly says: string;
}

/** Looks at what is kept after every kill, and at the world outside; remembers what it has seen of a lane. */
export class Oracle {
  readonly faults: Fault[] = [];
  /** Calls whose outcome was kept when a process died, and of which process. */
  private readonly kept = new Map<string, number>();
  private readonly ended = new Map<string, string>();

  /** @param generation the process that has just died. */
  async look(store: Store, entries: readonly Entry[], generation: number): Promise<void> {
    const runs = await this.all(store);
    const byId = new Map(runs.map((run) => [run.record.runId, run]));
    for (const run of runs) this.lookAt(run, generation);
    this.lookForLost(entries, byId);
    this.lookForTwice(entries);
  }

  /** When everything has ended. */
  async lookAtEnd(store: Store, entries: readonly Entry[], delivered: string): Promise<void> {
    const runs = await this.all(store);
    for (const { record } of runs) {
      if (!record.endedAt) this.add("stuck", record.runId, `it is ${record.state} ${record.substate} and never ends`);
    }
    await this.lookAtOutputs(entries);
    this.lookAtDelivered(runs, delivered);
  }

  private async all(store: Store): Promise<readonly KeptRun[]> {
    const kept: KeptRun[] = [];
    for (let before: KeptRun["record"] | undefined; ;) {
      const page = await store.runs({ tenant, limit: 100, ...(before && { before }) });
      for (const { runId } of page) {
        try {
          const run = await readKept(store, { tenant, runId });
          if (run) kept.push(run);
        } catch (error) {
          this.add("mixed", runId, String(error));
        }
      }
      before = page.at(-1);
      if (!before) return kept;
    }
  }

  private lookAt(run: KeptRun, generation: number): void {
    const { record, checkpoints } = run;
    for (const says of historyFaults(run)) this.add(says.includes("twice") ? "double" : "mixed", record.runId, says);
    const folded = foldKept(run);
    for (const says of stateFaults(run, RunState[folded.state])) this.add("mixed", record.runId, says);

    const returned = new Set(checkpoints.filter(({ itemIndex }) => itemIndex.length === 0).map(({ nodeId }) => nodeId));
    const { whole, moody } = traitsOf(record.graph);
    for (const { id, state, absent } of folded.nodes) {
      if (state === NodeState.SUCCEEDED && !absent && whole.has(id) && !returned.has(id)) {
        this.add("mixed", record.runId, `${id} has returned by the events, and there is no checkpoint of it`);
      }
      if (state === NodeState.PENDING && returned.has(id)) {
        this.add("mixed", record.runId, `there is a checkpoint of ${id}, which has not started by the events`);
      }
    }
    for (const { nodeId, itemIndex } of checkpoints) {
      if (moody.has(nodeId)) continue;
      const call = `${record.runId} ${nodeId} ${itemIndex.join(".")}`;
      if (!this.kept.has(call)) this.kept.set(call, generation);
    }
    const was = this.ended.get(record.runId);
    if (was !== undefined && was !== record.state) {
      this.add("double", record.runId, `it had ended as ${was}, and is ${record.state}`);
    }
    if (record.endedAt) this.ended.set(record.runId, record.state);
  }

  private lookForLost(entries: readonly Entry[], runs: ReadonlyMap<string, KeptRun>): void {
    for (const entry of entries) {
      if (entry.did === "acknowledge" && !runs.has(entry.run)) {
        this.add("lost", entry.run, "it was acknowledged, and is not there");
      }
      if (entry.did === "output" && this.ended.get(entry.run) !== "COMPLETED") {
        const state = runs.get(entry.run)?.record.state ?? "not there";
        this.add("lost", entry.run, `its output was acknowledged, and it is ${state}`);
      }
    }
  }

  /** No call whose outcome was kept happens again in a later process. */
  private lookForTwice(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.did !== "call") continue;
      const since = this.kept.get(`${entry.run} ${entry.step} ${entry.item}`);
      if (since === undefined || entry.generation <= since) continue;
      this.add("double", entry.run, `${entry.step} ${entry.item} was kept, and was called again`);
    }
  }

  private async lookAtOutputs(entries: readonly Entry[]): Promise<void> {
    const submitted = new Map(entries.flatMap((entry) => (entry.did === "submit" ? [[entry.run, entry]] : [])));
    for (const entry of entries) {
      if (entry.did !== "output") continue;
      const asked = submitted.get(entry.run);
      if (!asked) continue;
      const expected = await expectedOutput(kindOf(asked.kind), asked.number);
      if (entry.output !== expected) {
        this.add("mixed", entry.run, `its output is ${entry.output}; in memory it is ${expected}`);
      }
    }
  }

  /** What was delivered has every event, those of a run in their order, and the same event always the same. */
  private lookAtDelivered(runs: readonly KeptRun[], path: string): void {
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
    const byId = new Map<string, string>();
    const lastOf = new Map<string, bigint>();
    for (const line of lines) {
      const { eventId, runId, runSeq } = JSON.parse(line) as { eventId: string; runId: string; runSeq: string };
      const before = byId.get(eventId);
      if (before !== undefined && before !== line)
        this.add("double", runId, `event ${eventId} was delivered in two forms`);
      const seq = BigInt(runSeq);
      const last = lastOf.get(runId) ?? 0n;
      if (before === undefined && seq <= last) this.add("mixed", runId, `event ${runSeq} was delivered after ${last}`);
      byId.set(eventId, line);
      lastOf.set(runId, seq > last ? seq : last);
    }
    for (const { record, events } of runs) {
      const missing = events.filter(({ eventId }) => !byId.has(eventId));
      if (missing.length > 0) this.add("lost", record.runId, `${missing.length} of its events were never delivered`);
    }
  }

  add(kind: FaultKind, run: string, says: string): void {
    if (this.faults.some((fault) => fault.run === run && fault.says === says)) return;
    this.faults.push({ kind, run, says });
  }
}

/** The run's row says what its events say, but for what taking it up has changed. */
function stateFaults({ record, events }: KeptRun, folded: string): readonly string[] {
  if (events.length === 0) return record.state === "QUEUED" ? [] : [`it is ${record.state}, and has no events`];
  if (record.state === folded) return [];
  const takenUp = record.state === "RUNNING" && (folded === "PARKED" || folded === "FAILED");
  return takenUp ? [] : [`it is ${record.state}, and by its events ${folded}`];
}
