import type { ts } from "../source/tree.js";
import type { TypeScript } from "./scopes.js";
import { bare, hasModifier, propertyText } from "./tree.js";

/** How a module comes by one of the names it exports. */
export type Exported =
  /** A name of its own scope. */
  | { readonly kind: "local"; readonly name: string; readonly at: ts.Node }
  /** A name of another module; `*` for all of it. */
  | { readonly kind: "from"; readonly specifier: string; readonly name: string; readonly at: ts.Node }
  | { readonly kind: "expression"; readonly node: ts.Expression }
  | { readonly kind: "declaration"; readonly node: ts.FunctionDeclaration | ts.ClassDeclaration };

/** The names that a module exports. */
export interface ModuleExports {
  readonly names: ReadonlyMap<string, Exported>;
  /** The modules of which it exports everything. */
  readonly stars: readonly { readonly specifier: string; readonly at: ts.Node }[];
  /** `module.exports = …`, and other values whose members are exports. */
  readonly whole: readonly ts.Expression[];
}

/** Reads what a module exports: in the form of ECMAScript, or as CommonJS writes it. */
export function readExports(ts: TypeScript, file: ts.SourceFile): ModuleExports {
  const names = new Map<string, Exported>();
  const stars: { specifier: string; at: ts.Node }[] = [];
  const whole: ts.Expression[] = [];
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) readExportDeclaration(ts, statement, names, stars);
    else if (ts.isExportAssignment(statement)) {
      names.set("default", { kind: "expression", node: statement.expression });
      if (statement.isExportEquals) whole.push(statement.expression);
    } else if (hasModifier(ts, statement, ts.SyntaxKind.ExportKeyword)) readDeclaration(ts, statement, names);
    else if (ts.isExpressionStatement(statement)) readCommonJs(ts, statement.expression, names, stars, whole);
  }
  return { names, stars, whole };
}

function readExportDeclaration(
  ts: TypeScript,
  statement: ts.ExportDeclaration,
  names: Map<string, Exported>,
  stars: { specifier: string; at: ts.Node }[],
): void {
  if (statement.isTypeOnly) return;
  const from = statement.moduleSpecifier;
  const specifier = from && ts.isStringLiteral(from) ? from.text : undefined;
  const clause = statement.exportClause;
  if (!clause) {
    if (specifier !== undefined) stars.push({ specifier, at: statement });
  } else if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined) names.set(clause.name.text, { kind: "from", specifier, name: "*", at: clause });
  } else {
    for (const each of clause.elements) {
      const name = (each.propertyName ?? each.name).text;
      names.set(
        each.name.text,
        specifier === undefined ? { kind: "local", name, at: each } : { kind: "from", specifier, name, at: each },
      );
    }
  }
}

function readDeclaration(ts: TypeScript, statement: ts.Statement, names: Map<string, Exported>): void {
  const local = (name: string, at: ts.Node) => names.set(name, { kind: "local", name, at });
  if (ts.isVariableStatement(statement)) {
    const bound = (name: ts.BindingName): void => {
      if (ts.isIdentifier(name)) local(name.text, name);
      else for (const each of name.elements) if (ts.isBindingElement(each)) bound(each.name);
    };
    for (const each of statement.declarationList.declarations) bound(each.name);
  } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    if (hasModifier(ts, statement, ts.SyntaxKind.DefaultKeyword)) {
      if (!ts.isFunctionDeclaration(statement) || statement.body)
        names.set("default", { kind: "declaration", node: statement });
    } else if (statement.name) local(statement.name.text, statement.name);
  } else if (ts.isEnumDeclaration(statement)) {
    local(statement.name.text, statement.name);
  } else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) {
    local(statement.name.text, statement.name);
  }
}

function readCommonJs(
  ts: TypeScript,
  expression: ts.Expression,
  names: Map<string, Exported>,
  stars: { specifier: string; at: ts.Node }[],
  whole: ts.Expression[],
): void {
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const { left, right } = expression;
    // `exports.a = exports.b = c` gives c two names.
    let value = right;
    while (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken) value = value.right;
    if (isModuleExports(ts, left) || (ts.isIdentifier(left) && left.text === "exports")) whole.push(value);
    else if (ts.isPropertyAccessExpression(left) && isExportsObject(ts, left.expression)) {
      // What is `void 0` for now gets its value further down.
      if (!ts.isVoidExpression(value)) names.set(left.name.text, { kind: "expression", node: value });
    }
    if (ts.isBinaryExpression(right)) readCommonJs(ts, right, names, stars, whole);
  } else if (ts.isBinaryExpression(expression)) {
    readCommonJs(ts, expression.left, names, stars, whole);
    readCommonJs(ts, expression.right, names, stars, whole);
  } else if (ts.isCallExpression(expression)) readDefinedExport(ts, expression, names, stars);
}

/** `Object.defineProperty(exports, "name", { get })` and `__exportStar(require("…"), exports)`, as compilers write them. */
function readDefinedExport(
  ts: TypeScript,
  call: ts.CallExpression,
  names: Map<string, Exported>,
  stars: { specifier: string; at: ts.Node }[],
): void {
  const [first, second, third] = call.arguments;
  const required = first && requiredModule(ts, first);
  if (required !== undefined && /(^|\.)__exportStar$|(^|\.)__export$/.test(call.expression.getText())) {
    stars.push({ specifier: required, at: call });
    return;
  }
  if (!first || !second || !isExportsObject(ts, first) || !ts.isStringLiteral(second)) return;
  if (!third || !ts.isObjectLiteralExpression(third)) return;
  for (const property of third.properties) {
    const name = property.name && propertyText(ts, property.name);
    if (name === "value" && ts.isPropertyAssignment(property)) {
      names.set(second.text, { kind: "expression", node: property.initializer });
    }
    if (name !== "get") continue;
    const getter = ts.isPropertyAssignment(property) ? property.initializer : property;
    const body =
      ts.isFunctionExpression(getter) || ts.isArrowFunction(getter) || ts.isMethodDeclaration(getter)
        ? getter.body
        : undefined;
    const only = body && ts.isBlock(body) ? body.statements.find(ts.isReturnStatement)?.expression : body;
    if (only) names.set(second.text, { kind: "expression", node: only });
  }
}

function isExportsObject(ts: TypeScript, node: ts.Expression): boolean {
  return (ts.isIdentifier(node) && node.text === "exports") || isModuleExports(ts, node);
}

function isModuleExports(ts: TypeScript, node: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === "exports" &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "module"
  );
}

/** The module of `require("…")`. */
function requiredModule(ts: TypeScript, node: ts.Expression): string | undefined {
  const call = bare(ts, node);
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression) || call.expression.text !== "require")
    return undefined;
  const [argument] = call.arguments;
  return argument && ts.isStringLiteralLike(argument) ? argument.text : undefined;
}
