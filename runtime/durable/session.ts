import { hostname } from "node:os";
import { fromBinary, type Message } from "@bufbuild/protobuf";
import { SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import type { DurabilityMode } from "../../proto/contract/options.js";
import { AdmissionGate } from "../admission/admission-gate.js";
import type { Callee } from "../engine/callee.js";
import { inBackground } from "../engine/clock.js";
import type { RunOptions } from "../engine/run.js";
import { OrderedIds } from "../history/ordered-ids.js";
import type { Sink } from "../outbox/sink.js";
import type { Program } from "../plan/program.js";
import { FencedError, RunConflictError, RunTakenError } from "../store/errors.js";
import { Lease } from "../store/lease.js";
import type { Owner, Store } from "../store/store.js";
import type { TakenRun } from "../store/run-record.js";
import { nameOf, type RunKey, type Submission } from "../store/submission.js";
import { type LossWindow, WriteBehind } from "../store/write-behind.js";
import type { Custody } from "./custody.js";
import { fromNothing } from "./continuation.js";
import type { DurableGraph } from "./durable-graph.js";
import type { SessionOptions } from "./durable-options.js";
import { DurableRun } from "./durable-run.js";
import { StoreClosedError } from "./errors.js";
import { Heeding } from "./heeding.js";
import { outcomeOf } from "./outcome-of.js";
import { keepUp } from "./keep-up.js";
import { KnownPlans } from "./known-plans.js";
import { LookOut } from "./look-out.js";
import { toRequest } from "./request.js";
import { submissionOf } from "./submission.js";
import { Relays } from "./relays.js";
import { continuationOf } from "./take-up.js";
import { unlessFenced, untilAnswered } from "./until-answered.js";
import { type Warn, warningTo } from "./warn.js";
import { warnOfFlushed } from "./warn-of-flushed.js";

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
  private readonly lookOut: LookOut;
  private readonly warn: Warn;
  private recovering = false;
  private readonly heeding = new Heeding(() => this.heedOnce());

  /** The session of a store; the options of the first count. */
  static of(store: Store, options: SessionOptions): StoreSession {
    let session = StoreSession.sessions.get(store);
    if (session === undefined) {
      session = new StoreSession(store, options);
      StoreSession.sessions.set(store, session);
    }
    return session;
  }

  /** What would be lost if the process died now; `undefined` where it has nothing to do with the store. */
  static lossWindowOf(store: Store): LossWindow | undefined {
    return StoreSession.sessions.get(store)?.queue.lossWindow;
  }

  private constructor(
    readonly store: Store,
    private readonly options: SessionOptions,
  ) {
    this.owner = this.register();
    this.owner.catch(() => undefined);
    const warn = (this.warn = warningTo(options.log));
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
      onSpoiled: (run, error) => this.spoiled(run, error),
      onFailed: (error) => this.fenced(error),
    });
    this.lookOut = new LookOut({
      ...options,
      signal: this.ending.signal,
      isNeeded: () => this.recovering || this.awayRuns().length > 0,
      look: async () => {
        await this.takeUp(this.plans.names);
        for (const run of this.awayRuns()) await this.settle(run);
      },
      onFailed: (error) => this.warn("runs could not be looked for", { error }),
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
    const askedAtMs = graph.engine.clock.now();
    const named = { ...options, runId: options.runId ?? ids.at(askedAtMs) };
    const request = toRequest(inputs, { ...options, askedAtMs, mode });
    const unchecked = new DurableRun(this, graph, program, named, mode);
    if (!unchecked.check(inputs)) return unchecked;
    const submission = this.ending.signal.aborted
      ? new StoreClosedError(named.runId)
      : submissionOf(graph, program.output, { named: options, key: unchecked.key, request });
    if (submission instanceof Error) {
      unchecked.refuse(submission);
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
    const begin = (create: Submission | undefined) => run.begin(inputs, fromNothing(graph.plan, request, create));
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
      if (error instanceof FencedError) this.fenced(error);
      else if (this.runs.get(nameOf(run.key)) === run) run.refuse(error as Error);
    }
  }

  /** Takes up what nobody works on, of one graph; and looks for more from now on. */
  async recover(graph: string): Promise<readonly DurableRun[]> {
    this.recovering = true;
    const taken = await this.takeUp([graph]);
    this.lookOut.begin();
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
    const run = new DurableRun(this, graph, program, options, graph.mode);
    this.runs.set(nameOf(key), run);
    run.isKnown();
    if (isDue) await this.takeUp([graph.plan.graph], key);
    if (run.isAway) await this.look(run);
    return { run };
  }

  /** Applies the signals that wait for runs that are here. */
  heedSignals(): Promise<void> {
    return this.heeding.ask();
  }

  private async heedOnce(): Promise<void> {
    const pending = await this.store.pendingSignals(await this.owner);
    // What runs are told while the store is being closed is heeded by whoever goes on with them.
    if (this.ending.signal.aborted) return;
    for (const { signalId, payload, ...key } of pending) {
      this.runs.get(nameOf(key))?.heed(signalId, fromBinary(SignalSchema, payload));
    }
  }

  /** A run was parked: somebody has to find out when it is due. */
  away(run: Pick<DurableRun, "key">): void {
    this.queue.flushed(run.key).then(
      () => this.lookOut.begin(),
      () => undefined,
    );
  }

  /** The outcome of a run is known. */
  over(run: Pick<DurableRun, "key">): void {
    const name = nameOf(run.key);
    const forget = () => {
      if (this.runs.get(name) === run) this.runs.delete(name);
    };
    this.queue.flushed(run.key, { patient: true }).then(forget, forget);
  }

  private awayRuns(): readonly DurableRun[] {
    return [...this.runs.values()].filter((run) => run.isAway);
  }

  /** Looks where a run is that is not here: takes it up where it can, and its outcome where there is one. */
  private async look(run: DurableRun): Promise<void> {
    if (await this.settle(run)) return;
    await this.takeUp([run.graph.plan.graph], run.key);
    if (run.isAway) this.lookOut.begin();
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
      this.queue.forgive(run.key);
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
    this.end();
    for (const run of this.runs.values()) run.hold();
    const until = clock.now() + drainMs;
    while ([...this.runs.values()].some((run) => run.isDraining) && clock.now() < until) await clock.sleep(10);
    await unlessFenced(this.queue.flushed());
    for (const run of [...this.runs.values()]) run.leave();
    await this.relays.stop();
    await unlessFenced(this.queue.stop(drainMs));
    await this.lease?.end();
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

  /** Another process has taken over: nothing more is written here. A new lease is taken for what goes on. */
  private fenced(error: Error): void {
    const isClosing = this.ending.signal.aborted;
    this.end();
    const runs = [...this.runs.values()];
    this.runs.clear();
    if (!isClosing) this.warn("the lease of this process is no longer good: it takes another one", { error });
    const next = isClosing ? undefined : StoreSession.of(this.store, this.options).succeed(this);
    for (const run of runs) if (!next?.follow(run, error)) run.lose(error);
    for (const ended of [this.relays.stop(), this.lease?.end()]) ended?.catch(() => undefined);
  }

  /** Does what another session has done, which was fenced. */
  private succeed({ plans, relays, recovering }: StoreSession): this {
    plans.graphs.forEach((graph) => this.plans.add(graph));
    this.relays.add(relays.sinks);
    this.recovering ||= recovering;
    this.lookOut.begin();
    return this;
  }

  /** Nothing more of a run can be written, as it is. */
  private spoiled(key: RunKey, error: Error): void {
    const run = this.runs.get(nameOf(key));
    if (error instanceof RunTakenError && run && this.follow(run, error)) return;
    run?.lose(error);
  }

  /**
   * Follows a run that somebody has taken over: it comes to what it comes to there, or goes on here where that one dies.
   *
   * @returns whether it can be followed.
   */
  private follow(run: DurableRun, error: Error): boolean {
    if (!run.follow(this, error)) return false;
    this.runs.set(nameOf(run.key), run);
    untilAnswered(() => this.store.run(run.key), this.options.clock, this.ending.signal).then(
      // What never came to be on disk, nobody goes on with.
      (record) => (record ? this.lookOut.begin() : run.refuse(error)),
      (failed: unknown) => run.refuse(failed as Error),
    );
    return true;
  }

  /** Starts nothing more. */
  private end(): void {
    this.ending.abort();
    if (StoreSession.sessions.get(this.store) === this) StoreSession.sessions.delete(this.store);
  }
}

/** Ids of runs that nobody has named: those that came together lie together in every index. */
const ids = new OrderedIds();
