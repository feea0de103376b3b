import { create } from "@bufbuild/protobuf";
import {
  Int32ValueSchema,
  type StringValue,
  StringValueSchema,
  UInt32ValueSchema,
  type Int32Value,
  type UInt32Value,
  Int64ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { HandBuilt, step } from "../hand-built.test-support.js";
import { memoryStore } from "../store/memory/memory-store.js";

const input = create(StringValueSchema, { value: "four" });

function graphOf(calls: string[], options: object, ways: { fail?: () => boolean; wait?: () => Promise<void> } = {}) {
  return new HandBuilt(
    {
      inputs: [StringValueSchema],
      outputs: [Int64ValueSchema],
      steps: {
        Length: step([StringValueSchema], Int32ValueSchema, (_ctx, { value }: StringValue) => {
          calls.push("Length");
          return create(Int32ValueSchema, { value: value.length });
        }),
        Double: step([Int32ValueSchema], UInt32ValueSchema, async (_ctx, { value }: Int32Value) => {
          calls.push("Double");
          await ways.wait?.();
          if (ways.fail?.()) throw new Error("no");
          return create(UInt32ValueSchema, { value: 2 * value });
        }),
        Total: step(
          [Int32ValueSchema, UInt32ValueSchema],
          Int64ValueSchema,
          (_ctx, { value }: Int32Value, two: UInt32Value) => {
            calls.push("Total");
            return create(Int64ValueSchema, { value: BigInt(value + two.value) });
          },
        ),
      },
    },
    options,
  );
}

describe("a durable run", () => {
  it("gives its output, and is on disk", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const run = graphOf(calls, { store }).run(Int64ValueSchema, [input]);
    expect(await run).toMatchObject({ value: 12n });
    await run.durable;
    const key = { tenant: "default", runId: run.id };
    expect(await store.run(key)).toMatchObject({ state: "COMPLETED" });
    expect((await store.checkpoints(key)).map(({ nodeId }) => nodeId)).toEqual(["Length", "Double", "Total"]);
    await store.close();
  });

  it("goes on where its process died", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const run = graphOf(calls, { store }, { wait: () => new Promise(() => undefined) }).run(Int64ValueSchema, [input], {
      runId: "r",
    });
    await run.durable;
    await new Promise((resolve) => setTimeout(resolve, 50));
    store.crash();
    const peer = store.peer();
    const graph = graphOf(calls, { store: peer });
    const [again] = await graph.recover();
    expect(await again).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Length", "Double", "Double", "Total"]);
    await peer.close();
  });

  it("is retried from what is there", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    let failing = true;
    const graph = graphOf(calls, { store }, { fail: () => failing });
    const run = graph.run(Int64ValueSchema, [input], { runId: "r" });
    await expect(run).rejects.toThrow("no");
    await run.durable;
    failing = false;
    const { run: again } = await graph.retry("r");
    expect(await again).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Length", "Double", "Double", "Total"]);
    await store.close();
  });
});
