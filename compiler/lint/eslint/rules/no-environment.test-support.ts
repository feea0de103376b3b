import { type Cases, file, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step("const process = { env: { A: order.id } };", "return at(process.env.A);"),
    file(['import { posix } from "node:path";'], ["return at(posix.join('a', order.id));"]),
  ],
  invalid: [
    {
      code: step("return at(process.env.CURRENCY, process.cwd());"),
      errors: [
        ["3:13", "process.env.CURRENCY differs from one process or host to the next"],
        ["3:35", "process.cwd()"],
      ],
    },
    {
      code: file(
        ['import { hostname } from "node:os";', 'import { env } from "node:process";'],
        ["return at(hostname(), env.CURRENCY);"],
      ),
      errors: [
        ["5:13", "hostname()"],
        ["5:25", "env.CURRENCY"],
      ],
    },
  ],
};
