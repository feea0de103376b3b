import { type Cases, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step("return at(await Promise.all(lines.map((line) => order.price(line))));"),
    step(
      "const seen: string[] = [];",
      "for (const { sku } of lines) seen.push(await order.price(sku));",
      "return at(seen);",
    ),
    step(
      "const totals: number[] = [];",
      "await Promise.all(lines.map(async (line, at) => { totals[at] = await order.price(line); }));",
      "return at(totals);",
    ),
  ],
  invalid: [
    {
      code: step("return at(await Promise.race([order.near(), order.far()]), await Promise.any(lines));"),
      errors: [
        ["3:19", "Promise.race("],
        ["3:68", "Promise.any("],
      ],
    },
    {
      code: step(
        "const seen: string[] = [];",
        "await Promise.all(",
        "  lines.map(async ({ sku }) => {",
        "    seen.push(await order.price(sku));",
        "  }),",
        ");",
        "return at(seen);",
      ),
      errors: [["6:7", "seen.push("]],
    },
  ],
};
