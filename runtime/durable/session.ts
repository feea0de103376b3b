import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { fromBinary, type Message } from "@bufbuild/protobuf";
import { SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import type { DurabilityMode } from "../../proto/contract/options.js";
import { AdmissionGate } from "../admission/admission-gate.js";
import type { Callee } from "../engine/callee.js";
import { type Clock, inBackground } from "../engine/clock.js";
import type { Log } from "../engine/log.js";
import type { RunOptions } from "../engine/run.js";
import { DeclarationError } from "../errors.js";
import { Projection } from "../history/projection.js";
import type { Sink } from "../outbox/sink.js";
import type { Program } from "../plan/program.js";
import { FencedError, RunConflictError, StoreUnavailableError } from "../store/errors.js";
import { Lease } from "../store/lease.js";
import type { Owner, Retention, Store } from "../store/store.js";
import type { TakenRun } from "../store/run-record.js";
import type { RunKey, Submission } from "../store/submission.js";
import { WriteBehind } from "../store/write-behind.js";
import type { DurableGraph } from "./durable-graph.js";
import { type Custody, DurableRun } from "./durable-run.js";
import { StoreClosedError } from "./errors.js";
import { outcomeOf } from "./outcome-of.js";
import { keepUp } from "./keep-up.js";
import { KnownPlans } from "./known-plans.js";
import { emptyName, type Request, unwritable } from "./request.js";
import { toSubmission } from "./submission.js";
import { Relays } from "./relays.js";
import { continuationOf } from "./take-up.js";
import { untilAnswered } from "./until-answered.js";
import { warnOfFlushed } from "./warn-of-flushed.js";

/** What this process does with a store beside its runs. All times are in milliseconds. */
export interface SessionOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How long others wait for this process before they take over its runs. */
  readonly leaseMs: number;
  /** How often it looks for runs that can be taken up, and for the outcomes of those that are elsewhere. */
  readonly pollMs: number;
  readonly retention: Retention;
}

/** How long runs have to come to rest when the store is closed. */
const drainMs = 10_000;
/** How many runs are taken up at once. */
const takenAtOnce = 100;

/**
 * What one process has to do with a store: the right to write, the queue, the runs that are here, and those whose outcome
 * somebody here waits for. It begins with the first run and ends when the store is closed.
 */
export class StoreSession implements Custody {
  private static readonly sessions = new WeakMap<Store, StoreSession>();
  readonly queue: WriteBehind;
  private readonly gate = new AdmissionGate();
  private readonly owner: Promise<Owner>;
  private lease: Lease | undefined;
  private readonly plans: KnownPlans;
  /** By name: the runs whose outcome is not known yet. */
  private readonly runs = new Map<string, DurableRun>();
  private readonly relays: Relays;
  private readonly ending = new AbortController();
  private looking = false;
  private recovering = false;
  private heeding: Promise<void> | undefined;

  /** The session of a store; the options of the first count. */
  static of(store: Store, options: SessionOptions): StoreSession {
    let session = StoreSession.sessions.get(store);
    if (session === undefined) {
      session = new StoreSession(store, options);
      StoreSession.sessions.set(store, session);
    }
    return session;
  }

  private constructor(
    readonly store: Store,
    private readonly options: SessionOptions,
  ) {
    this.owner = this.register();
    this.owner.catch(() => undefined);
    const warn: StoreSession["warn"] = (message, fields) => this.warn(message, fields);
    this.plans = new KnownPlans({
      store,
      untilAnswered: (ask) => untilAnswered(ask, options.clock, this.ending.signal),
      warn,
    });
    this.relays = new Relays(store.outbox, options.clock, options.log);
    this.queue = new WriteBehind({
      store: { flush: (owner, batch) => this.plans.kept().then(() => store.flush(owner, batch)) },
      owner: this.owner,
      clock: options.clock,
      sinks: this.relays.names,
      onFlushed: (flushed) => {
        warnOfFlushed(flushed, warn);
        this.relays.wake();
      },
      onSpoiled: (run, error) => this.runs.get(nameOf(run))?.lose(error),
      onFailed: (error) => this.fenced(error),
    });
    const takeBack = store.whenClosing(() => this.close().finally(takeBack));
    void keepUp({
      ...options,
      store,
      signal: this.ending.signal,
      behind: ({ events, oldestMs }) => {
        this.gate.observe({ events, oldestMs: Math.max(oldestMs, this.queue.lossWindow.oldestMs) });
      },
    });
  }

  /** Has a graph's runs be taken up here, from the first time that anything is looked for. */
  join(graph: DurableGraph, sinks: readonly Sink[]): void {
    this.plans.add(graph);
    this.relays.add(sinks);
  }

  /** Starts a run, or finds the one that has its id. */
  start(
    graph: DurableGraph,
    program: Program<Callee>,
    { inputs, options, mode }: { inputs: readonly Message[]; options: RunOptions; mode: DurabilityMode },
  ): DurableRun {
    const named = { ...options, runId: options.runId ?? randomUUID() };
    const request: Request = {
      inputs,
      tenant: options.tenant,
      seed: options.seed === undefined ? undefined : String(options.seed),
      deadline: options.deadline,
      askedAtMs: graph.engine.clock.now(),
      mode,
    };
    const unchecked = new DurableRun(this, graph, program, named, mode, noHash);
    if (!unchecked.check(inputs)) return unchecked;
    let submission: Submission;
    try {
      if (options.runId === "" || options.tenant === "") throw emptyName(options.runId === "" ? "runId" : "tenant");
      submission = toSubmission(graph, program.output, unchecked.key, request);
      if (this.ending.signal.aborted) throw new StoreClosedError(named.runId);
    } catch (error) {
      const isOwn = error instanceof DeclarationError || error instanceof StoreClosedError;
      unchecked.refuse(isOwn ? error : unwritable(graph.plan.graph, named.runId, inputs, error));
      return unchecked;
    }
    const known = this.runs.get(nameOf(unchecked.key));
    if (known) {
      if (Buffer.compare(known.requestHash, submission.requestHash) === 0) return known;
      unchecked.refuse(new RunConflictError(unchecked.key));
      return unchecked;
    }
    try {
      this.gate.admit();
    } catch (error) {
      unchecked.refuse(error as Error);
      return unchecked;
    }
    const run = unchecked.identifiedBy(submission.requestHash);
    this.runs.set(nameOf(run.key), run);
    const begin = (create: Submission | undefined) =>
      run.begin(inputs, {
        request,
        opening: { kind: "new" },
        engineAttempt: 1,
        attempt: 1,
        projection: new Projection(graph.plan.nodes.map(({ id }) => id)),
        lastRunSeq: 0,
        past: undefined,
        create,
        isPaused: false,
      });
    const room = this.queue.room();
    if (options.runId === undefined && !room) begin(submission);
    else if (options.runId === undefined) void room?.then(() => begin(submission));
    else void this.admit(run, submission, () => begin(undefined));
    return run;
  }

  /** Has a run be accepted whose id was chosen outside: it begins, or is one that there was before. */
  private async admit(run: DurableRun, submission: Submission, begin: () => void): Promise<void> {
    try {
      await this.queue.room();
      const { repeated } = await untilAnswered(
        async () => {
          await this.plans.kept();
          return this.store.admit(await this.owner, submission);
        },
        this.options.clock,
        this.ending.signal,
      );
      if (!repeated) begin();
      else {
        run.isKnown();
        await this.look(run);
      }
    } catch (error) {
      run.refuse(error as Error);
    }
  }

  /** Takes up what nobody works on, of one graph; and looks for more from now on. */
  async recover(graph: string): Promise<readonly DurableRun[]> {
    this.recovering = true;
    const taken = await this.takeUp([graph]);
    this.lookOut();
    return taken;
  }

  /**
   * The handle of a run that was, or is; in an object, since to await a run is to await its output.
   *
   * @param isDue whether it can be taken up now: it is to be retried.
   */
  async find(
    graph: DurableGraph,
    key: RunKey,
    program: Program<Callee>,
    isDue = false,
  ): Promise<{ readonly run: DurableRun }> {
    const known = this.runs.get(nameOf(key));
    if (known) return { run: known };
    const { tenant, runId } = key;
    const options = { runId, ...(tenant !== "default" && { tenant }) };
    const run = new DurableRun(this, graph, program, options, graph.mode, noHash);
    this.runs.set(nameOf(key), run);
    run.isKnown();
    if (isDue) await this.takeUp([graph.plan.graph], key);
    if (run.isAway) await this.look(run);
    return { run };
  }

  /** Applies the signals that wait for runs that are here. */
  heedSignals(): Promise<void> {
    // Who asks while others are being applied wants his own to be among them.
    const heeding = (this.heeding ?? Promise.resolve()).then(() => this.heedOnce());
    this.heeding = heeding.catch(() => undefined);
    return heeding;
  }

  private async heedOnce(): Promise<void> {
    for (const { tenant, runId, signalId, payload } of await this.store.pendingSignals(await this.owner)) {
      this.runs.get(nameOf({ tenant, runId }))?.heed(signalId, fromBinary(SignalSchema, payload));
    }
  }

  /** A run was parked: somebody has to find out when it is due. */
  away(run: DurableRun): void {
    this.queue.flushed(run.key).then(
      () => this.lookOut(),
      () => undefined,
    );
  }

  /** The outcome of a run is known. */
  over(run: DurableRun): void {
    const name = nameOf(run.key);
    const forget = () => {
      if (this.runs.get(name) === run) this.runs.delete(name);
    };
    this.queue.flushed(run.key).then(forget, forget);
  }

  /** Looks, now and then, for what can be taken up and for outcomes that come to be elsewhere. */
  private lookOut(): void {
    if (this.looking) return;
    this.looking = true;
    void this.keepLooking().finally(() => (this.looking = false));
  }

  private async keepLooking(): Promise<void> {
    const { clock, pollMs } = this.options;
    const { signal } = this.ending;
    while (!signal.aborted && (this.recovering || this.awayRuns().length > 0)) {
      await clock.sleep(pollMs, signal).catch(() => undefined);
      try {
        await this.takeUp(this.plans.graphs);
        for (const run of this.awayRuns()) await this.settle(run);
      } catch (error) {
        if (error instanceof FencedError) return;
        if (!(error instanceof StoreUnavailableError)) this.warn("runs could not be looked for", { error });
      }
    }
  }

  private awayRuns(): readonly DurableRun[] {
    return [...this.runs.values()].filter((run) => run.isAway);
  }

  /** Looks where a run is that is not here: takes it up where it can, and its outcome where there is one. */
  private async look(run: DurableRun): Promise<void> {
    if (await this.settle(run)) return;
    await this.takeUp([run.graph.plan.graph], run.key);
    if (run.isAway) this.lookOut();
  }

  /** Settles a run that is not here where its outcome is known. */
  private async settle(run: DurableRun): Promise<boolean> {
    const outcome = await outcomeOf(this.store, run.key, run.graph.messages);
    if (outcome) run.settleFrom(outcome);
    return outcome !== undefined;
  }

  /** Takes up runs of some graphs that nobody works on, or one of them: those that can go on with the plans there are. */
  private async takeUp(graphs: readonly string[], run?: RunKey): Promise<readonly DurableRun[]> {
    const { plans, store } = this;
    const which = run && { run };
    const owner = await this.owner;
    const runs: DurableRun[] = [];
    for (let isMore = true; isMore;) {
      const taken = await store.takeUp(owner, { ...which, plans: plans.moves(graphs), limit: takenAtOnce });
      for (const each of taken) runs.push(...(await this.goOn(owner, each)));
      isMore =
        taken.length === takenAtOnce ||
        (await plans.learn(await store.waitingPlans({ ...which, graphs, except: plans.judged(graphs) })));
    }
    return runs;
  }

  /** Goes on with a run that was taken up: its handle, and none where that cannot be. */
  private async goOn(owner: Owner, taken: TakenRun): Promise<readonly DurableRun[]> {
    const { plans, store } = this;
    const graph = plans.graph(taken.graph);
    if (!graph) return [];
    try {
      const { continuation, program, signals } = await continuationOf({ store, owner, plans }, graph, taken);
      const { mode, tenant } = continuation.request;
      const options = { runId: taken.runId, ...(tenant !== undefined && { tenant }) };
      const name = nameOf(taken);
      const run = this.runs.get(name) ?? new DurableRun(this, graph, program, options, mode, taken.requestHash);
      this.runs.set(name, run);
      run.goOn(continuation);
      for (const { signalId, signal } of signals) run.heed(signalId, signal);
      return [run];
    } catch (error) {
      this.warn("a run that was taken up cannot go on here", { tenant: taken.tenant, runId: taken.runId, error });
      return [];
    }
  }

  /** Ends it: what is running comes to rest, everything is made durable, and the lease is given back. */
  private async close(): Promise<void> {
    const { clock } = this.options;
    this.ending.abort();
    StoreSession.sessions.delete(this.store);
    for (const run of this.runs.values()) run.hold();
    const until = clock.now() + drainMs;
    while ([...this.runs.values()].some((run) => run.isDraining) && clock.now() < until) await clock.sleep(10);
    try {
      await this.queue.flushed();
      for (const run of [...this.runs.values()]) run.leave();
      await this.relays.stop();
      await this.queue.stop(drainMs);
      await this.lease?.end();
    } catch (error) {
      if (!(error instanceof FencedError)) throw error;
    }
  }

  private async register(): Promise<Owner> {
    const { clock, leaseMs } = this.options;
    const take = () =>
      Lease.take({
        store: this.store,
        clock: inBackground(clock),
        name: `${hostname()} ${process.pid}`,
        leaseMs,
        onLost: (error) => this.fenced(error),
        onSignals: () => void this.heedSignals().catch(() => undefined),
      });
    this.lease = await untilAnswered(take, clock, this.ending.signal);
    return this.lease.owner;
  }

  /** Another process has taken over: nothing more is written here, and new runs begin with a new lease. */
  private fenced(error: Error): void {
    this.ending.abort();
    StoreSession.sessions.delete(this.store);
    for (const run of [...this.runs.values()]) run.lose(error);
  }

  private warn(message: string, fields: Readonly<Record<string, unknown>>): void {
    try {
      this.options.log.warn(message, fields);
    } catch {
      // There is nowhere left to say so.
    }
  }
}

const noHash = new Uint8Array();

function nameOf({ tenant, runId }: RunKey): string {
  return `${tenant}\u0000${runId}`;
}
