import { fromBinary, type Message } from "@bufbuild/protobuf";
import { setTimeout } from "node:timers/promises";
import { NodeState, type RunSnapshot, RunSnapshotSchema, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import type { EngineProcess, EngineUnderTest, GoldenRequest, GoldenRun } from "./engine-under-test.js";
import { Script } from "./script.js";

/** How often it is looked at what is kept of a run, and how long until that counts as never. */
const pollMs = 5;
const patienceMs = 15_000;

/** One run of a golden plan, from the view of who plays with it. */
export class Scene {
  /** The world of the process that lives. */
  script = new Script();
  private readonly scripts = [this.script];
  private process: EngineProcess | undefined;
  private current: GoldenRun | undefined;

  constructor(
    private readonly engine: EngineUnderTest,
    private readonly request: GoldenRequest,
  ) {}

  /** Starts the run in a new process. */
  async start(): Promise<void> {
    this.process = await this.engine.process(this.script, this.request.options.runId);
    this.follow(this.process.start(this.request));
  }

  /** The process dies, and another one is there, with a world of its own. */
  async crash(): Promise<void> {
    await this.alive.crash();
    this.script = new Script();
    this.scripts.push(this.script);
    this.process = await this.engine.process(this.script, this.request.options.runId);
  }

  /** The process that is there takes the run up. */
  async recover(): Promise<void> {
    this.follow(await this.alive.recover(this.request));
  }

  async retry(from?: string): Promise<void> {
    this.follow(await this.alive.retry(this.request, from));
  }

  get run(): GoldenRun {
    if (!this.current) throw new Error("the run was not started");
    return this.current;
  }

  /** Has the time be over that the run waits for. */
  async wake(): Promise<void> {
    await this.engine.wake(this.request.options.runId);
  }

  deliver(message: Message, signalId: string): Promise<unknown> {
    return this.run.deliver(message, signalId);
  }

  /** Waits until what is kept of the run says that nodes have come to their end. */
  async untilDone(...nodes: readonly string[]): Promise<void> {
    const ended = (state: NodeState | undefined) => state === NodeState.SUCCEEDED || state === NodeState.RESTORED;
    await this.until(`${nodes.join(" and ")} done`, (snapshot) =>
      nodes.every((id) => ended(snapshot.nodes.find((node) => node.id === id)?.state)),
    );
  }

  /** Waits until what is kept of the run says where it stands. */
  async untilState(state: RunState): Promise<void> {
    await this.until(RunState[state], (snapshot) => snapshot.state === state);
  }

  /** Waits for the run's end, whichever it is. */
  async end(): Promise<unknown> {
    return this.run.outcome.then(
      (output) => output,
      (error: unknown) => error,
    );
  }

  /** How often something was called, in all processes. */
  callsOf(name: string): number {
    return this.scripts.flatMap(({ calls }) => calls).filter((call) => call === name).length;
  }

  async snapshot(): Promise<RunSnapshot | undefined> {
    const bytes = await this.engine.snapshot(this.request.options.runId);
    return bytes && fromBinary(RunSnapshotSchema, bytes);
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  private get alive(): EngineProcess {
    if (!this.process) throw new Error("no process was started");
    return this.process;
  }

  private follow(run: GoldenRun): void {
    this.current = run;
    // Whether anybody waits for it or not: a scene may end with its failure.
    run.outcome.catch(() => undefined);
  }

  private async until(what: string, holds: (snapshot: RunSnapshot) => boolean): Promise<void> {
    for (let waited = 0; waited < patienceMs; waited += pollMs) {
      const snapshot = await this.snapshot();
      if (snapshot && holds(snapshot)) return;
      await setTimeout(pollMs);
    }
    throw new Error(`run ${this.request.options.runId} never came to be ${what}`);
  }
}
