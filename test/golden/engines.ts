import { setTimeout } from "node:timers/promises";
import type { Message } from "@bufbuild/protobuf";
import { type Clock, type CompiledGraph, consoleLog, output, type Run } from "protograph";
import type { EngineProcess, EngineUnderTest, GoldenGraph, GoldenRequest, GoldenRun } from "./engine-under-test.js";
import type { Kept } from "./kept.js";
import { mortal } from "./mortal-store.js";
import type { Stage } from "./steps/stage.js";

const tenant = "default";

/** What takes long takes less in tests. */
const durable = { parkAfter: "200ms", poll: "50ms" } as const;
const log = consoleLog("silent");

/** More than golden plans wait for, in milliseconds. */
const longMs = 61_000;

/** Protograph's own durable engine, on some store. */
export function durableEngine(name: string, kept: Kept): EngineUnderTest {
  /** By run: how far its processes' clocks are ahead. */
  const ahead = new Map<string, number>();
  const clockOf = (runId: string): Clock => ({
    now: () => Date.now() + (ahead.get(runId) ?? 0),
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => Promise.reject(signal?.reason as Error)),
  });
  return {
    name,
    process: (stage, runId) => Promise.resolve(new DurableProcess(kept, stage, clockOf(runId), runId)),
    snapshot: async (runId) => (await kept.store.snapshot({ tenant, runId }))?.value,
    async wake(runId) {
      ahead.set(runId, (ahead.get(runId) ?? 0) + longMs);
      await kept.wake({ tenant, runId });
    },
    close: () => kept.store.close(),
  };
}

class DurableProcess implements EngineProcess {
  private readonly graphs = new Map<string, CompiledGraph>();
  private readonly mortal;

  constructor(
    private readonly kept: Kept,
    private readonly stage: Stage,
    private readonly clock: Clock,
    runId: string,
  ) {
    this.mortal = mortal(kept.store, { tenant, runId });
  }

  start({ graph, output: message, input, options }: GoldenRequest): GoldenRun {
    const made = this.made(graph);
    const wanted = output<Message>(made.plan, `golden.v1.${message}`);
    return toGolden(made.start<Message, Message>(wanted, [input], options));
  }

  async recover(request: GoldenRequest): Promise<GoldenRun> {
    const runs = (await this.made(request.graph).recover()) as readonly Run<Message, Message>[];
    const run = runs.find(({ id }) => id === request.options.runId);
    // What is parked nobody takes up, nor what was never accepted; to ask for it again is to hold on to it.
    return run ? toGolden(run) : this.start(request);
  }

  async retry({ graph, options: { runId } }: GoldenRequest, from?: string): Promise<GoldenRun> {
    const { run } = await this.made(graph).retry(runId, from === undefined ? {} : { from });
    return toGolden(run as Run<Message, Message>);
  }

  async crash(): Promise<void> {
    for (const owner of this.mortal.kill()) await this.kept.expire(owner, 1);
  }

  stop(): Promise<void> {
    return this.mortal.store.close();
  }

  private made(graph: GoldenGraph): CompiledGraph {
    const made =
      this.graphs.get(graph.name) ??
      graph.make({ stage: this.stage }, { store: this.mortal.store, durable, clock: this.clock, log });
    this.graphs.set(graph.name, made);
    return made;
  }
}

function toGolden(run: Run<Message, Message>): GoldenRun {
  return {
    outcome: Promise.resolve(run),
    pause: () => run.pause(),
    resume: () => run.resume(),
    cancel: async (reason) => run.cancel(reason),
    deliver: (message, signalId) => run.deliver(message, { signalId }),
  };
}
