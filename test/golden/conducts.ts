import { RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import type { Scene } from "./scene.js";

/** What is done with a run from its start until it has come to its end. */
export type Conduct = (scene: Scene) => Promise<void>;

/** Nothing but to wait for it. */
export const undisturbed: Conduct = async (scene) => {
  await scene.start();
  await scene.end();
};

/** It is paused while a step works, which ends its work; nothing else starts until it is resumed. */
export function pausedIn(step: string): Conduct {
  return async (scene) => {
    const { reached, release } = scene.script.hold(step);
    await scene.start();
    await reached;
    await scene.run.pause();
    await scene.untilState(RunState.PAUSED);
    release();
    await scene.untilDone(step);
    const { calls } = scene.script;
    const before = calls.length;
    await scene.untilState(RunState.PAUSED);
    if (calls.length > before) throw new Error(`${calls.at(-1)} was called while the run was paused`);
    await scene.run.resume();
    await scene.end();
  };
}

/** Its process dies while a step works, after others are kept: those are not called again. */
export function crashedIn(step: string, ...kept: readonly string[]): Conduct {
  return async (scene) => {
    const { reached } = scene.script.hold(step);
    await scene.start();
    await reached;
    await scene.untilDone(...kept);
    await scene.crash();
    await scene.recover();
    await scene.end();
    const again = kept.find((node) => scene.script.calls.includes(node));
    if (again !== undefined) throw new Error(`${again} was kept, and was called again`);
  };
}

/** Its process dies twice, each time while another step works. */
export function crashedTwice(first: string, second: string): Conduct {
  return async (scene) => {
    for (const step of [first, second]) {
      const { reached } = scene.script.hold(step);
      await (step === first ? scene.start() : scene.recover());
      await reached;
      await scene.crash();
    }
    await scene.recover();
    await scene.end();
  };
}

/** A step fails as often as said, and is tried again by its own policy. */
export function failingIn(step: string, times: number): Conduct {
  return async (scene) => {
    scene.script.fail(step, times);
    await scene.start();
    await scene.end();
    if (scene.callsOf(step) !== times + 1) throw new Error(`${step} was called ${scene.callsOf(step)} times`);
  };
}

/** The run fails in a step, and is tried again: from what has failed, or from another step on. */
export function retriedAfter(step: string, from?: string): Conduct {
  return async (scene) => {
    scene.script.fail(step);
    await scene.start();
    await scene.end();
    await scene.untilState(RunState.FAILED);
    await scene.retry(from);
    await scene.end();
    if (scene.callsOf(step) !== 2) throw new Error(`${step} was called ${scene.callsOf(step)} times`);
    if (from !== undefined && scene.callsOf(from) !== 2) throw new Error(`${from} did not run anew`);
  };
}
