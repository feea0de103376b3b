import type { ts } from "../../source/tree.js";
import type { Finding } from "../finding.js";
import type { Tree } from "./tree-of.js";

/** A repair as a change of text. */
export interface Rewrite {
  readonly range: readonly [start: number, end: number];
  readonly text: string;
  /** Whether the program means the same but for what was at fault, and its types are as they were. */
  readonly safe: boolean;
  /** What it does, for a person to choose it. */
  readonly title: string;
}

/** The repair of a finding by rewriting, where there is one. */
export function rewrite(tree: Tree, finding: Finding): Rewrite | undefined {
  const { ctx, fixKind, node } = finding;
  switch (fixKind) {
    case "toSorted":
    case "toReversed":
      return renamed(tree, node, fixKind);
    case "ctx.now":
    case "ctx.random":
    case "ctx.uuid": {
      if (ctx === undefined) return undefined;
      const text = `${ctx}.${fixKind.slice("ctx.".length)}()`;
      return replaced(tree, node, text, fixKind !== "ctx.uuid" || !wantsTemplate(tree, node));
    }
    case "new Date(ctx.now())": {
      const { ts, file } = tree;
      if (ctx === undefined || !ts.isNewExpression(node)) return undefined;
      return replaced(tree, node, `new ${node.expression.getText(file)}(${ctx}.now())`, true);
    }
    case "ctx.sleep":
      return ctx === undefined ? undefined : sleep(tree, node, ctx);
    default:
      // `splice` answers with what it takes out, `toSpliced` with what is left.
      return undefined;
  }
}

function replaced({ file }: Tree, node: ts.Node, text: string, safe: boolean): Rewrite {
  const range = [node.getStart(file), node.getEnd()] as const;
  // A comment inside would be lost.
  const keepsAll = !/\/[/*]/.test(file.text.slice(...range));
  return { range, text, safe: safe && keepsAll, title: `write ${text}` };
}

/** `await new Promise((resolve) => setTimeout(resolve, ms))`, or `await setTimeout(ms)` of node:timers/promises. */
function sleep(tree: Tree, node: ts.Node, ctx: string): Rewrite | undefined {
  const { ts, file } = tree;
  if (!ts.isCallExpression(node)) return undefined;
  let waited: ts.Node = node;
  if (!ts.isAwaitExpression(node.parent)) {
    while (!ts.isNewExpression(waited) && !ts.isSourceFile(waited)) waited = waited.parent;
    if (!ts.isAwaitExpression(waited.parent)) return undefined;
  }
  const isPromised = waited === node;
  const [ms, ...more] = isPromised ? node.arguments : node.arguments.slice(1);
  // More is the value of the wait, or a signal: the run's own ends ctx.sleep.
  if (more.length > 0 || (ms && ts.isSpreadElement(ms))) return undefined;
  const isStatement = ts.isExpressionStatement(waited.parent.parent);
  const known = ms === undefined || isNumber(tree, ms);
  return replaced(tree, waited, `${ctx}.sleep(${ms?.getText(file) ?? "0"})`, isStatement && known);
}

function isNumber({ ts, checker }: Tree, node: ts.Expression): boolean {
  if (ts.isNumericLiteral(node)) return true;
  const type = checker?.getTypeAtLocation(node);
  return type !== undefined && (type.flags & ts.TypeFlags.NumberLike) !== 0;
}

/** `list.sort(compare)` as `list.toSorted(compare)`, where it is the answer that is used. */
function renamed(tree: Tree, node: ts.Node, name: "toSorted" | "toReversed"): Rewrite | undefined {
  const { ts, file, checker } = tree;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  if (ts.isExpressionStatement(node.parent)) return undefined;
  const { expression, name: was } = node.expression;
  const type = checker?.getNonNullableType(checker.getTypeAtLocation(expression));
  // A tuple's copy is a list, and an older library has no such method.
  const safe = type !== undefined && checker?.getPropertyOfType(type, name) !== undefined && !checker.isTupleType(type);
  return { range: [was.getStart(file), was.getEnd()], text: name, safe, title: `write ${name}` };
}

/** Whether a text of a certain form is wanted, as `randomUUID` gives it. */
function wantsTemplate({ ts, checker }: Tree, node: ts.Node): boolean {
  const type = checker?.getContextualType(node as ts.Expression);
  const parts = type?.isUnion() ? type.types : type ? [type] : [];
  return parts.some(({ flags }) => (flags & ts.TypeFlags.TemplateLiteral) !== 0);
}
