import { type Cases, file, step } from "../cases.test-support.js";

export const cases: Cases = {
  valid: [
    step("return at(ctx.now(), new Date(order.placedAt), Date.UTC(2020, 0, 1), Date.parse(order.day));"),
    step("const Date = { now: () => 1 };", "return at(Date.now());"),
    file(['import { Date } from "./calendar.js";'], ["return at(Date.now(), new Date());"]),
    file(["class Clock { now() { return 1; } }"], ["return at(new Clock().now(), 'Date.now()');"]),
    step("type At = typeof Date.now;", "return at(order as unknown as At);"),
  ],
  invalid: [
    {
      code: step("return at(Date.now());"),
      errors: [["3:13", "Date.now() reads the clock"]],
      fixed: step("return at(ctx.now());"),
    },
    {
      code: step("const day = new Date();", "return at(day.getUTCDate(), Date());"),
      errors: [
        ["3:15", "new Date() reads the clock"],
        ["4:31", "Date() reads the clock"],
      ],
      fixed: step("const day = new Date(ctx.now());", "return at(day.getUTCDate(), Date());"),
    },
    {
      code: step("return at(performance.now());"),
      errors: [["3:13", "performance.now() reads the clock"]],
    },
    {
      code: step("const clock = globalThis['Date'];", "return at(clock.now());"),
      errors: [["4:13", "clock.now()"]],
      fixed: step("const clock = globalThis['Date'];", "return at(ctx.now());"),
    },
    {
      code: file(['import { timestampNow as stamp } from "@bufbuild/protobuf/wkt";'], ["return at(stamp());"]),
      errors: [["4:13", "stamp()"]],
    },
    {
      // A comment would be lost, so a person has to agree.
      code: step("return at(Date.now(/* today */));"),
      errors: [["3:13", "Date.now("]],
      suggested: step("return at(ctx.now());"),
    },
  ],
};
