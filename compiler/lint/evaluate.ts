import type { ts } from "../source/tree.js";
import { type Frame, makeFrame } from "./frame.js";
import { Members } from "./members.js";
import { Modules } from "./modules.js";
import { type FunctionNode, globalObjects, type Ref } from "./reference.js";
import type { Resolver } from "./resolver.js";
import type { Binding } from "./scopes.js";
import { bare, functionAround, isFunctionNode, propertyText, returnsOf } from "./tree.js";
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

/** Methods that call what they are given with each item. */
export const iterationMethods: ReadonlyMap<string, number> = new Map([
  ["map", 0],
  ["forEach", 0],
  ["filter", 0],
  ["find", 0],
  ["findLast", 0],
  ["findIndex", 0],
  ["findLastIndex", 0],
  ["some", 0],
  ["every", 0],
  ["flatMap", 0],
  ["reduce", 1],
  ["reduceRight", 1],
]);

/** Types of the platform whose instances are worth telling from others. */
const knownTypes = new Set([
  "Date",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "RegExp",
  "Promise",
  "ReadonlyMap",
  "ReadonlySet",
]);

/** What functions of packages give, where it is an instance of the platform's. */
const givenInstances: Readonly<Record<string, string>> = { "@bufbuild/protobuf/wkt timestampDate()": "Date#" };

/** Finds what expressions stand for, from declarations, imports and initialisers; nothing is run. */
export class Evaluator implements Resolver {
  readonly members: Members;
  readonly modules: Modules;
  /** The variables and classes of modules that were come by since it was last emptied: what they start with is run. */
  readonly touched = new Set<ts.VariableDeclaration | ts.ClassLikeDeclaration>();
  private readonly active = new Set<ts.Node>();

  constructor(readonly world: World) {
    this.members = new Members(world, this);
    this.modules = new Modules(world, this);
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
    if (ts.isNewExpression(node)) return this.instances(this.of(node.expression, frame));
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
    if (node.kind === ts.SyntaxKind.ThisKeyword) return this.thisAt(node, frame);
    if (node.kind === ts.SyntaxKind.SuperKeyword) return this.superAt(node);
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
    }
    return unique(this.of(node.expression, frame).flatMap((ref) => this.result(ref, node, frame)));
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
    if (binding) return this.binding(binding, frame);
    if (globalObjects.has(node.text)) return [{ kind: "global", path: "" }];
    return node.text === "undefined" ? nothing : [{ kind: "global", path: node.text }];
  }

  /** What a declared name may stand for. */
  binding({ node, name }: Binding, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    if (ts.isVariableDeclaration(node)) return this.variable(node, name, frame);
    if (ts.isBindingElement(node)) return this.pattern(node, name, frame);
    if (ts.isParameter(node)) return this.parameter(node, frame);
    if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) {
      return isFunctionNode(ts, node) ? [{ kind: "function", node }] : nothing;
    }
    if (ts.isClassDeclaration(node) || ts.isClassExpression(node)) {
      this.touched.add(node);
      return [{ kind: "class", node }];
    }
    if (ts.isModuleDeclaration(node)) return [{ kind: "block", node }];
    if (ts.isImportEqualsDeclaration(node)) {
      const { moduleReference } = node;
      if (!ts.isExternalModuleReference(moduleReference) || !ts.isStringLiteral(moduleReference.expression))
        return nothing;
      return this.modules.open(moduleReference.expression.text, node.getSourceFile());
    }
    if (ts.isEnumDeclaration(node)) return nothing;
    return this.modules.imported(node);
  }

  private variable(node: ts.VariableDeclaration, name: string, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    this.touched.add(node);
    const typed = node.type ? this.typed(node.type) : nothing;
    const isConst = (node.parent.flags & ts.NodeFlags.Const) !== 0;
    const around = node.parent.parent;
    if (ts.isForOfStatement(around) && ts.isVariableDeclarationList(node.parent)) {
      return this.items(this.of(around.expression, frame));
    }
    const first = node.initializer ? this.of(node.initializer, frame) : nothing;
    const rest = isConst || !ts.isIdentifier(node.name) ? nothing : this.assigned(name, node, frame);
    const found = unique([...first, ...rest]);
    return found.length > 0 ? found : typed;
  }

  private assigned(name: string, declared: ts.Node, frame: Frame): readonly Ref[] {
    const { scopes } = this.world;
    return this.world.assignments(declared.getSourceFile(), name).flatMap(({ target, value }) => {
      if (!value || scopes.find(name, target)?.node !== declared) return nothing;
      return this.of(value, frame);
    });
  }

  private pattern(node: ts.BindingElement, name: string, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    const { parent: pattern } = node;
    const owner = pattern.parent;
    let source: readonly Ref[];
    if (ts.isBindingElement(owner)) source = this.pattern(owner, name, frame);
    else if (ts.isParameter(owner)) source = this.parameter(owner, frame);
    else source = this.variable(owner, name, frame);
    const fallback = node.initializer ? this.of(node.initializer, frame) : nothing;
    if (node.dotDotDotToken) return unique([...source, ...fallback]);
    if (ts.isArrayBindingPattern(pattern)) return unique([...this.items(source), ...fallback]);
    const key = node.propertyName
      ? propertyText(ts, node.propertyName)
      : ts.isIdentifier(node.name)
        ? node.name.text
        : undefined;
    const computed =
      node.propertyName && ts.isComputedPropertyName(node.propertyName)
        ? this.text(node.propertyName.expression, frame)
        : undefined;
    return unique([...this.member(source, key ?? computed, frame), ...fallback]);
  }

  private parameter(node: ts.ParameterDeclaration, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    const owner = node.parent;
    // What a constructor takes are services.
    if (ts.isConstructorDeclaration(owner))
      return owner === frame.unit && frame.supplied !== Infinity ? this.defaultOf(node, frame) : [{ kind: "service" }];
    const typed = node.type ? this.typed(node.type) : nothing;
    const given = this.handed(node, owner, frame);
    const fallback = this.defaultOf(node, frame);
    const found = unique([...given, ...fallback]);
    return found.length > 0 ? found : typed;
  }

  /** What a parameter is where the call leaves it out. */
  private defaultOf(node: ts.ParameterDeclaration, frame: Frame): readonly Ref[] {
    if (!node.initializer) return nothing;
    const index = node.parent.parameters.indexOf(node);
    if (node.parent === frame.unit && index < frame.supplied) return nothing;
    return this.of(node.initializer, frame);
  }

  /** What a callback is given: the items of a list. */
  private handed(node: ts.ParameterDeclaration, owner: ts.Node, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    const call = owner.parent as ts.Node | undefined;
    if (!call || !ts.isCallExpression(call) || call.arguments[0] !== owner) return nothing;
    const callee = bare(ts, call.expression);
    if (!ts.isPropertyAccessExpression(callee)) return nothing;
    const position = iterationMethods.get(callee.name.text);
    if (position === undefined || (owner as FunctionNode).parameters[position] !== node) return nothing;
    return this.items(this.of(callee.expression, frame));
  }

  /** An instance of the platform's, by the type that is written. */
  private typed(type: ts.TypeNode): readonly Ref[] {
    const { ts } = this.world;
    if (ts.isUnionTypeNode(type)) return type.types.flatMap((each) => this.typed(each));
    if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return nothing;
    const { text } = type.typeName;
    if (!knownTypes.has(text) || this.world.scopes.find(text, type)) return nothing;
    return [{ kind: "global", path: `${text.replace(/^Readonly/, "")}#` }];
  }

  private thisAt(node: ts.Node, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
      if (ts.isArrowFunction(at)) continue;
      if (ts.isClassStaticBlockDeclaration(at) && ts.isClassLike(at.parent))
        return [{ kind: "class", node: at.parent }];
      if (ts.isClassElement(at) && ts.isClassLike(at.parent)) {
        if (hasStatic(ts, at)) return [{ kind: "class", node: at.parent }];
        // A method that is inherited runs on the class that inherits it.
        return [
          {
            kind: "instance",
            node: frame.self && this.members.inherits(frame.self, at.parent) ? frame.self : at.parent,
          },
        ];
      }
      if (
        (ts.isMethodDeclaration(at) || ts.isGetAccessor(at) || ts.isSetAccessor(at)) &&
        ts.isObjectLiteralExpression(at.parent)
      ) {
        return [{ kind: "object", node: at.parent }];
      }
      if (ts.isFunctionExpression(at) || ts.isFunctionDeclaration(at)) {
        const literal = ts.isPropertyAssignment(at.parent) ? at.parent.parent : undefined;
        return literal ? [{ kind: "object", node: literal }] : nothing;
      }
    }
    return nothing;
  }

  private superAt(node: ts.Node): readonly Ref[] {
    const { ts } = this.world;
    const method = functionAround(ts, node);
    for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
      if (!ts.isClassLike(at)) continue;
      const base = this.members.baseOf(at);
      const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
      const isStatic = method && ts.isClassElement(method) && hasStatic(ts, method);
      return isCall || isStatic ? base : this.instances(base);
    }

    return nothing;
  }
}

function isCallable(ref: Ref): boolean {
  return (
    ref.kind === "function" ||
    ((ref.kind === "global" || ref.kind === "module") && ref.path !== "" && !ref.path.endsWith("#"))
  );
}

/** Whether a member belongs to its class and not to the instances. */
export function hasStatic(ts: World["ts"], node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((each) => each.kind === ts.SyntaxKind.StaticKeyword) ?? false)
  );
}

/** Each once. */
export function unique(refs: readonly Ref[]): readonly Ref[] {
  if (refs.length < 2) return refs;
  const seen = new Map<unknown, Ref[]>();
  const kept: Ref[] = [];
  for (const ref of refs) {
    const key = keyOf(ref);
    const same = seen.get(key);
    if (same?.some((each) => each.kind === ref.kind)) continue;
    if (same) same.push(ref);
    else seen.set(key, [ref]);
    kept.push(ref);
  }
  return kept;
}

function keyOf(ref: Ref): unknown {
  if (ref.kind === "global") return ref.path;
  if (ref.kind === "module" || ref.kind === "unreadable") return `${ref.module} ${ref.path}`;
  if (ref.kind === "service") return "service";
  return ref.kind === "file" ? ref.file : ref.node;
}
