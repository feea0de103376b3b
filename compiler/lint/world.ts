import type { ts } from "../source/tree.js";
import { type ModuleExports, readExports } from "./module-exports.js";
import { Scopes, type TypeScript } from "./scopes.js";
import type { Sinks } from "./sinks.js";
import { bare, isAssignmentOperator, visit } from "./tree.js";

/** Where files come from: an editor has one, the compiler all of them. */
export interface Files {
  /**
   * What an import leads to: a file that can be read; `hidden` for one that is not to be looked into from here;
   * `missing` for what has no source that can be read.
   */
  open(specifier: string, from: ts.SourceFile): ts.SourceFile | "hidden" | "missing";
  /** TypeScript's checker, where there is one at hand. */
  checker?(): ts.TypeChecker | undefined;
}

/** A write to a variable or a member: `a = b`, `a.b += c`, `[a] = b`. */
export interface Assignment {
  /** What is written to. */
  readonly target: ts.Expression;
  /** The value, where it is one expression; the target itself where it comes out of a pattern. */
  readonly value: ts.Expression | undefined;
}

/** What is known of files, read once each. */
export class World {
  readonly scopes: Scopes;
  private readonly exports = new WeakMap<ts.SourceFile, ModuleExports>();
  private readonly writes = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly Assignment[]>>();

  constructor(
    readonly ts: TypeScript,
    readonly sinks: Sinks,
    readonly files: Files,
  ) {
    this.scopes = new Scopes(ts);
  }

  exportsOf(file: ts.SourceFile): ModuleExports {
    let found = this.exports.get(file);
    if (!found) this.exports.set(file, (found = readExports(this.ts, file)));
    return found;
  }

  /** The assignments of a file to a path, written as `name` or `name.member`; `this.name` for fields. */
  assignments(file: ts.SourceFile, key: string): readonly Assignment[] {
    let found = this.writes.get(file);
    if (!found) this.writes.set(file, (found = this.readAssignments(file)));
    return found.get(key) ?? [];
  }

  private readAssignments(file: ts.SourceFile): ReadonlyMap<string, readonly Assignment[]> {
    const { ts } = this;
    const found = new Map<string, Assignment[]>();
    const add = (target: ts.Expression, value: ts.Expression | undefined): void => {
      const at = bare(ts, target);
      if (ts.isArrayLiteralExpression(at)) {
        for (const each of at.elements) add(ts.isSpreadElement(each) ? each.expression : each, undefined);
        return;
      }
      if (ts.isObjectLiteralExpression(at)) {
        for (const each of at.properties) {
          if (ts.isShorthandPropertyAssignment(each)) add(each.name, undefined);
          else if (ts.isPropertyAssignment(each)) add(each.initializer, undefined);
        }
        return;
      }
      const key = this.keyOf(at);
      if (key === undefined) return;
      const list = found.get(key);
      if (list) list.push({ target: at, value });
      else found.set(key, [{ target: at, value }]);
    };
    visit(ts, file, (node) => {
      if (ts.isTypeNode(node)) return false;
      if (ts.isBinaryExpression(node) && isAssignmentOperator(ts, node.operatorToken.kind)) add(node.left, node.right);
      return true;
    });
    return found;
  }

  /** The path of a name's members as one text: `copy.items`, `this.seen`. */
  keyOf(node: ts.Expression): string | undefined {
    const { ts } = this;
    if (ts.isIdentifier(node)) return node.text;
    if (node.kind === ts.SyntaxKind.ThisKeyword) return "this";
    if (!ts.isPropertyAccessExpression(node)) return undefined;
    const owner = this.keyOf(bare(ts, node.expression));
    return owner === undefined ? undefined : `${owner}.${node.name.text}`;
  }
}
