import { type Cases, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step('return at(lines.toSorted((a, b) => a.sku.localeCompare(b.sku, "en")), order.total.toFixed(2));'),
    step(
      "return at(new Date(order.placedAt).toISOString(), new Date(order.placedAt).getUTCDate(), order.id.toLowerCase());",
    ),
    step('const day = new Intl.DateTimeFormat("de", { timeZone: "UTC" });', "return at(day.format(order.placedAt));"),
  ],
  invalid: [
    {
      code: step("return at(lines.toSorted((a, b) => a.sku.localeCompare(b.sku)));"),
      errors: [["3:38", "localeCompare() goes by the host's locale"]],
    },
    {
      code: step("const day = new Date(order.placedAt);", "return at(day.getDate(), day.toLocaleDateString('de'));"),
      errors: [
        ["4:13", "getDate() is of the host's time zone"],
        ["4:28", "toLocaleDateString()"],
      ],
    },
    {
      code: step("return at(new Intl.NumberFormat().format(order.total));"),
      errors: [["3:13", ""]],
    },
  ],
};
