import type { Span } from "../diagnostics/diagnostic.js";
import { exponential, fixed } from "../../proto/contract/backoff.js";
import { ts } from "./typescript.js";
import type { Definition, Names } from "./names.js";
import { everything, type Scope } from "./scope.js";
import { toData, type Value } from "./value.js";

/** How deeply a value may be nested, through constants and literals. */
const deepest = 400;

/** How many parts a value may have: constants that name others twice grow without end otherwise. */
const mostParts = 100_000;

class TooLarge extends Error {}

/** Names of JavaScript's own that are data; nothing can be declared by them. */
const constants: ReadonlyMap<string, number | undefined> = new Map([
  ["undefined", undefined],
  ["Infinity", Infinity],
  ["NaN", NaN],
]);

/**
 * Reads values: literals, constants of this and other files, spreads of constants, members of constant objects, and
 * calls of protograph's own functions. Anything that would have to run to be known is unreadable.
 */
export class ValueReader {
  private readonly reading = new Set<ts.Node>();
  private parts = 0;

  constructor(private readonly names: Names) {}

  read(node: ts.Expression, scope: Scope): Value {
    if (this.reading.size > 0) return this.readPart(node, scope);
    this.parts = 0;
    try {
      return this.readPart(node, scope);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      return this.unreadable(node, `it is made of more than ${mostParts} parts`, "write fewer");
    }
  }

  private readPart(node: ts.Expression, scope: Scope): Value {
    const expression = bare(node);
    // A constant may be defined by itself, through any number of files.
    if (this.reading.has(expression)) return this.unreadable(node, "it is defined by itself", "write the value out");
    if (this.reading.size > deepest) return this.unreadable(node, "it is nested too deeply", "write the value out");
    if (this.parts++ > mostParts) throw new TooLarge();
    this.reading.add(expression);
    try {
      return this.readNode(expression, scope, node);
    } finally {
      this.reading.delete(expression);
    }
  }

  private readNode(node: ts.Expression, scope: Scope, at: ts.Node): Value {
    const place = { span: this.names.span(at), node };
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      return { ...place, kind: "data", data: node.text };
    }
    if (ts.isNumericLiteral(node)) return { ...place, kind: "data", data: Number(node.text.replaceAll("_", "")) };
    if (node.kind === ts.SyntaxKind.TrueKeyword) return { ...place, kind: "data", data: true };
    if (node.kind === ts.SyntaxKind.FalseKeyword) return { ...place, kind: "data", data: false };
    if (node.kind === ts.SyntaxKind.NullKeyword) return { ...place, kind: "data", data: null };
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
      const operand = this.read(node.operand, scope);
      return operand.kind === "data" && typeof operand.data === "number"
        ? { ...place, kind: "data", data: -operand.data }
        : this.unreadable(at, "it is computed", "write the value out");
    }
    if (ts.isBinaryExpression(node)) return this.readBinary(node, scope, at);
    if (ts.isTemplateExpression(node)) return this.readTemplate(node, scope, at);
    if (ts.isArrayLiteralExpression(node)) return { ...place, kind: "list", items: this.readItems(node, scope) };
    if (ts.isObjectLiteralExpression(node)) return this.readObject(node, scope, at);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      return { ...place, node, kind: "function", scope, name: node.name?.text ?? "" };
    }
    if (ts.isClassExpression(node)) return { ...place, node, kind: "class", scope };
    if (ts.isIdentifier(node)) {
      return constants.has(node.text)
        ? { ...place, kind: "data", data: constants.get(node.text) }
        : this.readDefinition(this.names.lookup(scope, node.text), at, node);
    }
    if (ts.isPropertyAccessExpression(node)) return this.readMember(node.expression, node.name, scope, at);
    if (ts.isElementAccessExpression(node)) {
      const key = this.read(node.argumentExpression, scope);
      return key.kind === "data" && typeof key.data === "string"
        ? this.member(this.readOwner(node.expression, scope), key.data, at, node.argumentExpression)
        : this.unreadable(at, "its key is computed", "write the key as text");
    }
    if (ts.isCallExpression(node)) return this.readCall(node, scope, at);
    if (ts.isExpressionWithTypeArguments(node)) return this.read(node.expression, scope);
    if (ts.isOmittedExpression(node)) return this.unreadable(at, "nothing stands between two commas", "take one out");
    return this.unreadable(at, "it would have to be run", "write a literal or a constant");
  }

  private readItems(node: ts.ArrayLiteralExpression, scope: Scope): readonly Value[] {
    return node.elements.flatMap((element): readonly Value[] => {
      if (!ts.isSpreadElement(element)) return [this.read(element, scope)];
      const spread = this.read(element.expression, scope);
      if (spread.kind === "list") return spread.items;
      return [
        spread.kind === "broken"
          ? spread
          : this.unreadable(
              element,
              "only a constant list can be spread here",
              "list the items, or spread a constant array",
            ),
      ];
    });
  }

  private readObject(node: ts.ObjectLiteralExpression, scope: Scope, at: ts.Node): Value {
    const entries = new Map<string, { value: Value; keySpan: Span }>();
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.read(property.expression, scope);
        if (spread.kind !== "object") {
          return spread.kind === "broken"
            ? spread
            : this.unreadable(
                property,
                "only a constant object can be spread here",
                "write the options out, or spread a constant",
              );
        }
        // What is spread stands elsewhere, but the reader looks here first.
        for (const [key, entry] of spread.entries) entries.set(key, entry);
        continue;
      }
      const key = this.readKey(property.name, scope);
      if (key === undefined) return this.unreadable(property, "its key is computed", "write the key as a name");
      if (key === "__proto__") return this.unreadable(property, "it sets a prototype", "spread a constant instead");
      entries.set(key, { value: this.readProperty(property, scope), keySpan: this.names.span(property.name) });
    }
    return { span: this.names.span(at), node, kind: "object", entries };
  }

  private readKey(name: ts.PropertyName, scope: Scope): string | undefined {
    if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name)) return name.text;
    if (!ts.isComputedPropertyName(name)) return undefined;
    const key = this.read(name.expression, scope);
    return key.kind === "data" && typeof key.data === "string" ? key.data : undefined;
  }

  private readProperty(
    property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.MethodDeclaration | ts.AccessorDeclaration,
    scope: Scope,
  ): Value {
    if (ts.isPropertyAssignment(property)) return this.read(property.initializer, scope);
    if (ts.isShorthandPropertyAssignment(property)) return this.read(property.name, scope);
    if (ts.isMethodDeclaration(property)) {
      const name = property.name.getText();
      return { span: this.names.span(property.name), node: property, kind: "function", scope, name };
    }
    return this.unreadable(property, "a getter or setter runs code", "write the value out");
  }

  private readBinary(node: ts.BinaryExpression, scope: Scope, at: ts.Node): Value {
    const left = this.read(node.left, scope);
    const right = this.read(node.right, scope);
    if (left.kind === "data" && right.kind === "data") {
      const data = fold(node.operatorToken.kind, left.data, right.data);
      if (data !== undefined) return { span: this.names.span(at), node, kind: "data", data };
    }
    return this.unreadable(at, "it is computed", "write the value out");
  }

  private readTemplate(node: ts.TemplateExpression, scope: Scope, at: ts.Node): Value {
    let text = node.head.text;
    for (const span of node.templateSpans) {
      const value = this.read(span.expression, scope);
      if (value.kind !== "data") return this.unreadable(at, "it is computed", "write the text out");
      text += String(value.data) + span.literal.text;
    }
    return { span: this.names.span(at), node, kind: "data", data: text };
  }

  private readMember(owner: ts.Expression, name: ts.MemberName, scope: Scope, at: ts.Node): Value {
    return this.member(this.readOwner(owner, scope), name.text, at, name);
  }

  /** What stands before a dot: a namespace of names, or a value. */
  private readOwner(node: ts.Expression, scope: Scope): Definition | Value {
    const owner = bare(node);
    if (!ts.isIdentifier(owner)) return this.read(owner, scope);
    const definition = this.names.lookup(scope, owner.text);
    return definition.kind === "module" || definition.kind === "protograph" ? definition : this.read(owner, scope);
  }

  private member(owner: Definition | Value, name: string, at: ts.Node, place: ts.Node): Value {
    switch (owner.kind) {
      case "module":
        return this.readDefinition(this.names.exported(owner.scope, name, place), at, at);
      case "protograph":
        return this.readDefinition({ kind: "protograph", name }, at, at);
      case "broken":
        return { span: this.names.span(at), node: at, kind: "broken" };
      case "object": {
        const value = owner.entries.get(name)?.value;
        return value
          ? { ...value, span: this.names.span(at) }
          : this.unreadable(at, `there is no ${name} in it`, "correct the name");
      }
      default:
        return this.unreadable(at, "it would have to be run", "write a literal or a constant");
    }
  }

  private readCall(node: ts.CallExpression, scope: Scope, at: ts.Node): Value {
    const callee = this.calleeOf(node, scope);
    if (callee === undefined) {
      return this.unreadable(
        at,
        `${node.expression.getText().slice(0, 40)}(…) would have to be run`,
        "write the value as a literal or a constant",
      );
    }
    // Graphs and flows may contain each other, to any depth.
    const args = callee === "graph" || callee === "flow" ? [] : node.arguments.map((each) => this.read(each, scope));
    if (callee === "fixed" || callee === "exponential") return this.readBackoff(callee, node, args, at);
    return { span: this.names.span(at), node, kind: "call", callee, call: node, scope, args };
  }

  /** The name of protograph's function that is called; `undefined` where another one is. */
  calleeOf(node: ts.CallExpression, scope: Scope): string | undefined {
    const { expression } = node;
    if (ts.isIdentifier(expression)) {
      const definition = this.names.lookup(scope, expression.text);
      return definition.kind === "protograph" ? definition.name : undefined;
    }
    if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return undefined;
    const owner = this.names.lookup(scope, expression.expression.text);
    if (owner.kind === "protograph" && owner.name === everything) return expression.name.text;
    if (owner.kind !== "module") return undefined;
    const definition = this.names.exported(owner.scope, expression.name.text, expression.name);
    return definition.kind === "protograph" ? definition.name : undefined;
  }

  /** `fixed` and `exponential` are the only functions whose result is data: their own code computes it. */
  private readBackoff(
    callee: "fixed" | "exponential",
    node: ts.CallExpression,
    args: readonly Value[],
    at: ts.Node,
  ): Value {
    const span = this.names.span(at);
    const fault = args.find((each) => each.kind === "unreadable" || each.kind === "broken");
    if (fault) return fault;
    const [base, options] = args.map((each) => toData(each).data);
    const made: object = callee === "fixed" ? fixed(base as never) : exponential(base as never, options as never);
    const places = new Map<string, Value>();
    // The longest wait of a fixed one is the wait itself.
    for (const key of callee === "fixed" ? ["base", "max"] : ["base"]) if (args[0]) places.set(key, args[0]);
    if (args[1]?.kind === "object") for (const [key, { value }] of args[1].entries) places.set(key, value);
    const entries = Object.entries(made).map(([key, data]: [string, unknown]) => {
      const place = places.get(key) ?? { span, node };
      const value: Value = { span: place.span, node: place.node, kind: "data", data: data as string };
      return [key, { value, keySpan: place.span }] as const;
    });
    return { span, node, kind: "object", entries: new Map(entries) };
  }

  private readDefinition(definition: Definition, at: ts.Node, node: ts.Node): Value {
    const place = { span: this.names.span(at), node };
    switch (definition.kind) {
      case "broken":
        return { ...place, kind: "broken" };
      case "builtin":
        return { ...place, kind: "global", name: definition.name };
      case "global":
        // Classes like Error are there without a declaration; what else is there only running would tell.
        if (typeof Reflect.get(globalThis, definition.name) === "function") {
          return { ...place, kind: "global", name: definition.name };
        }
        if (definition.name in globalThis) {
          return this.unreadable(at, "it would have to be run", "write a literal or a constant");
        }
        this.names.missingName(definition.name, node);
        return { ...place, kind: "broken" };
      case "module":
      case "protograph":
        return this.unreadable(
          at,
          `${definition.kind === "protograph" ? definition.name : "a module"} is no value here`,
          "write a literal or a constant",
        );
      case "declared":
        return this.readDeclared(definition, at);
    }
  }

  private readDeclared(definition: Extract<Definition, { kind: "declared" }>, at: ts.Node): Value {
    const { node, scope } = definition;
    const span = this.names.span(at);
    if (ts.isClassDeclaration(node)) return { span, node, kind: "class", scope };
    if (ts.isFunctionDeclaration(node)) return { span, node, kind: "function", scope, name: node.name?.text ?? "" };
    if (ts.isExportAssignment(node)) return { ...this.read(node.expression, scope), span };
    if (ts.isBindingElement(node)) {
      return this.unreadable(at, "it is taken out of another value", "name it where it is declared");
    }
    if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node))
      return { span, node, kind: "type", definition };
    if (!ts.isVariableDeclaration(node)) return this.unreadable(at, "it is no value", "write a literal or a constant");
    if (!(node.parent.flags & ts.NodeFlags.Const) && !node.getSourceFile().isDeclarationFile) {
      return this.unreadable(at, `${definition.name} is no const`, "declare it with const");
    }
    if (isGenerated(node) || !node.initializer) return { span, node, kind: "constant", definition };
    const value = this.read(node.initializer, scope);
    if (value.kind === "function" && value.name === "") return { ...value, span, name: definition.name };
    return { ...value, span };
  }

  private unreadable(node: ts.Node, why: string, fix: string): Value {
    return { span: this.names.span(node), node, kind: "unreadable", why, fix };
  }
}

function fold(operator: ts.SyntaxKind, left: unknown, right: unknown): string | number | undefined {
  if (typeof left === "string" && typeof right === "string") {
    return operator === ts.SyntaxKind.PlusToken ? left + right : undefined;
  }
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  if (operator === ts.SyntaxKind.PlusToken) return left + right;
  if (operator === ts.SyntaxKind.MinusToken) return left - right;
  if (operator === ts.SyntaxKind.AsteriskToken) return left * right;
  return operator === ts.SyntaxKind.SlashToken ? left / right : undefined;
}

/** An expression without what does not change its value. */
function bare(node: ts.Expression): ts.Expression {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  ) {
    return bare(node.expression);
  }
  return node;
}

/** A constant of a generated module, like a schema: its type says what it is, its initialiser is a call into protobuf-es. */
function isGenerated({ type }: ts.VariableDeclaration): boolean {
  return type !== undefined && ts.isTypeReferenceNode(type) && /^Gen[A-Z]\w+$/.test(type.typeName.getText());
}
