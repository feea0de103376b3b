import { type Cases, file, step } from "../cases.test-support.js";

const send = ["async function send(text: string): Promise<void> { await ctxOf(text); }"];

export const cases: Cases = {
  valid: [
    file(send, ["await send(order.id);", "return at(order);"]),
    file(send, ["const sent = lines.map(({ sku }) => send(sku));", "await Promise.all(sent);", "return at(order);"]),
    step("order.tell();", "return at(order);"),
  ],
  invalid: [
    { code: file(send, ["send(order.id);", "return at(order);"]), errors: [["4:3", ""]] },
    { code: file(send, ["void send(order.id);", "return at(order);"]), errors: [["4:8", ""]] },
    {
      code: file(send, ["lines.forEach(async ({ sku }) => {", "  await send(sku);", "});", "return at(order);"]),
      errors: [["4:3", ""]],
    },
  ],
};
