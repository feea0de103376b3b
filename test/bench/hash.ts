import { create, toBinary } from "@bufbuild/protobuf";
import { Cardinality, PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { hashPlainly, hashRepeatedly } from "../../runtime/canonical/measure.test-support.js";
import type { Suite } from "./figure.js";
import { interleave, type Measured, median, timesAsLong } from "./measure.js";

/** What hashing a step's output costs, beside SHA-256 over protobuf's own bytes, which are not canonical. */
export const hash: Suite = {
  name: "hash",
  async run() {
    const plan = planOf(40);
    const bytes = toBinary(PlanSchema, plan).length;
    const [canonical, plain] = (await interleave([
      { name: "canonical", work: (times) => hashRepeatedly(PlanSchema, plan, times) },
      { name: "plain", work: (times) => hashPlainly(PlanSchema, plan, times) },
    ])) as [Measured, Measured];
    return [
      {
        name: "hash.canonical",
        value: median(canonical.rounds) / bytes,
        unit: "ns/byte",
        baseline: median(plain.rounds) / bytes,
        ratio: timesAsLong(canonical, plain),
        aim: "below 1: faster than toBinary and SHA-256",
      },
    ];
  },
};

/** A message of some kilobytes, of texts, numbers, enums and messages in messages. */
function planOf(nodes: number) {
  return create(PlanSchema, {
    graph: "bench.v1.Many",
    version: "1",
    inputs: [{ message: "bench.v1.Request" }],
    nodes: Array.from({ length: nodes }, (_, index) => ({
      id: `Step${index}`,
      version: "1",
      arguments: [
        { value: index, message: `bench.v1.Value${index}`, cardinality: Cardinality.ONE },
        { value: index >> 1, message: `bench.v1.Value${index >> 1}`, cardinality: Cardinality.LIST },
      ],
      product: { message: `bench.v1.Value${index + 1}`, cardinality: Cardinality.ONE },
      policies: {
        timeout: { seconds: 2n },
        retry: { attempts: 4, backoff: { base: { nanos: 100_000_000 }, factor: 2, jitter: 0.5 }, on: ["HttpError"] },
      },
    })),
  });
}
