import type { Code } from "./codes.js";
import type { Diagnostic, Span } from "./diagnostic.js";

/** What a check came to: all a renderer needs to know of the project. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly graphs: number;
  readonly flows?: number;
  readonly steps: number;
}

/** How and where a report is shown. */
export interface View {
  /** Put before each file to make it a path from where the reader stands: `"examples/orders/"`, or `""`. */
  readonly prefix: string;
  readonly color: boolean;
  /** The lines of a file named by a span; absent where it cannot be read. */
  readonly lines: (file: string) => readonly string[] | undefined;
  /** The page that explains a code, as Markdown; absent where there is none. */
  readonly page: (code: Code) => string | undefined;
}

/** Turns a report into text; it ends with a line break. */
export type Render = (report: Report, view: View) => string;

/** How many diagnostics are of each severity. */
export function countSeverities(diagnostics: readonly Diagnostic[]): {
  readonly errors: number;
  readonly warnings: number;
} {
  const errors = diagnostics.filter((each) => each.severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}

/** The path of a span's file, from where the reader stands. */
export function shownFile(span: Span, view: View): string {
  return view.prefix + span.file;
}

/** `file:line:column`, as editors and terminals make links of it. */
export function shownPlace(span: Span, view: View): string {
  return `${shownFile(span, view)}:${span.line}:${span.column}`;
}
