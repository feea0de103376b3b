import { type Cases, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step(
      "// protograph-allow no-wall-clock -- for the log alone",
      "ctx.log.info(String(Date.now()));",
      "return at(order);",
    ),
    step(
      "return at(Date.now()); // protograph-allow no-wall-clock, no-ambient-random -- shown, not kept; Math.random()",
    ).replace(", no-ambient-random", ""),
    // Only the whole program shows whether this one is needed.
    step("// protograph-allow no-transitive-nondeterminism -- known", "return at(helper(order));"),
    step('return at("// protograph-allow nothing");'),
  ],
  invalid: [
    {
      code: step("// protograph-allow no-wall-clock", "return at(Date.now());"),
      errors: [["3:3", "this suppression cannot be used"]],
    },
    {
      code: step("// protograph-allow no-clock -- because", "return at(order);"),
      errors: [["3:3", "this suppression cannot be used"]],
    },
    {
      code: step("return at(order); // protograph-allow no-wall-clock -- it was here once"),
      errors: [["3:21", "there is nothing here for no-wall-clock to find"]],
    },
  ],
};
