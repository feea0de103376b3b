import { hashAfter, historyOf, longHistory, rebuildAll } from "../../runtime/history/measure.test-support.js";
import type { Suite } from "./figure.js";

/** What folding histories costs. */
export const events: Suite = {
  name: "events",
  async run() {
    const histories = new Map(
      Array.from({ length: Math.ceil(100_000 / 34) }, (_, index) => [`run-${index}`, historyOf(`run-${index}`)]),
    );
    await rebuildAll(new Map([...histories].slice(0, 300)));
    const start = performance.now();
    const count = await rebuildAll(histories);
    const rebuilt = performance.now() - start;
    return [
      {
        name: "events.rebuild",
        value: rebuilt / 1_000,
        unit: "s",
        aim: `below 10 s, for ${count} events of ${histories.size} runs, with hashes`,
      },
      disorder(),
    ];
  },
};

/** A million appends, nine in ten of them duplicates, all in disorder: the run must come to the same hash. */
function disorder() {
  const history = longHistory(100_000);
  const appends = 1_000_000;
  const want = hashAfter(history);
  const order = Uint32Array.from({ length: appends }, (_, index) => index % history.length);
  shuffle(order);
  const start = performance.now();
  const got = hashAfter(pick(history, order));
  const seconds = (performance.now() - start) / 1_000;
  if (got !== want) throw new Error("appends in disorder have come to another hash");
  return {
    name: "events.disorder",
    value: Math.round(appends / seconds),
    unit: "appends/s",
    aim: "the hash is equal, or the bench fails",
  };
}

function* pick<T>(items: readonly T[], order: Iterable<number>): Generator<T> {
  for (const index of order) {
    const item = items[index];
    if (item !== undefined) yield item;
  }
}

/** Fisher and Yates, with a small generator of its own, so that every run of the bench has the same order. */
function shuffle(order: Uint32Array): void {
  let state = 1;
  for (let last = order.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
}
