import { type Cases, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step("const formula = { eval: (text: string) => text };", "return at(formula.eval(order.id));"),
    step('const { rate } = await import("./rates.js");', "return at(rate);"),
  ],
  invalid: [
    {
      code: step("return at(eval(order.rule), new Function('a', order.rule));"),
      errors: [
        ["3:13", "eval("],
        ["3:31", "new Function("],
      ],
    },
    { code: step("return at(await import(order.module));"), errors: [["3:19", ""]] },
  ],
};
