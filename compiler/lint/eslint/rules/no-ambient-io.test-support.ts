import { type Cases, file, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    file(
      ['import { posix } from "node:path";', 'import { isIP } from "node:net";'],
      ["return at(posix.join(order.id, 'x'), isIP(order.host));"],
    ),
    file(['import type { Stats } from "node:fs";'], ["return at(order as unknown as Stats);"]),
    step("const fetch = (id: string) => id;", "return at(fetch(order.id));"),
    file(['import { readFile } from "node:fs/promises";'], ["return at(order);"]),
  ],
  invalid: [
    {
      code: step("return at(await fetch(order.url));"),
      errors: [["3:19", "fetch(order.url) reaches files, processes or the network past the services"]],
    },
    {
      code: file(['import * as files from "node:fs";'], ["return at(files.readFileSync(order.path));"]),
      errors: [["4:13", "files.readFileSync("]],
    },
    {
      code: step('const { execSync } = await import("node:child_process");', "return at(execSync(order.command));"),
      errors: [["4:13", "execSync("]],
    },
    {
      code: file(['import axios from "axios";'], ["return at(await axios.get(order.url));"]),
      errors: [["4:19", "axios.get("]],
    },
  ],
};
