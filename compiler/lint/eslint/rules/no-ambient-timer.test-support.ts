import { type Cases, file, step } from "../cases.test-support.js";

const waiting = ['import { setTimeout as wait } from "node:timers/promises";'];

export const cases: Cases = {
  valid: [
    step('await ctx.sleep("2s");', "return at(order);"),
    step("clearTimeout(order.timer);", "return at(order);"),
    file(
      ["interface Calendar { setTimeout(days: number): void }"],
      ["(order as unknown as Calendar).setTimeout(3);", "return at(order);"],
    ),
  ],
  invalid: [
    {
      code: step("await new Promise((resolve) => setTimeout(resolve, 500));", "return at(order);"),
      errors: [["3:34", "setTimeout(resolve, 500) waits on a timer"]],
      fixed: step("await ctx.sleep(500);", "return at(order);"),
    },
    {
      code: step("await new Promise((resolve) => {", "  setTimeout(resolve, 2 * 500);", "});", "return at(order);"),
      errors: [["4:5", "setTimeout(resolve, 2 * 500)"]],
      suggested: step("await ctx.sleep(2 * 500);", "return at(order);"),
    },
    {
      code: file(waiting, ["await wait(500);", "return at(order);"]),
      errors: [["4:9", "wait(500)"]],
      fixed: file(waiting, ["await ctx.sleep(500);", "return at(order);"]),
    },
    {
      // The answer of this wait is not that of the other.
      code: file(waiting, ['return at(await wait(500, "done"));']),
      errors: [["4:19", "wait(500"]],
    },
    {
      code: step(
        "setImmediate(() => order.tell());",
        "queueMicrotask(order.tell);",
        "return at(AbortSignal.timeout(5));",
      ),
      errors: [
        ["3:3", "setImmediate("],
        ["4:3", "queueMicrotask("],
        ["5:13", "AbortSignal.timeout(5)"],
      ],
    },
  ],
};
