import type { ts } from "../source/tree.js";
import { Bindings } from "./bindings.js";
import { type Frame, makeFrame } from "./frame.js";
import { Members } from "./members.js";
import { Modules } from "./modules.js";
import { globalObjects, type Ref, unique } from "./reference.js";
import type { Resolver } from "./resolver.js";
import type { Binding } from "./scopes.js";
import { bare, isFunctionNode, returnsOf } from "./tree.js";
import type { World } from "./world.js";

const nothing: readonly Ref[] = [];

/** Functions of the platform that give back what they are given. */
const passing = new Set([
  "Object.freeze",
  "Object.seal",
  "Object.preventExtensions",
  "Promise.resolve",
  "Object.assign",
]);

/** Methods that give one of a list's items. */
const itemMethods = new Set(["at", "find", "findLast", "pop", "shift", "get"]);

/** Methods that give a list of the same items. */
const listMethods = new Set([
  "filter",
  "slice",
  "sort",
  "toSorted",
  "reverse",
  "toReversed",
  "concat",
  "splice",
  "values",
  "fill",
  "with",
]);

/** What functions of packages give, where it is an instance of the platform's. */
const givenInstances: Readonly<Record<string, string>> = { "@bufbuild/protobuf/wkt timestampDate()": "Date#" };

/** Finds what expressions stand for, from declarations, imports and initialisers; nothing is run. */
export class Evaluator implements Resolver {
  readonly members: Members;
  readonly modules: Modules;
  private readonly bindings: Bindings;
  /** The variables and classes of modules that were come by since it was last emptied: what they start with is run. */
  readonly touched = new Set<ts.VariableDeclaration | ts.ClassLikeDeclaration>();
  private readonly active = new Set<ts.Node>();

  constructor(readonly world: World) {
    this.members = new Members(world, this);
    this.modules = new Modules(world, this);
    this.bindings = new Bindings(world, this, this.members, this.modules);
  }

  /** What an expression may stand for; nothing where it cannot be told. */
  of(expression: ts.Expression, frame: Frame): readonly Ref[] {
    const node = bare(this.world.ts, expression);
    const known = frame.memo.get(node);
    if (known) return known;
    // What is defined by itself is as it was before.
    if (this.active.has(node) || this.active.size > 200) return nothing;
    this.active.add(node);
    const found = this.evaluate(node, frame);
    this.active.delete(node);
    frame.memo.set(node, found);
    return found;
  }

  /** What a declared name may stand for. */
  binding(binding: Binding, frame: Frame): readonly Ref[] {
    return this.bindings.binding(binding, frame);
  }

  /** What a file exports under a name. */
  exported(file: ts.SourceFile, name: string | undefined): readonly Ref[] {
    return this.modules.exported(file, name);
  }

  /** The text that an expression always is: of literals and constants. */
  text(expression: ts.Expression, frame: Frame): string | undefined {
    const { ts } = this.world;
    const node = bare(ts, expression);
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const [left, right] = [this.text(node.left, frame), this.text(node.right, frame)];
      return left === undefined || right === undefined ? undefined : left + right;
    }
    if (ts.isTemplateExpression(node)) {
      const parts = node.templateSpans.map((each) => [this.text(each.expression, frame), each.literal.text] as const);
      if (parts.some(([part]) => part === undefined)) return undefined;
      return node.head.text + parts.map(([part, literal]) => `${part ?? ""}${literal}`).join("");
    }
    if (!ts.isIdentifier(node)) return undefined;
    const binding = this.world.scopes.find(node.text, node);
    const declared = binding?.node;
    if (!declared || !ts.isVariableDeclaration(declared) || !declared.initializer) return undefined;
    if (!(declared.parent.flags & ts.NodeFlags.Const) || declared.initializer === node) return undefined;
    return ts.isIdentifier(bare(ts, declared.initializer)) ? undefined : this.text(declared.initializer, frame);
  }

  /** What a member is of what an expression may stand for; of any member where the name is not known. */
  member(refs: readonly Ref[], name: string | undefined, frame: Frame): readonly Ref[] {
    return refs.length === 0 ? nothing : unique(refs.flatMap((ref) => this.members.of(ref, name, frame)));
  }

  /** What a call of a function gives. */
  result(ref: Ref, call: ts.CallExpression | ts.TaggedTemplateExpression, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    const args = ts.isCallExpression(call) ? call.arguments : [];
    switch (ref.kind) {
      case "global": {
        const [first] = args;
        if (first && passing.has(ref.path)) return unique(args.flatMap((each) => this.of(each, frame)));
        if (ref.path === "Reflect.get" && first && args[1])
          return this.member(this.of(first, frame), this.text(args[1], frame), frame);
        if (first && (ref.path === "Object.values" || ref.path === "Object.entries")) {
          return [{ kind: "list", items: this.member(this.of(first, frame), undefined, frame), node: call }];
        }
        if (first && ref.path === "Array.from") {
          const made = args[1]
            ? this.of(args[1], frame).flatMap((each) => (each.kind === "function" ? this.given(each, frame) : nothing))
            : this.items(this.of(first, frame));
          return made.length > 0 ? [{ kind: "list", items: unique(made), node: call }] : nothing;
        }
        if (first && (ref.path === "Promise.all" || ref.path === "Promise.allSettled")) return this.of(first, frame);
        if (first && (ref.path === "Reflect.construct" || ref.path === "Object.create"))
          return this.instances(this.of(first, frame));
        if (first && ref.path === "Object.getPrototypeOf") return this.of(first, frame);
        if (first && (ref.path === "require" || ref.path === "process.getBuiltinModule"))
          return this.required(first, frame);
        return [{ ...ref, path: `${ref.path}()` }];
      }
      case "module": {
        if (/^(node:)?module$/.test(ref.module) && ref.path === "createRequire")
          return [{ kind: "global", path: "require" }];
        if (/^(node:)?module$/.test(ref.module) && ref.path === "require" && args[0])
          return this.required(args[0], frame);
        const instance = givenInstances[`${ref.module} ${ref.path}()`];
        if (instance !== undefined) return [{ kind: "global", path: instance }];
        return [{ ...ref, path: `${ref.path}()` }];
      }
      case "function":
        return this.returned(ref, args.some(ts.isSpreadElement) ? Infinity : args.length);
      case "class":
        return nothing;
      default:
        return nothing;
    }
  }

  /** What a callback gives, as it is written where it stands. */
  private given({ node }: Extract<Ref, { kind: "function" }>, frame: Frame): readonly Ref[] {
    return unique(returnsOf(this.world.ts, node).flatMap((each) => this.of(each, frame)));
  }

  /** What a function returns, called with so many arguments. */
  returned({ node, self }: Extract<Ref, { kind: "function" }>, supplied: number): readonly Ref[] {
    const { ts } = this.world;
    if (node.asteriskToken) return nothing;
    const inner = makeFrame(node, { self, supplied });
    return unique(returnsOf(ts, node).flatMap((each) => this.of(each, inner)));
  }

  private required(argument: ts.Expression, frame: Frame): readonly Ref[] {
    const specifier = this.text(argument, frame);
    return specifier === undefined ? nothing : this.modules.open(specifier, argument.getSourceFile());
  }

  private evaluate(node: ts.Expression, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    if (ts.isIdentifier(node)) return this.identifier(node, frame);
    if (ts.isPropertyAccessExpression(node)) return this.access(node, node.name.text, frame);
    if (ts.isElementAccessExpression(node)) return this.access(node, this.text(node.argumentExpression, frame), frame);
    if (ts.isCallExpression(node)) return this.call(node, frame);
    if (ts.isNewExpression(node)) return this.made(node, frame);
    if (ts.isTaggedTemplateExpression(node))
      return this.of(node.tag, frame).flatMap((ref) => this.result(ref, node, frame));
    if (isFunctionNode(ts, node))
      return [{ kind: "function", node, self: ts.isArrowFunction(node) ? frame.self : undefined }];
    if (ts.isClassExpression(node)) return [{ kind: "class", node }];
    if (ts.isObjectLiteralExpression(node)) return [{ kind: "object", node }];
    if (ts.isArrayLiteralExpression(node)) {
      const items = node.elements.slice(0, 100).flatMap((each) => {
        if (!ts.isSpreadElement(each)) return this.of(each, frame);
        return this.items(this.of(each.expression, frame));
      });
      return [{ kind: "list", items: unique(items), node }];
    }
    if (ts.isConditionalExpression(node))
      return unique([...this.of(node.whenTrue, frame), ...this.of(node.whenFalse, frame)]);
    if (ts.isAwaitExpression(node)) return this.of(node.expression, frame);
    if (ts.isBinaryExpression(node)) return this.binary(node, frame);
    if (node.kind === ts.SyntaxKind.ThisKeyword) return this.bindings.thisAt(node, frame);
    if (node.kind === ts.SyntaxKind.SuperKeyword) return this.bindings.superAt(node);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      return [{ kind: "global", path: "import.meta" }];
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) return [{ kind: "global", path: "RegExp#" }];
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return [{ kind: "global", path: "String#" }];
    return nothing;
  }

  private binary(node: ts.BinaryExpression, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) {
      return unique([...this.of(node.left, frame), ...this.of(node.right, frame)]);
    }
    const gives =
      kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      kind === ts.SyntaxKind.CommaToken ||
      kind === ts.SyntaxKind.EqualsToken ||
      kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
      kind === ts.SyntaxKind.BarBarEqualsToken;
    return gives ? this.of(node.right, frame) : nothing;
  }

  private access(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    name: string | undefined,
    frame: Frame,
  ): readonly Ref[] {
    return this.member(this.of(node.expression, frame), name, frame);
  }

  private call(node: ts.CallExpression, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      return argument ? this.required(argument, frame) : nothing;
    }
    const callee = bare(ts, node.expression);
    if (ts.isPropertyAccessExpression(callee)) {
      const { text } = callee.name;
      const on = this.of(callee.expression, frame);
      if (text === "bind" && on.length > 0) return on;
      if ((text === "call" || text === "apply") && on.some(isCallable))
        return on.flatMap((ref) => this.result(ref, node, frame));
      if (itemMethods.has(text)) {
        const items = this.items(on);
        if (items.length > 0) return items;
      }
      if (text === "then") return nothing;
      if (listMethods.has(text)) {
        const lists = on.filter((ref) => ref.kind === "list");
        if (lists.length > 0) return lists;
      }
      const [first] = node.arguments;
      if (
        (text === "map" || text === "flatMap") &&
        first &&
        !on.some((ref) => ref.kind === "instance" || ref.kind === "object")
      ) {
        const items = this.of(first, frame).flatMap((ref) =>
          ref.kind === "function" ? this.given(ref, frame) : nothing,
        );
        if (items.length > 0)
          return [{ kind: "list", items: unique(text === "map" ? items : [...items, ...this.items(items)]), node }];
      }
    }
    return unique(this.of(node.expression, frame).flatMap((ref) => this.result(ref, node, frame)));
  }

  private made(node: ts.NewExpression, frame: Frame): readonly Ref[] {
    const made = this.instances(this.of(node.expression, frame));
    const [first] = node.arguments ?? [];
    const isMap = made.some((ref) => ref.kind === "global" && ref.path === "Map#");
    if (!first || !(isMap || made.some((ref) => ref.kind === "global" && ref.path === "Set#"))) return made;
    // A Map is made of pairs.
    const items = this.items(this.of(first, frame));
    const held = isMap ? this.items(items) : items;
    return held.length > 0 ? [...made, { kind: "list", items: held, node }] : made;
  }

  /** The items of lists. */
  items(refs: readonly Ref[]): readonly Ref[] {
    return refs.flatMap((ref) => (ref.kind === "list" ? ref.items : nothing));
  }

  /** What `new` gives. */
  instances(refs: readonly Ref[]): readonly Ref[] {
    return refs.flatMap((ref): readonly Ref[] => {
      if (ref.kind === "class") return [{ kind: "instance", node: ref.node }];
      if (ref.kind === "global" || ref.kind === "module") return [{ ...ref, path: `${ref.path}#` }];
      return nothing;
    });
  }

  private identifier(node: ts.Identifier, frame: Frame): readonly Ref[] {
    const binding = this.world.scopes.find(node.text, node);
    if (binding) return this.bindings.binding(binding, frame);
    if (globalObjects.has(node.text)) return [{ kind: "global", path: "" }];
    return node.text === "undefined" ? nothing : [{ kind: "global", path: node.text }];
  }
}

function isCallable(ref: Ref): boolean {
  return (
    ref.kind === "function" ||
    ((ref.kind === "global" || ref.kind === "module") && ref.path !== "" && !ref.path.endsWith("#"))
  );
}
