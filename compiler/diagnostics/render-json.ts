import type { Span } from "./diagnostic.js";
import { countSeverities, type Report, shownFile, type View } from "./report.js";

/** For programs: one JSON document with all diagnostics and a summary. */
export function renderJson(report: Report, view: View): string {
  const placed = (span: Span): Span => ({
    file: shownFile(span, view),
    line: span.line,
    column: span.column,
    endLine: span.endLine,
    endColumn: span.endColumn,
  });
  const diagnostics = report.diagnostics.map(({ code, severity, message, span, trace, fix }) => ({
    code,
    severity,
    message,
    span: placed(span),
    trace: trace.map((hop) => ({ message: hop.message, ...(hop.span && { span: placed(hop.span) }) })),
    ...(fix !== undefined && { fix }),
  }));
  const summary = {
    ...countSeverities(report.diagnostics),
    graphs: report.graphs,
    ...flowsOf(report),
    steps: report.steps,
  };
  return `${JSON.stringify({ diagnostics, summary }, undefined, 2)}\n`;
}

/** Said only where there are flows. */
function flowsOf({ flows = 0 }: Report): { readonly flows?: number } {
  return flows > 0 ? { flows } : {};
}
