import type { ts } from "../source/tree.js";
import type { Binding } from "./scopes.js";
import { functionAround, isInside } from "./tree.js";
import type { World } from "./world.js";

/** A value that is assigned, or of which a part is. */
interface Assigned {
  readonly value: ts.Expression;
  readonly part: boolean;
}

/**
 * The values that a variable may have where it is used: what it is declared with, and what is assigned to it on the way
 * there.
 */
export function reaching(world: World, { name, node }: Binding, use: ts.Node): readonly ("declaration" | Assigned)[] {
  const { ts, scopes } = world;
  if (ts.isVariableDeclaration(node) && node.parent.flags & ts.NodeFlags.Const) return ["declaration"];
  const writes = world
    .assignments(use.getSourceFile(), name)
    .filter(({ target }) => target !== use && scopes.find(name, target)?.node === node);
  if (writes.length === 0) return ["declaration"];
  const plain = writes.filter(({ target }) => {
    const { parent } = target;
    // `a += b` makes a value of its own.
    return !ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken;
  });
  const within = functionAround(ts, use);
  const start = use.getStart();
  let values: ("declaration" | Assigned)[] = ["declaration"];
  for (const { target, value, part } of plain) {
    const statement = statementOf(ts, target);
    const elsewhere = functionAround(ts, target) !== within;
    if (elsewhere) values.push({ value, part });
    else if (target.getStart() < start && !isInside(use, statement ?? target)) {
      // What is always assigned before leaves nothing of what was.
      const always = statement && isInside(use, statement.parent) && ts.isExpressionStatement(statement);
      values = always ? [{ value, part }] : [...values, { value, part }];
    } else if (target.getStart() > start && sharesLoop(ts, use, target)) values.push({ value, part });
  }
  return values;
}

function statementOf(ts: World["ts"], node: ts.Node): ts.Statement | undefined {
  for (let at: ts.Node | undefined = node; at; at = at.parent as ts.Node | undefined) if (ts.isStatement(at)) return at;
  return undefined;
}

function sharesLoop(ts: World["ts"], a: ts.Node, b: ts.Node): boolean {
  for (let at = b.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (ts.isIterationStatement(at, false) && isInside(a, at)) return true;
    if (ts.isFunctionLike(at)) return false;
  }
  return false;
}
