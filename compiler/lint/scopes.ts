import type { ts } from "../source/tree.js";

/** TypeScript itself, as whoever reads the files has it. */
export type TypeScript = typeof ts;

/** A declaration that gives a name a value. */
export type Declared =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ClassDeclaration
  | ts.ClassExpression
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.ImportClause
  | ts.NamespaceImport
  | ts.ImportSpecifier
  | ts.ImportEqualsDeclaration;

/** A name, and where it is declared. */
export interface Binding {
  readonly name: string;
  readonly node: Declared;
  /** What it is declared in: a file, a function, a block … */
  readonly scope: ts.Node;
}

type Names = ReadonlyMap<string, Binding>;

const none: Names = new Map();

/** Finds the declarations of names, by the scopes of JavaScript; a scope is read when a name is first looked for in it. */
export class Scopes {
  private readonly read = new WeakMap<ts.Node, Names>();

  constructor(private readonly ts: TypeScript) {}

  /** The declaration that a name means where a node stands; `undefined` for a name of the platform. */
  find(name: string, from: ts.Node): Binding | undefined {
    let child = from;
    // A node that is being edited may hang in no file.
    for (let at: ts.Node | undefined = from.parent; at; child = at, at = at.parent as ts.Node | undefined) {
      const found = this.namesOf(at, child).get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** The names that a node declares for what stands in it. */
  namesOf(node: ts.Node, child?: ts.Node): Names {
    const { ts } = this;
    if (!this.isScope(node)) return none;
    // What is written in a class's head or a function's decorators does not see its parameters.
    if (
      ts.isFunctionLike(node) &&
      child &&
      (ts.isDecorator(child) || (child === (node as { name?: ts.Node }).name && !ts.isFunctionExpression(node)))
    ) {
      return none;
    }
    let names = this.read.get(node);
    if (!names) this.read.set(node, (names = this.readScope(node)));
    return names;
  }

  private isScope(node: ts.Node): boolean {
    const { ts } = this;
    return (
      ts.isSourceFile(node) ||
      ts.isFunctionLike(node) ||
      ts.isBlock(node) ||
      ts.isClassLike(node) ||
      ts.isModuleBlock(node) ||
      ts.isCaseBlock(node) ||
      ts.isForStatement(node) ||
      ts.isForOfStatement(node) ||
      ts.isForInStatement(node) ||
      ts.isCatchClause(node) ||
      ts.isClassStaticBlockDeclaration(node)
    );
  }

  private readScope(scope: ts.Node): Names {
    const { ts } = this;
    const names = new Map<string, Binding>();
    const bind = (name: string, node: Declared) => {
      const before = names.get(name);
      // The overloads of a function stand under the one with the body.
      if (!before || (ts.isFunctionDeclaration(node) && node.body)) names.set(name, { name, node, scope });
    };
    if (ts.isFunctionLike(scope)) {
      for (const parameter of scope.parameters) this.bindPattern(parameter, bind);
      if ((ts.isFunctionExpression(scope) || ts.isClassExpression(scope)) && scope.name) bind(scope.name.text, scope);
      const { body } = scope as { readonly body?: ts.Node };
      if (body) this.hoist(body, bind);
    } else if (ts.isClassLike(scope)) {
      if (scope.name) bind(scope.name.text, scope);
    } else if (ts.isCatchClause(scope)) {
      if (scope.variableDeclaration) this.bindPattern(scope.variableDeclaration, bind);
    } else if (ts.isForStatement(scope) || ts.isForOfStatement(scope) || ts.isForInStatement(scope)) {
      const { initializer } = scope;
      if (initializer && ts.isVariableDeclarationList(initializer)) {
        for (const each of initializer.declarations) this.bindPattern(each, bind);
      }
    } else if (ts.isCaseBlock(scope)) {
      for (const clause of scope.clauses) this.bindStatements(clause.statements, bind);
    } else if (ts.isSourceFile(scope) || ts.isBlock(scope) || ts.isModuleBlock(scope)) {
      this.bindStatements(scope.statements, bind);
      if (ts.isSourceFile(scope))
        for (const each of scope.statements) if (!isDeclarationStatement(ts, each)) this.hoist(each, bind);
    } else if (ts.isClassStaticBlockDeclaration(scope)) {
      this.hoist(scope.body, bind);
    }
    return names;
  }

  private bindStatements(statements: readonly ts.Statement[], bind: (name: string, node: Declared) => void): void {
    const { ts } = this;
    for (const each of statements) {
      // What is only declared is there already: it is the platform's.
      if (this.isAmbient(each)) continue;
      if (ts.isVariableStatement(each)) {
        for (const declaration of each.declarationList.declarations) this.bindPattern(declaration, bind);
      } else if (ts.isFunctionDeclaration(each) || ts.isClassDeclaration(each) || ts.isEnumDeclaration(each)) {
        if (each.name) bind(each.name.text, each);
      } else if (ts.isModuleDeclaration(each)) {
        if (ts.isIdentifier(each.name)) bind(each.name.text, each);
      } else if (ts.isImportEqualsDeclaration(each)) {
        if (!each.isTypeOnly) bind(each.name.text, each);
      } else if (ts.isImportDeclaration(each)) {
        const clause = each.importClause;
        // `import type` leaves nothing where the program runs, yet hides the platform's name from what is written here.
        if (!clause) continue;
        if (clause.name) bind(clause.name.text, clause);
        const named = clause.namedBindings;
        if (named && ts.isNamespaceImport(named)) bind(named.name.text, named);
        else for (const element of named?.elements ?? []) bind(element.name.text, element);
      }
    }
  }

  private bindPattern(
    declaration: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
    bind: (name: string, node: Declared) => void,
  ): void {
    const { ts } = this;
    const { name } = declaration;
    if (ts.isIdentifier(name)) bind(name.text, declaration);
    else for (const each of name.elements) if (ts.isBindingElement(each)) this.bindPattern(each, bind);
  }

  /** The names that `var` declares anywhere in a function, but for functions in it. */
  private hoist(body: ts.Node, bind: (name: string, node: Declared) => void): void {
    const { ts } = this;
    const waiting: ts.Node[] = [body];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (node !== body && (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isExpressionStatement(node)))
        continue;
      if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
        for (const each of node.declarations) this.bindPattern(each, bind);
      }
      if (isStatementLike(ts, node)) ts.forEachChild(node, (child) => void waiting.push(child));
    }
  }

  private isAmbient(statement: ts.Statement): boolean {
    const { ts } = this;
    if (!ts.canHaveModifiers(statement) || statement.getSourceFile().isDeclarationFile) return false;
    return ts.getModifiers(statement)?.some((each) => each.kind === ts.SyntaxKind.DeclareKeyword) ?? false;
  }
}

function isDeclarationStatement(ts: TypeScript, node: ts.Node): boolean {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isVariableStatement(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExpressionStatement(node)
  );
}

/** Whether a node can hold statements: `var` stands nowhere else. */
function isStatementLike(ts: TypeScript, node: ts.Node): boolean {
  return (
    ts.isStatement(node) ||
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isCaseOrDefaultClause(node) ||
    ts.isCatchClause(node) ||
    ts.isVariableDeclarationList(node)
  );
}
