import { type Cases, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step("const copy = { ...order };", "copy.id = '';", "return at(copy, [...lines].sort(), lines.toSorted());"),
    step("const own = [order.id];", "own.push('x');", "return at(own);"),
  ],
  invalid: [
    {
      code: step("order.id = '';", "const [first] = lines;", "first.count++;", "return at(order);"),
      errors: [
        ["3:3", "order.id"],
        ["5:3", "first.count"],
      ],
    },
    {
      // Whether the list has such a method, only types tell.
      code: step("return at(order.lines.sort());"),
      errors: [["3:13", "order.lines.sort() writes to an input"]],
      suggested: step("return at(order.lines.toSorted());"),
    },
    {
      code: step("order.lines.reverse();", "return at(order);"),
      errors: [["3:3", "order.lines.reverse() writes to an input"]],
    },
    {
      code: step("return at(order.lines.splice(1));"),
      errors: [["3:13", "order.lines.splice() writes to an input"]],
    },
  ],
};
