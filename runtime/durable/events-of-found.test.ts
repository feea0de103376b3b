import { create } from "@bufbuild/protobuf";
import { Int32ValueSchema, type StringValue, StringValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import type { Run } from "../engine/run.js";
import { HandBuilt, step } from "../hand-built.test-support.js";
import { memoryStore } from "../store/memory/memory-store.js";
import type { Store } from "../store/store.js";

const input = create(StringValueSchema, { value: "four" });

function start(store: Store, wait: Promise<void> = Promise.resolve()) {
  const graph = new HandBuilt(
    {
      inputs: [StringValueSchema],
      outputs: [Int32ValueSchema],
      steps: {
        Length: step([StringValueSchema], Int32ValueSchema, async (_ctx, { value }: StringValue) => {
          await wait;
          return create(Int32ValueSchema, { value: value.length });
        }),
      },
    },
    { store },
  );
  return { graph, run: graph.run(Int32ValueSchema, [input], { runId: "r" }) };
}

/** The types of a run's events, to their end. */
async function told(run: Run<unknown>): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const event of run.events) types.push(event.type);
  return types;
}

describe("the events of a run that was started before", () => {
  it("come to an end where it has ended: what happened is in the store", async () => {
    const store = memoryStore();
    const { run } = start(store);
    await run;
    await run.durable;
    const peer = store.peer();
    const again = start(peer).run;
    const events = told(again);
    expect(await again).toMatchObject({ value: 4 });
    expect(await events).toEqual([]);
    await peer.close();
    await store.close();
  });

  it("are those of the part that goes on here, also where they were asked for before it did", async () => {
    const store = memoryStore();
    const { run } = start(store, new Promise(() => undefined));
    await run.durable;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const peer = store.peer();
    const { graph, run: again } = start(peer);
    const events = told(again);
    await again.durable;
    store.crash();
    await graph.recover();
    expect(await again).toMatchObject({ value: 4 });
    expect(await events).toEqual(expect.arrayContaining(["StepStarted", "StepCompleted", "RunCompleted"]));
    await peer.close();
  });
});
