import { readFileSync } from "node:fs";
import { resolve, sep } from "node:path";
import { sha256 } from "../../proto/contract/digest.js";
import type { Config } from "../config/config.js";
import type { Span } from "../diagnostics/diagnostic.js";
import { type Exported, type ModuleExports, readExports } from "../lint/module-exports.js";
import { type Binding, Scopes } from "../lint/scopes.js";
import type { Front } from "../source/front.js";
import { ts } from "../source/typescript.js";

/**
 * Digests of the source that a declaration reaches: the texts of it and of every function, class and variable of the
 * project's that is named in it, in what that names, and so on. Comments, types, layout and the order of declarations
 * are not part of it, nor is what else stands in a file. Of a package only the name of what is imported counts.
 */
export class ReachedSource {
  private readonly scopes = new Scopes(ts);
  private readonly exports = new Map<ts.SourceFile, ModuleExports>();
  /** What each declaration is, as text, and what it names. */
  private readonly units = new Map<ts.Node, { readonly text: string; readonly names: readonly Reached[] }>();

  constructor(
    private readonly config: Pick<Config, "root" | "out">,
    private readonly front: Front,
  ) {}

  /** @param spans the names of the declarations, or where one has none, all of it. */
  digest(spans: readonly Span[]): string {
    const texts = new Set<string>();
    const reached = new Set<ts.Node>(spans.flatMap((span) => this.declarationAt(span) ?? []));
    const starts = new Set(reached);
    // A set takes what is added while it is walked: what calls itself is looked at once.
    for (const node of reached) {
      const { text, names } = this.unit(node, starts.has(node));
      texts.add(text);
      for (const each of names) {
        if (typeof each === "string") texts.add(each);
        else reached.add(each);
      }
    }
    return sha256([...texts].sort().join("\n\n"));
  }

  /** What is declared where a name or a function stands. */
  private declarationAt(span: Span): ts.Node | undefined {
    const file = this.front.file(resolve(this.config.root, span.file));
    if (!file) return undefined;
    const start = file.getPositionOfLineAndCharacter(span.line - 1, span.column - 1);
    let node: ts.Node = file;
    for (let inner: ts.Node | undefined = file; inner;) {
      node = inner;
      inner = ts.forEachChild(node, (child) =>
        child.getStart(file) <= start && start < child.getEnd() ? child : undefined,
      );
    }
    while ((node.parent as ts.Node | undefined) && !isDeclaration(node)) node = node.parent;
    return node === file ? undefined : node;
  }

  private unit(node: ts.Node, isStart: boolean): { readonly text: string; readonly names: readonly Reached[] } {
    let unit = this.units.get(node);
    if (!unit) {
      // A step may be renamed: what it is called is not what it does.
      const own = isStart ? (node as { readonly name?: ts.Node }).name : undefined;
      const tokens: string[] = [];
      const names = new Set<Reached>();
      const file = node.getSourceFile();
      for (const leaf of leaves(node)) {
        tokens.push(leaf === own ? "self" : file.text.slice(leaf.getStart(file), leaf.getEnd()));
        if (ts.isIdentifier(leaf) && isValueName(leaf)) for (const each of this.named(leaf)) names.add(each);
      }
      this.units.set(node, (unit = { text: tokens.join(" "), names: [...names] }));
    }
    return unit;
  }

  /** What a name stands for, if that is declared at the top of a file. */
  private named(name: ts.Identifier): readonly Reached[] {
    const binding = this.scopes.find(name.text, name);
    return binding && ts.isSourceFile(binding.scope) ? this.bound(binding, name) : [];
  }

  private bound({ node, scope }: Binding, use?: ts.Identifier): readonly Reached[] {
    const from = scope.getSourceFile();
    if (ts.isImportClause(node)) return this.imported(node.parent, "default", from);
    if (ts.isImportSpecifier(node)) {
      return this.imported(node.parent.parent.parent, (node.propertyName ?? node.name).text, from);
    }
    if (ts.isNamespaceImport(node)) {
      const access = use?.parent;
      const isMember = access && ts.isPropertyAccessExpression(access) && access.expression === use;
      return this.imported(node.parent.parent, isMember ? access.name.text : "*", from);
    }
    return [declarationOf(node)];
  }

  private imported(node: ts.Node, name: string, from: ts.SourceFile): readonly Reached[] {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return [];
    return this.from(node.moduleSpecifier.text, name, from, new Set());
  }

  private from(specifier: string, name: string, importer: ts.SourceFile, seen: Set<string>): readonly Reached[] {
    const path = this.front.source(specifier, importer.fileName) ?? this.front.resolve(specifier, importer.fileName);
    if (path?.endsWith(".json")) return [readFileSync(path, "utf8")];
    const file = path === undefined || this.isForeign(path) ? undefined : this.front.file(path);
    if (!file || file.text.startsWith("// @generated by")) return [`${name} of ${specifier}`];
    const key = `${file.fileName} ${name}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return this.exported(file, name, seen);
  }

  private exported(file: ts.SourceFile, name: string, seen: Set<string>): readonly Reached[] {
    let exports = this.exports.get(file);
    if (!exports) this.exports.set(file, (exports = readExports(ts, file)));
    const { names, stars } = exports;
    const found = name === "*" ? [...names.values()] : [names.get(name)].filter((each) => each !== undefined);
    const own = found.flatMap((each) => this.follow(each, file, seen));
    if (found.length > 0 && name !== "*") return own;
    return [...own, ...stars.flatMap(({ specifier }) => this.from(specifier, name, file, seen))];
  }

  private follow(exported: Exported, file: ts.SourceFile, seen: Set<string>): readonly Reached[] {
    if (exported.kind === "from") return this.from(exported.specifier, exported.name, file, seen);
    if (exported.kind !== "local") return [exported.node];
    const binding = this.scopes.namesOf(file).get(exported.name);
    return binding ? this.bound(binding) : [];
  }

  private isForeign(path: string): boolean {
    return path.includes("/node_modules/") || path.startsWith(this.config.out + sep);
  }
}

/** A declaration, or what is known of something that is not looked into. */
type Reached = ts.Node | string;

/** The variable, of the parts of a pattern that it is declared with. */
function declarationOf(node: ts.Node): ts.Node {
  let at = node;
  while (ts.isBindingElement(at)) at = at.parent.parent;
  return at;
}

function isDeclaration(node: ts.Node): boolean {
  return (
    ts.isClassLike(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isVariableDeclaration(node)
  );
}

/** The tokens of a node that mean something where the program runs, in order. */
function* leaves(root: ts.Node): Generator<ts.Node> {
  const file = root.getSourceFile();
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (isErased(node)) continue;
    const children = node.getChildren(file).filter((child) => !ts.isJSDoc(child));
    if (children.length === 0) yield node;
    else waiting.push(...children.toReversed());
  }
}

/** Types, but for the class that a class extends, which looks like one. */
function isErased(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  return ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node);
}

/** Whether an identifier stands for a value, and is not the name of a member. */
function isValueName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  return !(
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent) ||
      ts.isEnumMember(parent)) &&
    parent.name === node
  );
}
