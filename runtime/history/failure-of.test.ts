import { toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { FailureClass, FailureSchema } from "../../generated/protograph/v1/failure_pb.js";
import { CancelledError, StepError, TimeoutError, WrongResultError } from "../errors.js";
import { classOf, failureOf } from "./failure-of.js";

const place = { step: "Charge", attempt: 1, runId: "r" };

function errorWith(properties: object): Error {
  return Object.assign(new Error("no"), properties);
}

describe("the class of a failure", () => {
  it.each<[string, unknown, FailureClass]>([
    ["a timeout", new TimeoutError(place, 5), FailureClass.TIMEOUT],
    ["a cancellation", new CancelledError("r", "no more"), FailureClass.CANCELLED],
    ["a cancellation for a bug elsewhere", new CancelledError("r", new TypeError("no")), FailureClass.CANCELLED],
    ["an abort of the platform", new DOMException("stop", "AbortError"), FailureClass.CANCELLED],
    ["a wrong result", new WrongResultError(place, "A", "B"), FailureClass.BUG],
    ["a bug", new TypeError("x is not a function"), FailureClass.BUG],
    ["anything else", new Error("no"), FailureClass.BUG],
    ["a lost connection", errorWith({ code: "ECONNRESET" }), FailureClass.TRANSIENT],
    [
      "a lost connection, as fetch has it",
      new TypeError("fetch failed", { cause: errorWith({ code: "ECONNREFUSED" }) }),
      FailureClass.TRANSIENT,
    ],
    ["a status of 429", errorWith({ status: 429 }), FailureClass.RATE_LIMITED],
    ["a status of 403", errorWith({ statusCode: 403 }), FailureClass.DENIED],
    ["a status of 404", errorWith({ status: 404 }), FailureClass.NOT_FOUND],
    ["a status of 422", errorWith({ status: 422 }), FailureClass.VALIDATION],
    ["a status of 503", errorWith({ status: 503 }), FailureClass.TRANSIENT],
    ["a step's error, by its cause", StepError.of(place, errorWith({ status: 503 })), FailureClass.TRANSIENT],
    ["a name that every object has", errorWith({ code: "constructor", name: "toString" }), FailureClass.BUG],
  ])("of %s", (_, thrown, want) => {
    expect(FailureClass[classOf(thrown)]).toBe(FailureClass[want]);
  });
});

describe("a failure as data", () => {
  it("has what the error says of itself", () => {
    const failure = failureOf(new TimeoutError(place, 5));
    expect(failure).toMatchObject({ name: "TimeoutError", code: "TIMEOUT", class: FailureClass.TIMEOUT });
    expect(failure.message).toContain("Charge");
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["a text", "no"],
    [
      "a circle of causes",
      (() => {
        const error = new Error("round");
        error.cause = error;
        return error;
      })(),
    ],
    [
      "a proxy that throws",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("never");
          },
        },
      ),
    ],
    [
      "an error whose parts throw",
      {
        get message() {
          throw new Error("never");
        },
        get stack() {
          throw new Error("never");
        },
      },
    ],
    ["half a character", new Error("\ud800")],
  ])("is made of %s, and can be written", (_, thrown) => {
    expect(toBinary(FailureSchema, failureOf(thrown)).length).toBeGreaterThan(0);
  });

  it("is cut where it is long", () => {
    expect(toBinary(FailureSchema, failureOf(new Error("x".repeat(1_000_000)))).length).toBeLessThan(20_000);
  });

  it("has one fingerprint for each place that fails, whatever the message and the line", () => {
    const fail = (message: string) => new Error(message);
    const moved = (error: Error) =>
      Object.assign(new Error("other"), { stack: error.stack?.replace(/:\d+:\d+/g, ":9:9") });
    const one = fail("one");
    expect(failureOf(moved(one)).fingerprint).toBe(failureOf(one).fingerprint);
    expect(failureOf(new Error("here")).fingerprint).not.toBe(failureOf(one).fingerprint);
  });
});
