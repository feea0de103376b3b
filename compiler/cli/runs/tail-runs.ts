import { setTimeout } from "node:timers/promises";
import { toJson } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import pc from "picocolors";
import type { RunRecord, RunState, Store } from "protograph";
import { type RunEvent, RunEventSchema } from "../../../generated/protograph/v1/event_pb.js";
import { displayWidth, oneLine, padTo } from "../../diagnostics/display-text.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { eventsOf, recordOf, type RunName, snapshotOf } from "./history.js";
import { Narrator } from "./narrator.js";
import { cutTo } from "./table.js";
import { paintTold } from "./timeline.js";
import { clockText } from "./times.js";
import { type RunsOptions, withStore } from "./with-store.js";

export interface TailOptions extends RunsOptions {
  /** How many events that have happened already are shown first, of a run that is named. */
  readonly last: number;
}

/** How often the store is asked for what is new. */
const pollMs = 500;

/** How many runs are watched at once. */
const mostRuns = 500;

const goingOn: readonly RunState[] = ["QUEUED", "RUNNING", "PAUSED", "PARKED"];

/** `protograph runs tail`: events as they become durable, of a run until its end, or of all runs, until interrupted. */
export async function tailRunsCommand(
  runId: string | undefined,
  options: TailOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    return await withStore(options, terminal, async (store) => {
      const { tenant, json = false, last } = options;
      const teller = new Teller(terminal, json, runId === undefined);
      if (runId === undefined) await followAll(store, tenant, teller, interrupt.signal);
      else await followOne(store, { tenant, runId }, last, teller, interrupt.signal);
      return exitCodes.sound;
    });
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

async function followOne(store: Store, run: RunName, last: number, teller: Teller, signal: AbortSignal): Promise<void> {
  await recordOf(store, run);
  const before: RunEvent[] = [];
  for await (const event of eventsOf(store, run)) before.push(event);
  for (const [index, event] of before.entries()) teller.tell(event, index >= before.length - last);
  let seq = Number(before.at(-1)?.runSeq ?? 0);
  for (;;) {
    // Asked before its events are: those of its end are there then.
    const { endedAt } = await recordOf(store, run);
    seq = await drain(store, run, seq, teller);
    if (endedAt || signal.aborted) return;
    await pause(signal);
  }
}

async function followAll(store: Store, tenant: string, teller: Teller, signal: AbortSignal): Promise<void> {
  const watch = new Watch(store, tenant, teller);
  await watch.begin();
  while (!signal.aborted) {
    await pause(signal);
    await watch.look();
  }
}

/** All runs of a tenant, from now on. */
class Watch {
  /** The last event of each run that was told, or was there before. */
  private readonly seqs = new Map<string, number>();
  /** Runs that were told to their end. */
  private readonly ended = new Set<string>();
  private beganMs = 0;

  constructor(
    private readonly store: Store,
    private readonly tenant: string,
    private readonly teller: Teller,
  ) {}

  async begin(): Promise<void> {
    const { store, tenant } = this;
    const [latest] = await store.runs({ tenant, limit: 1 });
    this.beganMs = latest?.createdAt.getTime() ?? 0;
    for (const run of await store.runs({ tenant, states: goingOn, limit: mostRuns })) {
      this.seqs.set(run.runId, Number((await snapshotOf(store, run))?.lastRunSeq ?? 0n));
    }
  }

  async look(): Promise<void> {
    const { store, tenant } = this;
    const open = await store.runs({ tenant, states: goingOn, limit: mostRuns });
    const latest = await store.runs({ tenant, limit: mostRuns });
    const runs = new Map([...latest, ...open].map((run) => [run.runId, run]));
    for (const run of [...runs.values()].toReversed()) await this.follow(run);
  }

  private async follow(run: RunRecord): Promise<void> {
    const { runId, endedAt, createdAt } = run;
    const known = this.seqs.get(runId);
    const old = known === undefined && createdAt.getTime() <= this.beganMs;
    if (endedAt && (old || this.ended.has(runId))) return;
    // An old run that goes on again was retried.
    const seq = known ?? (old ? await this.lastStart(run) : 0);
    this.seqs.set(runId, await drain(this.store, run, seq, this.teller));
    if (endedAt) this.ended.add(runId);
    else this.ended.delete(runId);
  }

  /** The place in a run's history before its last start. */
  private async lastStart(run: RunRecord): Promise<number> {
    let seq = 0;
    for await (const { payload, runSeq } of eventsOf(this.store, run)) {
      if (payload.case === "runStarted") seq = Number(runSeq) - 1;
    }
    return seq;
  }
}

/** Tells what has become durable of a run since a place in its history; returns how far that is. */
async function drain(store: Store, run: RunName, afterSeq: number, teller: Teller): Promise<number> {
  let seq = afterSeq;
  for await (const event of eventsOf(store, run, afterSeq)) {
    teller.tell(event);
    seq = Number(event.runSeq);
  }
  return seq;
}

async function pause(signal: AbortSignal): Promise<void> {
  await setTimeout(pollMs, undefined, { signal }).catch(() => undefined);
}

/** Runs are named by so many cells at most. */
const nameWidth = 36;

/** Says events: a line each, as words or as JSON. */
class Teller {
  private readonly narrators = new Map<string, Narrator>();

  constructor(
    private readonly terminal: Terminal,
    private readonly json: boolean,
    /** Whether events of several runs are said, so that each needs the run's id. */
    private readonly many: boolean,
  ) {}

  /** @param shown whether it is said, or only known when later ones are. */
  tell(event: RunEvent, shown = true): void {
    const { runId, emittedAt } = event;
    const narrator = this.narrators.get(runId) ?? new Narrator();
    this.narrators.set(runId, narrator);
    const told = narrator.tell(event);
    if (!shown) return;
    const { terminal } = this;
    if (this.json) {
      terminal.out(`${JSON.stringify(toJson(RunEventSchema, event))}\n`);
      return;
    }
    const { dim, cyan } = pc.createColors(terminal.outColor);
    const time = clockText(emittedAt ? timestampDate(emittedAt) : new Date(0));
    const name = this.many ? `${padTo(cutTo(oneLine(runId), nameWidth), 12)}  ` : "";
    const room = terminal.width - time.length - displayWidth(name) - 2;
    const margin = " ".repeat(time.length + 4);
    const line = `${dim(time)}  ${cyan(name)}${paintTold(cutTo(oneLine(told.text), room), told.tone, terminal.outColor)}`;
    const more = told.more.map((each) => `${margin}${dim(cutTo(each, terminal.width - margin.length))}`);
    terminal.out(`${[line, ...more].join("\n")}\n`);
  }
}
