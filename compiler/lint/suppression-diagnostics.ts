import { type Diagnostic, diagnostic, type Span } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import { ts } from "../source/typescript.js";
import { sightingsOf } from "./lint-file.js";
import { allowableNames, needsProgram } from "./rules.js";
import type { Sinks } from "./sinks.js";
import { type Allowances, type Suppression, suppressionForm } from "./suppressions.js";

/** PG5015: a suppression without a reason or with a rule that there is not, and one that nothing needs. */
export function suppressionDiagnostics(
  allowances: Allowances,
  files: readonly ts.SourceFile[],
  spanOf: (suppression: Suppression) => Span,
  sinks: Sinks,
): readonly Diagnostic[] {
  return files.flatMap((file) =>
    allowances.of(file).flatMap((each): readonly Diagnostic[] => {
      if (each.fault !== undefined) {
        const named = /there is no rule (\S+)/.exec(each.fault)?.[1];
        const near = named === undefined ? undefined : nearestName(named, allowableNames);
        const fix = near === undefined ? `write ${suppressionForm}` : `did you mean ${near}?`;
        return [diagnostic("PG5015", spanOf(each), `this suppression cannot be used: ${each.fault}`, { fix })];
      }
      // What no step reaches an editor shows all the same.
      const own = allowances.unused(each).every(needsProgram) ? [] : sightingsOf(ts, file, sinks);
      for (const { node, rule } of own) allowances.allows(node, rule);
      return allowances.unused(each).map((rule) =>
        diagnostic("PG5015", spanOf(each), `there is nothing here for ${rule} to find, so nothing to allow`, {
          fix: "take the suppression out",
        }),
      );
    }),
  );
}
