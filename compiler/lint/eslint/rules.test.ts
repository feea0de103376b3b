import { RuleTester } from "eslint";
import tseslint from "typescript-eslint";
import { afterAll, describe, expect, it } from "vitest";
import type { Cases, Fault } from "./cases.test-support.js";
import protograph from "./plugin.js";
import { cases as noAmbientIo } from "./rules/no-ambient-io.test-support.js";
import { cases as noAmbientRandom } from "./rules/no-ambient-random.test-support.js";
import { cases as noAmbientTimer } from "./rules/no-ambient-timer.test-support.js";
import { cases as noCompletionOrder } from "./rules/no-completion-order.test-support.js";
import { cases as noDynamicCode } from "./rules/no-dynamic-code.test-support.js";
import { cases as noEnvironment } from "./rules/no-environment.test-support.js";
import { cases as noFloatingPromise } from "./rules/no-floating-promise.test-support.js";
import { cases as noGcObservation } from "./rules/no-gc-observation.test-support.js";
import { cases as noHostLocale } from "./rules/no-host-locale.test-support.js";
import { cases as noInputMutation } from "./rules/no-input-mutation.test-support.js";
import { cases as noSharedState } from "./rules/no-shared-state.test-support.js";
import { cases as suppression } from "./rules/suppression.test-support.js";
import { cases as noWallClock } from "./rules/no-wall-clock.test-support.js";

// One file for all rules: to load ESLint and its parser takes longer than any of their tests.
const casesOf: Readonly<Record<string, Cases>> = {
  "no-ambient-io": noAmbientIo,
  "no-ambient-random": noAmbientRandom,
  "no-ambient-timer": noAmbientTimer,
  "no-completion-order": noCompletionOrder,
  "no-dynamic-code": noDynamicCode,
  "no-environment": noEnvironment,
  "no-floating-promise": noFloatingPromise,
  "no-gc-observation": noGcObservation,
  "no-host-locale": noHostLocale,
  "no-input-mutation": noInputMutation,
  "no-shared-state": noSharedState,
  "no-wall-clock": noWallClock,
  suppression,
};

const filename = "step.ts";

Object.assign(RuleTester, { describe, it, itOnly: it.only, afterAll });
const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });

for (const [name, { valid, invalid }] of Object.entries(casesOf)) {
  const rule = protograph.rules[name];
  if (rule) tester.run(name, rule, { valid: valid.map((code) => ({ code, filename })), invalid: invalid.map(toTest) });
}

function toTest({ code, errors, fixed, suggested }: Fault): RuleTester.InvalidTestCase {
  return {
    code,
    filename,
    output: fixed ?? null,
    errors: errors.map(([place, message]) => {
      const [line, column] = place.split(":").map(Number);
      return {
        message: new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`),
        ...(line !== undefined && { line }),
        ...(column !== undefined && { column }),
        ...(suggested !== undefined && { suggestions: [{ messageId: "rewrite", output: suggested }] }),
      };
    }),
  };
}

describe("every rule", () => {
  it("has tests", () => {
    expect(Object.keys(casesOf).sort()).toEqual(Object.keys(protograph.rules).sort());
  });
});
