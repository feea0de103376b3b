import { create, fromBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { FailureClass } from "../../generated/protograph/v1/failure_pb.js";
import { RejectScope } from "../../generated/protograph/v1/reject_pb.js";
import { ParcelSchema, PlaceSchema } from "../../test/messages/generated/pipes/v1/pipes_pb.js";
import { ItemsFailedError, StepError, TimeoutError } from "../errors.js";
import { handBuiltParts, step } from "../hand-built.test-support.js";
import { rejectOf } from "./reject-of.js";

const { plan } = handBuiltParts({
  name: "pipes.v1.Weigh",
  inputs: [ParcelSchema],
  outputs: [PlaceSchema],
  steps: { Weigh: step([ParcelSchema], PlaceSchema, () => undefined, { retry: { attempts: 4 } }) },
});
const of = { plan, runId: "r", atMs: 1_000 };
const place = { step: "Weigh", attempt: 2, runId: "r" };

describe("the record of an error", () => {
  it("says which step of which run, which attempt of how many, and what it has thrown", () => {
    const thrown = Object.assign(new RangeError("too heavy"), { status: 503 });
    const reject = rejectOf({ ...of, error: StepError.of(place, thrown), tenant: "acme", flow: "pipes.v1.Post" });
    expect(reject).toMatchObject({
      tenant: "acme",
      runId: "r",
      graph: "pipes.v1.Weigh",
      flow: "pipes.v1.Post",
      nodeId: "Weigh",
      scope: RejectScope.RUN,
      attempt: 2,
      attemptLimit: 4,
      failure: { class: FailureClass.TRANSIENT, name: "RangeError", message: "too heavy" },
      firstAt: timestampFromMs(1_000),
      lastAt: timestampFromMs(1_000),
      count: 1n,
      payloads: [],
    });
    expect(reject.failure?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it("says which item, and what the engine itself has found", () => {
    const reject = rejectOf({ ...of, error: new TimeoutError({ ...place, itemIndex: [3, 1] }, 5) });
    expect(reject).toMatchObject({ scope: RejectScope.ITEM, itemIndex: [3, 1], tenant: "default" });
    expect(reject.failure).toMatchObject({ class: FailureClass.TIMEOUT, code: "TIMEOUT" });
    const many = rejectOf({ ...of, error: new ItemsFailedError(place, [], 2) });
    expect(many).toMatchObject({ scope: RejectScope.RUN, failure: { code: "ITEMS_FAILED" } });
  });

  it("names no step where none has failed", () => {
    expect(rejectOf({ ...of, error: "no" })).toMatchObject({ nodeId: "", attempt: 0, attemptLimit: 0 });
  });

  it("has what the run was given, without what is sensitive, only where that is wanted", () => {
    const message = create(ParcelSchema, { id: "p", pin: "1234" });
    const [payload] = rejectOf({ ...of, error: "no", payloads: [{ schema: ParcelSchema, message }] }).payloads;
    expect(payload).toMatchObject({ messageType: "pipes.v1.Parcel", redacted: ["pin"], size: 3n });
    expect(fromBinary(ParcelSchema, payload!.message!)).toEqual(create(ParcelSchema, { id: "p" }));
  });

  it("lacks a payload that is huge or cannot be written, and says so", () => {
    const huge = create(ParcelSchema, { id: "p".repeat(70_000) });
    const broken = create(ParcelSchema, { id: 7 as unknown as string });
    const payloads = [huge, broken].map((message) => ({ schema: ParcelSchema, message }));
    const [first, second] = rejectOf({ ...of, error: "no", payloads }).payloads;
    expect(first).toMatchObject({ messageType: "pipes.v1.Parcel", size: 70_004n });
    expect(first).not.toHaveProperty("message.length");
    expect(second).toMatchObject({ messageType: "pipes.v1.Parcel", size: 0n });
    expect(second).not.toHaveProperty("message.length");
  });
});
