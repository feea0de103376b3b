import { type Cases, file, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step(
      "const seen = new Set<string>();",
      "seen.add(order.id);",
      "let count = 0;",
      "count += 1;",
      "return at(seen, count);",
    ),
    file(["const rates = { AT: 0.2 };"], ["return at(rates.AT);"]),
    [
      'import type { StepContext } from "protograph";',
      "export class Bill {",
      "  private readonly table: Map<string, number>;",
      "  constructor(prices: Prices) { this.table = prices.table(); }",
      "  compute(ctx: StepContext, order: Order): Receipt { return at(this.table.get(order.id)); }",
      "}",
    ].join("\n"),
  ],
  invalid: [
    {
      code: file(
        ["let count = 0;", "const seen = new Map<string, number>();"],
        ["count += 1;", "seen.set(order.id, count);", "return at(order);"],
      ),
      errors: [
        ["5:3", "count"],
        ["6:3", "seen.set("],
      ],
    },
    {
      code: [
        'import type { StepContext } from "protograph";',
        "export class Bill {",
        "  static last = '';",
        "  private count = 0;",
        "  compute(ctx: StepContext, order: Order): Receipt {",
        "    this.count++;",
        "    Bill.last = order.id;",
        "    return at(this.count);",
        "  }",
        "}",
      ].join("\n"),
      errors: [
        ["6:5", "this.count"],
        ["7:5", "Bill.last"],
      ],
    },
  ],
};
