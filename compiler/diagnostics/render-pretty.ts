import pc from "picocolors";
import { codeFrame } from "./code-frame.js";
import type { Diagnostic, Span, Trace } from "./diagnostic.js";
import { displayWidth, oneLine, padTo } from "./display-text.js";
import { countSeverities, type Report, shownPlace, type View } from "./report.js";

type Paint = ReturnType<typeof pc.createColors>;

const frameWidth = 110;

/** Beyond this many cells a trace's message no longer pushes the other places to the right. */
const longestAligned = 72;

/**
 * For a person at a terminal: each problem with the line it is on, how it came to it, and one repair; then a summary.
 */
export function renderPretty(report: Report, view: View): string {
  const paint = pc.createColors(view.color);
  const blocks = report.diagnostics.map((each) => block(each, view, paint));
  return [...blocks, `${summary(report, paint)}\n`].join("\n");
}

function block(each: Diagnostic, view: View, paint: Paint): string {
  const mark = each.severity === "error" ? paint.red : paint.yellow;
  const lines = [
    `${paint.bold(mark(`${each.severity} ${each.code}`))}${paint.bold(`: ${oneLine(each.message)}`)}`,
    `  ${paint.dim("-->")} ${oneLine(shownPlace(each.span, view))}`,
    ...frame(each.span, view, mark, paint),
    ...traces(each.trace, view, paint),
    ...(each.fix === undefined ? [] : [`  ${paint.green("fix:")} ${oneLine(each.fix)}`]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function frame(span: Span, view: View, mark: Paint["red"], paint: Paint): readonly string[] {
  const line = view.lines(span.file)?.[span.line - 1];
  if (line === undefined) return [];
  const { before, marked, after, offset, width } = codeFrame(line, span, frameWidth);
  const gutter = `${span.line} | `;
  return [
    `${paint.dim(gutter)}${before}${marked}${after}`.trimEnd(),
    `${" ".repeat(gutter.length + offset)}${mark("^".repeat(width))}`,
  ];
}

function traces(trace: readonly Trace[], view: View, paint: Paint): readonly string[] {
  const messages = trace.map((hop) => oneLine(hop.message));
  const aligned = Math.max(0, ...messages.map(displayWidth).filter((width) => width <= longestAligned));
  return trace.map(({ span }, index) => {
    const message = messages[index] ?? "";
    return span ? `  ${padTo(message, aligned)}   ${paint.dim(oneLine(shownPlace(span, view)))}` : `  ${message}`;
  });
}

function summary({ diagnostics, graphs, flows = 0, steps }: Report, paint: Paint): string {
  const { errors, warnings } = countSeverities(diagnostics);
  const warned = warnings > 0 ? paint.yellow(count(warnings, "warning")) : undefined;
  if (errors > 0) return [paint.red(count(errors, "error")), warned].filter(Boolean).join(", ");
  const found = [warned, flows > 0 && count(flows, "flow"), count(graphs, "graph"), count(steps, "step")]
    .filter(Boolean)
    .join(", ");
  return `${paint.green("sound")}: ${found}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
