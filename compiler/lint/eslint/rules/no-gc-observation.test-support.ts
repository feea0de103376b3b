import { type Cases, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [step("const seen = new WeakMap([[order, 1]]);", "return at(seen.get(order), new WeakSet());")],
  invalid: [
    {
      code: step(
        "const held = new WeakRef(order);",
        "new FinalizationRegistry(() => undefined).register(order, 1);",
        "return at(order);",
      ),
      errors: [
        ["3:16", "new WeakRef("],
        ["4:3", "new FinalizationRegistry("],
      ],
    },
  ],
};
