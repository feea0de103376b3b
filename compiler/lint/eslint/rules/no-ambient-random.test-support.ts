import { type Cases, file, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step("return at(ctx.random(), ctx.uuid());"),
    file(
      ['import { createHash } from "node:crypto";'],
      ['return at(createHash("sha256").update(order.id).digest("hex"));'],
    ),
    file(['import { v5 } from "uuid";'], ["return at(v5(order.id, v5.URL));"]),
    step("const Math = { random: () => 4 };", "return at(Math.random());"),
  ],
  invalid: [
    {
      code: step("return at(Math.random());"),
      errors: [["3:13", "Math.random() takes chance that no seed decides"]],
      fixed: step("return at(ctx.random());"),
    },
    {
      code: file(['import { randomUUID } from "node:crypto";'], ["return at(randomUUID());"]),
      errors: [["4:13", "randomUUID() takes chance"]],
      fixed: file(['import { randomUUID } from "node:crypto";'], ["return at(ctx.uuid());"]),
    },
    {
      code: step("const { random } = Math;", "return at(random());"),
      errors: [["4:13", "random()"]],
      fixed: step("const { random } = Math;", "return at(ctx.random());"),
    },
    {
      code: file(
        ['import { randomBytes } from "node:crypto";'],
        ["return at(randomBytes(8), crypto.getRandomValues(order.bytes));"],
      ),
      errors: [
        ["4:13", "randomBytes(8)"],
        ["4:29", "crypto.getRandomValues("],
      ],
    },
    {
      code: file(
        ['import { nanoid } from "nanoid";', 'import shuffle from "lodash/shuffle.js";'],
        ["return at(nanoid(), shuffle(lines));"],
      ),
      errors: [
        ["5:13", "nanoid()"],
        ["5:23", "shuffle("],
      ],
    },
  ],
};
