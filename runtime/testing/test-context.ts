import { type DurationText, parseDuration } from "../../proto/contract/duration.js";
import type { StepContext } from "../dsl/step.js";
import { seededRandom } from "../engine/seeded-random.js";
import type { Gate } from "./gate.js";

/** The `ctx` of a run under test: the same in every run, whatever the world is like. */
export function testContext(step: string, gate: Gate): StepContext {
  const sequence = seededRandom("ctx", step);
  const log = () => undefined;
  return {
    runId: "check-determinism",
    step,
    attempt: 1,
    tenant: undefined,
    deadline: undefined,
    itemIndex: [],
    failures: [],
    signal: new AbortController().signal,
    idempotencyKey: `check-determinism/${step}`,
    log: { debug: log, info: log, warn: log, error: log },
    now: () => contextNowMs,
    random: () => sequence.next(),
    uuid: () => sequence.uuid(),
    sleep: async (duration: number | DurationText) => {
      const ms = typeof duration === "number" ? duration : parseDuration(duration);
      if (ms === undefined || !(ms >= 0)) throw new RangeError(`${duration} is no duration to sleep for`);
      await gate.sleep(ms);
    },
  };
}

const contextNowMs = Date.UTC(2020, 0, 1);
