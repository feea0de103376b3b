import type { Message } from "@bufbuild/protobuf";
import type { Run } from "../engine/run.js";
import type { Bundle } from "../plan/bundle.js";
import { HandoffError } from "./errors.js";
import type { FlowHost } from "./flow-host.js";
import type { FlowProgram, Target, Way } from "./flow-program.js";
import type { FlowFailure } from "./flow-snapshot.js";
import type { Claimed } from "./handoff-ledger.js";
import { framed } from "./key.js";
import type { Places, Waiting } from "./places.js";
import { type Arrival, Stage, type StageResult } from "./stage.js";
import { bodyOf, keyOf, messageFor, takes } from "./stage-messages.js";
import { unhappyOutcome } from "./unhappy.js";
import type { Watcher } from "./watcher.js";

/**
 * Walks one run through a flow: starts each graph when its inputs are there and there is room behind it, and hands on what
 * it publishes.
 *
 * What always holds: a message is with exactly one stage, which keeps its place until all it publishes has one. A stage is
 * over once; what comes later is not heard. Nothing is started after `stop`.
 */
export class FlowWalk {
  readonly stages: readonly Stage[];
  readonly failures: FlowFailure[] = [];
  /** What the run fails with, and by whose policy those after it go on. */
  fatal: { readonly stage: Stage; readonly error: unknown; readonly way: Way | undefined } | undefined;
  /** Whether every graph of the flow's inputs has started, or never will. */
  entered = false;
  private over = false;
  /** Stages that are not over, observers that are waited for, and one until the walk has begun. */
  private open: number;
  private waiting: Map<Waiting, Places> | undefined;
  private inputs: readonly Message[] = [];

  constructor(
    private readonly program: FlowProgram,
    private readonly host: FlowHost,
  ) {
    this.stages = program.members.map((member) => new Stage(member));
    this.open = this.stages.length + 1;
  }

  begin(inputs: readonly Message[]): void {
    this.inputs = inputs;
    this.reserve(this.program.ahead, 0, undefined);
  }

  private giveInputs(): void {
    for (const stage of this.stages) if (stage.missing === 0) this.hold(stage);
    const { inputs } = this.program;
    for (let at = 0; at < inputs.length; at++) {
      for (const target of inputs[at]!) if (target.input >= 0) this.give(target, this.inputs[at]!, undefined);
    }
    this.countDown();
  }

  /** Ends everything that is not over. */
  stop(reason: unknown): void {
    if (this.over) return;
    this.over = true;
    for (const [waiting, places] of this.waiting ?? []) places.leave(waiting);
    this.waiting = undefined;
    for (const stage of this.stages) {
      if (!stage.isOver) {
        stage.status = "CANCELLED";
        stage.claim?.release();
        stage.run?.cancel(reason);
      }
      this.leave(stage);
    }
    this.enter();
  }

  // Inputs.

  private give({ member, input }: Target, message: Message, arrival: Arrival | undefined): void {
    const stage = this.stages[member]!;
    if (stage.isOver || stage.messages[input] !== undefined) return;
    stage.messages[input] = message;
    stage.arrivals[input] = arrival;
    if (arrival?.required) stage.required = true;
    if (--stage.missing === 0) this.hold(stage);
  }

  /** One of the ways that might have brought an input will not. */
  private close({ member, input }: Target): void {
    const stage = this.stages[member]!;
    if (stage.close(input) > 0 || stage.messages[input] !== undefined || stage.isOver) return;
    stage.status = "SKIPPED";
    this.conclude(stage);
  }

  // From the door to the end.

  private hold(stage: Stage): void {
    stage.status = "HELD";
    this.reserve(stage.member.ahead, 0, stage);
  }

  /** Takes the places of members, one after the other; once it has them all, a stage goes on, or the run begins. */
  private reserve(members: readonly number[], from: number, then: Stage | undefined): void {
    for (let at = from; at < members.length; at++) {
      const stage = this.stages[members[at]!]!;
      if (this.hasPlace(stage)) continue;
      this.waitForPlace(stage, () => this.reserve(members, at + 1, then));
      return;
    }
    if (then === undefined) this.giveInputs();
    else this.claim(then);
  }

  /** Whether a stage has its place now, or needs none. */
  private hasPlace(stage: Stage): boolean {
    const { places } = stage.member;
    if (places === undefined || stage.holds || stage.isOver) return true;
    stage.holds = places.take();
    return stage.holds;
  }

  private waitForPlace(stage: Stage, later: () => void): void {
    const places = stage.member.places!;
    const waiting = {
      granted: () => {
        this.waiting?.delete(waiting);
        stage.holds = true;
        if (stage.isOver) this.leave(stage);
        later();
      },
    };
    this.waiting ??= new Map();
    this.waiting.set(waiting, places);
    places.wait(waiting);
  }

  /** Whoever comes first with a key runs; the others have its result. */
  private claim(stage: Stage): void {
    if (stage.isOver) return;
    stage.key = keyOf(stage);
    if (stage.key === undefined) {
      this.run(stage);
      return;
    }
    let claimed: Claimed<StageResult> | Promise<Claimed<StageResult>>;
    try {
      claimed = this.host.ledger.claim({
        flow: this.program.plan.flow,
        consumer: stage.member.id,
        tenant: this.host.tenant,
        key: stage.key,
        body: bodyOf(stage),
      });
    } catch (error) {
      this.fail(stage, error, undefined);
      return;
    }
    if (!(claimed instanceof Promise)) this.answered(stage, claimed);
    else {
      claimed.then(
        (answer) => this.answered(stage, answer),
        (error: unknown) => this.fail(stage, error, undefined),
      );
    }
  }

  private answered(stage: Stage, claimed: Claimed<StageResult>): void {
    if (stage.isOver) {
      if (claimed.kind === "mine") claimed.claim.release();
      return;
    }
    const refusing = stage.arrivals.find((arrival) => arrival?.way.refusesDuplicates)?.way;
    if (claimed.kind === "mine") {
      stage.claim = claimed.claim;
      this.run(stage);
    } else if (claimed.kind === "conflict" && stage.arrivals.every((arrival) => arrival?.way.key === undefined)) {
      // Its producer's first result was forgotten, and so is what was made of it.
      stage.key = undefined;
      this.run(stage);
    } else if (claimed.kind === "conflict") {
      const way = stage.strictest!;
      const message = "the same key was handed on before with another body";
      this.fail(stage, new HandoffError("KEY_CONFLICT", way.handoff, message), way);
    } else if (refusing !== undefined) {
      const error = new HandoffError("DUPLICATE", refusing.handoff, "the same key was handed on before");
      this.fail(stage, error, refusing);
    } else if (claimed.kind === "accepted") {
      stage.duplicate = true;
      this.complete(stage, claimed.result);
    } else void claimed.settled.then(() => this.claim(stage));
  }

  private run(stage: Stage): void {
    const { member } = stage;
    stage.status = "RUNNING";
    let run: Run<unknown, Message>;
    try {
      run = member.start(stage.messages as readonly Message[], this.host.optionsOf(member));
    } catch (error) {
      this.fail(stage, error, undefined);
      return;
    }
    stage.run = run;
    this.host.started(stage);
    run.then(
      (given) => {
        const outputs = member.outputs.length === 1 ? [given] : (given as Bundle).values;
        this.complete(stage, { outputs, unhappy: undefined });
      },
      (error: unknown) => {
        const unhappy = unhappyOutcome(error, member.unhappy);
        const taken = unhappy && member.ways.some((way) => takes(way, unhappy));
        if (taken) this.complete(stage, { outputs: [], unhappy });
        else this.fail(stage, error, undefined);
      },
    );
    this.enterIfAll();
  }

  private fail(stage: Stage, error: unknown, way: Way | undefined): void {
    if (stage.isOver) return;
    stage.claim?.release();
    stage.status = "FAILED";
    stage.error = error;
    this.note(stage, error, way, stage.required, stage.strictest);
    this.conclude(stage);
  }

  private complete(stage: Stage, result: StageResult): void {
    if (stage.isOver) return;
    stage.status = result.unhappy ? "UNHAPPY" : "COMPLETED";
    stage.result = result;
    stage.claim?.accept(result);
    for (const { output, watcher } of stage.duplicate ? [] : stage.member.observers) {
      const seen = result.outputs[output];
      if (seen !== undefined) void this.show(stage, watcher, seen);
    }
    this.checkDecisions(stage, result);
    this.conclude(stage);
  }

  /** Hands on what a stage has published, or that it has nothing to publish; it is over. */
  private conclude(stage: Stage): void {
    this.enterIfAll();
    for (const way of stage.member.ways) this.publish(stage, way);
    this.published(stage);
  }

  private published(stage: Stage): void {
    if (--stage.publishing > 0) return;
    this.leave(stage);
    this.countDown();
  }

  private leave(stage: Stage): void {
    if (!stage.holds) return;
    stage.holds = false;
    stage.member.places!.giveBack();
  }

  // Ways.

  private publish(stage: Stage, way: Way): void {
    const published = stage.result && messageFor(way, stage.result);
    if (published === undefined) {
      for (const target of way.to) this.close(target);
      return;
    }
    let arrival: Arrival;
    try {
      arrival = this.arrivalOf(stage, way, published);
    } catch (error) {
      this.failWay(stage, way, error);
      return;
    }
    stage.publishing++;
    this.deliver(stage, arrival, 0);
  }

  private arrivalOf(stage: Stage, way: Way, published: Message): Arrival {
    let key: string | undefined;
    // What an exception has become has no decision to read a key of.
    const keyed = way.route ? stage.result!.outputs[way.output] : published;
    if (way.key !== undefined && keyed !== undefined) {
      const read = way.key(keyed as Message);
      if (typeof read !== "string") {
        throw new HandoffError("KEY_MISSING", way.handoff, `${read.path} of its key is not set`);
      }
      key = read;
    } else if (stage.key !== undefined) {
      // What one result publishes is one message, however often the result is given.
      key = `~${framed(stage.member.id)}${stage.key}`;
    }
    const consumed = way.carry(published);
    if (consumed !== published) this.host.carried(stage, way, published, consumed);
    const required = stage.required && way.required;
    return { way, schema: way.published, message: published, consumed, key, required };
  }

  /** Hands a message to its targets, one after the other, each once it has a place. */
  private deliver(stage: Stage, arrival: Arrival, from: number): void {
    const { way, consumed } = arrival;
    for (let at = from; at < way.to.length; at++) {
      const target = way.to[at]!;
      const taker = this.stages[target.member]!;
      const hasPlace = this.hasPlace(taker);
      if (!hasPlace && way.refuses) {
        const error = new HandoffError("WINDOW_FULL", way.handoff, "its window is full");
        this.note(stage, error, way, arrival.required, way);
        this.close(target);
        continue;
      }
      if (!hasPlace) {
        this.waitForPlace(taker, () => {
          this.give(target, consumed, arrival);
          this.deliver(stage, arrival, at + 1);
        });
        return;
      }
      this.give(target, consumed, arrival);
    }
    this.published(stage);
  }

  private failWay(stage: Stage, way: Way, error: unknown): void {
    this.note(stage, error, way, stage.required && way.required, way);
    for (const target of way.to) this.close(target);
  }

  /** A decision has a case that is set: otherwise no way leads on, and nobody would know. */
  private checkDecisions(stage: Stage, { outputs }: StageResult): void {
    for (const way of stage.member.decisions) {
      const oneof = way.route!.oneof;
      const decision = outputs[way.output] as Readonly<Record<string, { readonly case?: string }>> | undefined;
      if (decision === undefined || decision[oneof]?.case !== undefined) continue;
      const error = new HandoffError("UNDECIDED", way.handoff, `no case of ${oneof} is set`);
      this.note(stage, error, way, stage.required, way);
    }
  }

  // Failures, observers, and the end.

  private note(stage: Stage, error: unknown, way: Way | undefined, required: boolean, policy: Way | undefined): void {
    const failure = { graph: stage.member.id, handoff: way?.handoff, required, error };
    if (!this.over) this.failures.push(failure);
    if (required) this.fatal ??= { stage, error, way: policy };
    this.host.failed(stage, failure, way);
  }

  /**
   * Shows a checkpoint to an observer, or what a step returned to a tap.
   *
   * @returns a promise, where whoever shows is to wait.
   */
  show(stage: Stage, watcher: Watcher, seen: unknown, step?: string): Promise<void> | undefined {
    const waiting = { done: false, resolve: (): void => undefined };
    this.open++;
    watcher.show({
      seen,
      sighting: this.host.sightingOf(stage.member, step),
      failed: (error) => {
        this.note(stage, error, undefined, watcher.parts.required && stage.required, stage.strictest);
      },
      dropped: (error) => {
        this.host.failed(stage, { graph: stage.member.id, handoff: undefined, required: false, error }, undefined);
      },
      done: () => {
        waiting.done = true;
        waiting.resolve();
        this.countDown();
      },
    });
    return waiting.done || watcher.parts.required
      ? undefined
      : new Promise((resolve) => {
          waiting.resolve = resolve;
        });
  }

  private enterIfAll(): void {
    if (this.entered) return;
    for (const { member, isOver, status } of this.stages) {
      if (!isOver && status !== "RUNNING" && !member.isHanded) return;
    }
    this.enter();
  }

  private enter(): void {
    if (this.entered) return;
    this.entered = true;
    this.host.entered();
  }

  private countDown(): void {
    if (--this.open > 0 || this.over) return;
    this.over = true;
    this.enter();
    this.host.ended();
  }
}
