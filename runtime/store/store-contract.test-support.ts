import { afterAll, beforeAll, describe } from "vitest";
import { flushes } from "./contract/flush.test-support.js";
import type { Harness, Suite } from "./contract/harness.test-support.js";
import { outbox } from "./contract/outbox.test-support.js";
import { runs } from "./contract/runs.test-support.js";
import { signals } from "./contract/signals.test-support.js";
import { upkeep } from "./contract/upkeep.test-support.js";

/**
 * What every store does: each implementation runs all of it.
 *
 * @param more what stores of its kind do beside.
 */
export function describeStoreContract<Of extends Harness>(
  name: string,
  open: () => Promise<Of>,
  ...more: readonly Suite<Of>[]
): void {
  describe(`the store ${name}`, () => {
    let harness: Of | undefined;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness?.store.close());
    for (const suite of [flushes, runs, signals, outbox, upkeep, ...more])
      suite(() => {
        if (!harness) throw new Error("the store was not opened");
        return harness;
      });
  });
}
