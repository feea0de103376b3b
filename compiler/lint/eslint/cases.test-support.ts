/** A fault, and where it is; the text that `--fix` leaves, where it leaves another. */
export interface Fault {
  readonly code: string;
  /** Each as `line:column` and the beginning of what is said. */
  readonly errors: readonly (readonly [place: string, message: string])[];
  readonly fixed?: string;
  readonly suggested?: string;
}

/** What a rule must find, and what it must not. */
export interface Cases {
  readonly valid: readonly string[];
  readonly invalid: readonly Fault[];
}

/** A file with one step, whose lines begin at line 3 and column 3. */
export function step(...lines: readonly string[]): string {
  return file([], lines);
}

/** The same, with lines of the module before it: the step's begin two lines after them. */
export function file(before: readonly string[], lines: readonly string[]): string {
  return [
    'import type { StepContext } from "protograph";',
    ...before,
    "export async function step(ctx: StepContext, order: Order, lines: readonly Line[]): Promise<Receipt> {",
    ...lines.map((line) => `  ${line}`),
    "}",
    "",
  ].join("\n");
}
