import { create } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  DoubleValueSchema,
  FloatValueSchema,
  Int32ValueSchema,
  StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { exponential } from "../../proto/contract/backoff.js";
import { HandBuilt, step } from "../hand-built.test-support.js";
import { output } from "../plan/output.js";

class HttpError extends Error {}

const graph = new HandBuilt({
  name: "test.v1.Described",
  version: "7",
  durability: "memory",
  inputs: [Int32ValueSchema, StringValueSchema],
  outputs: [BoolValueSchema, DoubleValueSchema],
  steps: {
    First: step([StringValueSchema], FloatValueSchema, () => create(FloatValueSchema), {
      retry: { attempts: 4, backoff: exponential("100ms"), on: [HttpError] },
      timeout: "2s",
    }),
    Second: step([FloatValueSchema, Int32ValueSchema], BoolValueSchema, () => create(BoolValueSchema), {
      version: "2",
      effect: true,
      durability: "sync",
    }),
    Third: step([Int32ValueSchema], DoubleValueSchema, () => create(DoubleValueSchema)),
  },
});

describe("a described graph", () => {
  it("is plain data: inputs, outputs with what each needs, and steps", () => {
    expect(JSON.parse(JSON.stringify(graph.describe()))).toEqual({
      graph: "test.v1.Described",
      version: "7",
      durability: "memory",
      digest: graph.plan.digest,
      inputs: ["google.protobuf.Int32Value", "google.protobuf.StringValue"],
      outputs: [
        {
          message: "google.protobuf.BoolValue",
          inputs: ["google.protobuf.Int32Value", "google.protobuf.StringValue"],
          awaited: [],
          steps: ["First", "Second"],
        },
        {
          message: "google.protobuf.DoubleValue",
          inputs: ["google.protobuf.Int32Value"],
          awaited: [],
          steps: ["Third"],
        },
      ],
      steps: [
        {
          name: "First",
          version: "1",
          needs: ["google.protobuf.StringValue"],
          produces: "google.protobuf.FloatValue",
          liftedOver: [],
          branches: [],
          policies: [
            "Up to 4 attempts on HttpError, waiting 100ms, then 2 times longer, at most 30s.",
            "At most 2s for an attempt.",
          ],
        },
        {
          name: "Second",
          version: "2",
          needs: ["google.protobuf.FloatValue", "google.protobuf.Int32Value"],
          produces: "google.protobuf.BoolValue",
          liftedOver: [],
          branches: [],
          policies: [
            "Has an effect: its start is stored before the call, and its result right after.",
            "Results are stored before the run goes on.",
          ],
        },
        {
          name: "Third",
          version: "1",
          needs: ["google.protobuf.Int32Value"],
          produces: "google.protobuf.DoubleValue",
          liftedOver: [],
          branches: [],
          policies: [],
        },
      ],
    });
  });

  it("reads well as text", () => {
    expect(String(graph.describe()).split("\n")).toEqual([
      "test.v1.Described (version 7, durability memory)",
      "  takes google.protobuf.Int32Value, google.protobuf.StringValue",
      "  gives google.protobuf.BoolValue from google.protobuf.Int32Value, google.protobuf.StringValue",
      "  gives google.protobuf.DoubleValue from google.protobuf.Int32Value",
      "  First: google.protobuf.StringValue → google.protobuf.FloatValue" +
        " [Up to 4 attempts on HttpError, waiting 100ms, then 2 times longer, at most 30s. At most 2s for an attempt.]",
      "  Second: google.protobuf.FloatValue, google.protobuf.Int32Value → google.protobuf.BoolValue" +
        " [Has an effect: its start is stored before the call, and its result right after. Results are stored before the run goes on.]",
      "  Third: google.protobuf.Int32Value → google.protobuf.DoubleValue",
    ]);
  });
});

describe("starting a run", () => {
  it("of another graph's output is refused", () => {
    const other = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: { Only: step([StringValueSchema], BoolValueSchema, () => create(BoolValueSchema)) },
    });
    const start = () => graph.start(output(other.plan, "google.protobuf.BoolValue"), []);
    expect(start).toThrow(expect.objectContaining({ code: "INVALID_PLAN" }));
  });

  it("is possible any number of times at once: runs share nothing but the steps", async () => {
    const inputs = [create(Int32ValueSchema), create(StringValueSchema)];
    const runs = Array.from({ length: 100 }, () => graph.run(BoolValueSchema, inputs));
    expect(await Promise.all(runs)).toEqual(runs.map(() => create(BoolValueSchema)));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(100);
  });
});
