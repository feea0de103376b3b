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
  readonly value: ts.Expression;
  /** Whether only a part of the value is assigned: the target stands in a pattern. */
  readonly part: boolean;
}

/** Something put into what a variable holds. */
export interface Insertion {
  readonly into: ts.Identifier;
  readonly value: ts.Expression;
}

/** Methods that put something into what they are called on. */
const inserting = new Set(["push", "unshift", "set", "add", "splice"]);

/** What is known of files, read once each. */
export class World {
  readonly scopes: Scopes;
  private readonly exports = new WeakMap<ts.SourceFile, ModuleExports>();
  private readonly inserts = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly Insertion[]>>();
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

  /** What is put into a variable's list, map or object, by the variable's name. */
  insertions(file: ts.SourceFile, name: string): readonly Insertion[] {
    let found = this.inserts.get(file);
    if (!found) this.inserts.set(file, (found = this.readInsertions(file)));
    return found.get(name) ?? [];
  }

  private readInsertions(file: ts.SourceFile): ReadonlyMap<string, readonly Insertion[]> {
    const { ts } = this;
    const found = new Map<string, Insertion[]>();
    const add = (owner: ts.Expression, values: readonly ts.Expression[]) => {
      const root = bare(ts, owner);
      if (!ts.isIdentifier(root)) return;
      found.set(root.text, [...(found.get(root.text) ?? []), ...values.map((value) => ({ into: root, value }))]);
    };
    visit(ts, file, (node) => {
      if (ts.isTypeNode(node)) return false;
      if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        inserting.has(node.expression.name.text)
      ) {
        const { text } = node.expression.name;
        add(node.expression.expression, node.arguments.slice(text === "set" ? 1 : text === "splice" ? 2 : 0));
      } else if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        ts.isElementAccessExpression(node.left)
      ) {
        add(node.left.expression, [node.right]);
      }
      return true;
    });
    return found;
  }

  private readAssignments(file: ts.SourceFile): ReadonlyMap<string, readonly Assignment[]> {
    const { ts } = this;
    const found = new Map<string, Assignment[]>();
    const add = (target: ts.Expression, value: ts.Expression, part: boolean): void => {
      const at = bare(ts, target);
      if (ts.isArrayLiteralExpression(at)) {
        for (const each of at.elements) add(ts.isSpreadElement(each) ? each.expression : each, value, true);
        return;
      }
      if (ts.isObjectLiteralExpression(at)) {
        for (const each of at.properties) {
          if (ts.isShorthandPropertyAssignment(each)) add(each.name, value, true);
          else if (ts.isPropertyAssignment(each)) add(each.initializer, value, true);
        }
        return;
      }
      const key = this.keyOf(at);
      if (key === undefined) return;
      const list = found.get(key);
      if (list) list.push({ target: at, value, part });
      else found.set(key, [{ target: at, value, part }]);
    };
    visit(ts, file, (node) => {
      if (ts.isTypeNode(node)) return false;
      if (ts.isBinaryExpression(node) && isAssignmentOperator(ts, node.operatorToken.kind))
        add(node.left, node.right, false);
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
