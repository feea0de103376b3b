import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { FailureClass, FailureSchema } from "../../../generated/protograph/v1/failure_pb.js";
import { packageRoot } from "../package-root.js";
import { describeFailure } from "./describe-failure.js";

const lines = (parts: { name?: string; message?: string; stack?: readonly string[]; class?: FailureClass }) =>
  describeFailure(create(FailureSchema, { ...parts, stack: (parts.stack ?? []).join("\n") }));

describe("a failure in words", () => {
  it("has its class, what it says and what kind it is", () => {
    expect(lines({ name: "HttpError", message: "503", class: FailureClass.TRANSIENT })).toEqual([
      "HttpError: 503 (transient)",
    ]);
    expect(lines({ name: "HttpError", message: "HttpError: 503" })).toEqual(["HttpError: 503"]);
    expect(lines({})).toEqual(["a failure without words"]);
    expect(describeFailure(undefined)).toEqual([]);
  });

  it("has the first frame of somebody's own code, from where the reader stands", () => {
    const own = `at tag (file://${join(process.cwd(), "steps/tag.ts")}:3:9)`;
    const stack = [
      "at processTicksAndRejections (node:internal/process/task_queues:103:5)",
      "at get (/srv/node_modules/undici/index.js:7:9)",
      `at call (file://${packageRoot()}/runtime/engine/callee.ts:60:3)`,
      "at new Promise (<anonymous>)",
      own,
      "at other (/srv/app/other.ts:1:1)",
    ];
    expect(lines({ message: "no", stack })).toEqual(["no", "at tag (steps/tag.ts:3:9)"]);
    expect(lines({ message: "no", stack: ["at /srv/app/other.ts:1:1"] })).toEqual(["no", "at /srv/app/other.ts:1:1"]);
    expect(lines({ message: "no", stack: stack.slice(0, 4) })).toEqual(["no"]);
  });

  it("is one line, and moves no cursor, whatever it says", () => {
    const [line] = lines({ name: "Error", message: "a\u001b[2Jb\r\nc" });
    expect(line).toBe("Error: a\ufffd[2Jb c");
  });
});
