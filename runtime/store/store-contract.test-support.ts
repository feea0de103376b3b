import { afterAll, beforeAll, describe } from "vitest";
import { flushes } from "./contract/flush.test-support.js";
import type { Harness } from "./contract/harness.test-support.js";
import { outbox } from "./contract/outbox.test-support.js";
import { runs } from "./contract/runs.test-support.js";
import { signals } from "./contract/signals.test-support.js";
import { upkeep } from "./contract/upkeep.test-support.js";

/** What every store does: each implementation runs all of it. */
export function describeStoreContract(name: string, open: () => Promise<Harness>): void {
  describe(`the store ${name}`, () => {
    let harness: Harness | undefined;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness?.store.close());
    for (const suite of [flushes, runs, signals, outbox, upkeep])
      suite(() => {
        if (!harness) throw new Error("the store was not opened");
        return harness;
      });
  });
}
