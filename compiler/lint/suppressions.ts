import type { ts } from "../source/tree.js";
import { type AllowableName, isAllowableName } from "./rules.js";
import type { TypeScript } from "./scopes.js";

/** A comment that allows what is found on a line: `// protograph-allow no-wall-clock -- only for the log`. */
export interface Suppression {
  readonly file: ts.SourceFile;
  /** Where the comment starts and ends. */
  readonly start: number;
  readonly end: number;
  /** The line it speaks of, from 0: its own where code stands before it, else the next that has code. */
  readonly line: number;
  readonly rules: readonly AllowableName[];
  readonly reason: string;
  /** What is wrong with it, where something is. */
  readonly fault: string | undefined;
}

const marker = "protograph-allow";

/** How such a comment is written. */
export const suppressionForm = `// ${marker} <rule> -- <reason>`;

/** Reads the suppressions of a file. */
function readSuppressions(ts: TypeScript, file: ts.SourceFile): readonly Suppression[] {
  const found: Suppression[] = [];
  const pattern = /(\/\/|\/\*)[ \t*]*protograph-allow\b([^\n\r]*)/g;
  if (!file.text.includes(marker)) return found;
  for (const match of file.text.matchAll(pattern)) {
    if (isInText(ts, file, match.index)) continue;
    const isBlock = match[1] === "/*";
    const text = isBlock ? (match[2] ?? "").replace(/\*\/.*$/, "") : (match[2] ?? "");
    const end = match.index + match[0].length - ((match[2] ?? "").length - text.length);
    found.push(toSuppression(file, match.index, end, text));
  }
  return found;
}

function toSuppression(file: ts.SourceFile, start: number, end: number, text: string): Suppression {
  const [names = "", ...reasons] = text.split(/\s--\s/);
  const reason = reasons.join(" -- ").trim();
  const listed = names.split(/[\s,]+/).filter((each) => each !== "");
  const rules = listed.filter(isAllowableName);
  const unknown = listed.find((each) => !isAllowableName(each));
  let fault: string | undefined;
  if (unknown !== undefined) fault = `there is no rule ${unknown.replace(/\*\/$/, "")}`;
  else if (rules.length === 0) fault = "it names no rule";
  else if (reason === "") fault = "it gives no reason";
  return { file, start, end, line: lineOf(file, start), rules, reason, fault };
}

/** The line that a comment speaks of. */
function lineOf(file: ts.SourceFile, start: number): number {
  const starts = file.getLineStarts();
  const own = file.getLineAndCharacterOfPosition(start).line;
  const textOf = (line: number) => file.text.slice(starts[line], starts[line + 1] ?? file.text.length).trim();
  if (file.text.slice(starts[own], start).trim() !== "") return own;
  let line = own + 1;
  while (line < starts.length - 1 && /^(\/\/|\/\*|\*|$)/.test(textOf(line))) line++;
  return line;
}

/** Whether a place is inside a text, where `//` starts no comment. */
function isInText(ts: TypeScript, file: ts.SourceFile, position: number): boolean {
  let at: ts.Node = file;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(at, (child) =>
      child.getStart(file) <= position && position < child.getEnd() ? child : undefined,
    );
    if (!inner) break;
    at = inner;
  }
  return (
    ts.isStringLiteralLike(at) ||
    ts.isRegularExpressionLiteral(at) ||
    ts.isTemplateHead(at) ||
    ts.isTemplateMiddleOrTemplateTail(at) ||
    ts.isJsxText(at)
  );
}

/** The suppressions of files, and which of them have been of use. */
export class Allowances {
  private readonly read = new Map<ts.SourceFile, readonly Suppression[]>();
  private readonly used = new Set<string>();

  constructor(private readonly ts: TypeScript) {}

  of(file: ts.SourceFile): readonly Suppression[] {
    let found = this.read.get(file);
    if (!found) this.read.set(file, (found = readSuppressions(this.ts, file)));
    return found;
  }

  /** Whether what a rule finds at a node is allowed there. */
  allows(node: ts.Node, rule: AllowableName): boolean {
    const file = node.getSourceFile();
    if (this.of(file).length === 0) return false;
    return this.allowsOn(file, file.getLineAndCharacterOfPosition(node.getStart(file)).line, rule);
  }

  /** Whether what is found on a line, from 0, is allowed there. */
  allowsOn(file: ts.SourceFile, line: number, rule: AllowableName): boolean {
    const found = this.of(file).filter(
      (each) => each.fault === undefined && each.line === line && each.rules.includes(rule),
    );
    for (const each of found) this.used.add(keyOf(each, rule));
    return found.length > 0;
  }

  /** The rules of a suppression that nothing was found of. */
  unused(suppression: Suppression): readonly AllowableName[] {
    return suppression.rules.filter((rule) => !this.used.has(keyOf(suppression, rule)));
  }
}

function keyOf({ file, start }: Suppression, rule: AllowableName): string {
  return `${file.fileName} ${start} ${rule}`;
}
