import type { ts } from "../source/tree.js";
import { bare, propertyText } from "./tree.js";
import type { World } from "./world.js";

/** A declaration that types have members in. */
type Shape = ts.InterfaceDeclaration | ts.ClassLikeDeclaration | ts.TypeLiteralNode;

type Signature = ts.SignatureDeclaration;

/** Reads types as they are written, through imports, without working any out. */
export class DeclaredTypes {
  constructor(private readonly world: World) {}

  /** The signatures by which an expression is called, as far as they are written somewhere. */
  signatures(callee: ts.Expression): readonly Signature[] {
    const { ts } = this.world;
    const node = bare(ts, callee);
    if (ts.isPropertyAccessExpression(node)) {
      const owner = this.typeOf(node.expression);
      return owner ? this.membersOf(owner, node.name.text).flatMap((each) => this.callable(each)) : [];
    }
    const type = this.typeOf(node);
    return type ? this.callable(type) : [];
  }

  /** Whether a type is a promise; `undefined` where it cannot be told from what is written. */
  isPromise(type: ts.TypeNode, depth = 0): boolean | undefined {
    const { ts } = this.world;
    if (ts.isParenthesizedTypeNode(type)) return this.isPromise(type.type, depth);
    if (ts.isUnionTypeNode(type)) {
      const each = type.types.map((one) => this.isPromise(one, depth));
      return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
    }
    if (!ts.isTypeReferenceNode(type))
      return ts.isIndexedAccessTypeNode(type) || ts.isConditionalTypeNode(type) || ts.isImportTypeNode(type)
        ? undefined
        : false;
    const name = ts.isIdentifier(type.typeName) ? type.typeName.text : type.typeName.right.text;
    if (name === "Promise" || name === "PromiseLike") return true;
    if (depth > 5 || !ts.isIdentifier(type.typeName)) return undefined;
    const declared = this.declarationOf(type.typeName);
    if (declared && ts.isTypeAliasDeclaration(declared)) return this.isPromise(declared.type, depth + 1);
    return declared ? false : undefined;
  }

  /** The type that is written for an expression. */
  typeOf(expression: ts.Expression): ts.TypeNode | Shape | undefined {
    const { ts } = this.world;
    const outer = expression;
    if (ts.isAsExpression(outer) || ts.isSatisfiesExpression(outer)) return outer.type;
    const node = bare(ts, expression);
    if (ts.isIdentifier(node)) {
      const binding = this.world.scopes.find(node.text, node)?.node;
      if (!binding) return undefined;
      if ((ts.isVariableDeclaration(binding) || ts.isParameter(binding)) && binding.type) return binding.type;
      if (ts.isVariableDeclaration(binding) && binding.initializer) return this.typeOf(binding.initializer);
      return undefined;
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined)
        if (ts.isClassLike(at)) return at;
      return undefined;
    }
    if (ts.isPropertyAccessExpression(node)) {
      const owner = this.typeOf(node.expression);
      return owner && this.membersOf(owner, node.name.text)[0];
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      const declared = this.declarationOf(node.expression);
      return declared && ts.isClassLike(declared) ? declared : undefined;
    }
    if (ts.isCallExpression(node)) return this.signatures(node.expression).find((each) => each.type)?.type;
    if (ts.isAwaitExpression(node)) {
      const type = this.typeOf(node.expression);
      return type && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === "Promise"
        ? type.typeArguments?.[0]
        : type;
    }
    return undefined;
  }

  /** The types of a member. */
  private membersOf(type: ts.TypeNode | Shape, name: string, depth = 0): readonly (ts.TypeNode | Shape)[] {
    const { ts } = this.world;
    if (depth > 8) return [];
    if (ts.isParenthesizedTypeNode(type)) return this.membersOf(type.type, name, depth);
    if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type))
      return type.types.flatMap((each) => this.membersOf(each, name, depth + 1));
    if (ts.isTypeReferenceNode(type)) {
      if (!ts.isIdentifier(type.typeName)) return [];
      const { text } = type.typeName;
      const [first] = type.typeArguments ?? [];
      if (first && /^(Readonly|Required|Partial|NonNullable)$/.test(text))
        return this.membersOf(first, name, depth + 1);
      if (first && /^(Pick|Omit)$/.test(text)) return this.membersOf(first, name, depth + 1);
      const declared = this.declarationOf(type.typeName);
      if (!declared) return [];
      return ts.isTypeAliasDeclaration(declared)
        ? this.membersOf(declared.type, name, depth + 1)
        : this.membersOf(declared, name, depth + 1);
    }
    if (ts.isTypeLiteralNode(type) || ts.isInterfaceDeclaration(type)) {
      const found = type.members.filter((each) => each.name && propertyText(ts, each.name) === name);
      if (found.length > 0)
        return found.flatMap((each) =>
          ts.isPropertySignature(each)
            ? (each.type ?? [])
            : ts.isMethodSignature(each)
              ? [each as unknown as ts.TypeNode]
              : [],
        );
      return ts.isInterfaceDeclaration(type) ? this.inherited(type, name, depth) : [];
    }
    if (ts.isClassLike(type)) {
      for (const each of type.members) {
        if (ts.isConstructorDeclaration(each)) {
          const parameter = each.parameters.find(
            (one) => ts.isParameterPropertyDeclaration(one, each) && one.name.getText() === name,
          );
          if (parameter?.type) return [parameter.type];
        }
        if (!each.name || propertyText(ts, each.name) !== name) continue;
        if (ts.isMethodDeclaration(each)) return [each as unknown as ts.TypeNode];
        if (ts.isPropertyDeclaration(each) && each.type) return [each.type];
        if (ts.isPropertyDeclaration(each) && each.initializer) {
          const inner = this.typeOf(each.initializer);
          return inner ? [inner] : [];
        }
        if (ts.isGetAccessor(each) && each.type) return [each.type];
      }
      return this.inherited(type, name, depth);
    }
    return [];
  }

  private inherited(
    type: ts.InterfaceDeclaration | ts.ClassLikeDeclaration,
    name: string,
    depth: number,
  ): readonly (ts.TypeNode | Shape)[] {
    const { ts } = this.world;
    return (type.heritageClauses ?? []).flatMap((clause) =>
      clause.types.flatMap((each) => {
        if (!ts.isIdentifier(each.expression)) return [];
        const declared = this.declarationOf(each.expression);
        if (!declared) return [];
        return this.membersOf(ts.isTypeAliasDeclaration(declared) ? declared.type : declared, name, depth + 1);
      }),
    );
  }

  private callable(type: ts.TypeNode | Shape, depth = 0): readonly Signature[] {
    const { ts } = this.world;
    if (depth > 5) return [];
    if (ts.isFunctionTypeNode(type)) return [type];
    if (ts.isMethodSignature(type) || ts.isMethodDeclaration(type)) return [type];
    if (ts.isParenthesizedTypeNode(type)) return this.callable(type.type, depth);
    if (ts.isUnionTypeNode(type)) return type.types.flatMap((each) => this.callable(each, depth + 1));
    if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) {
      const declared = this.declarationOf(type.typeName);
      if (declared && ts.isTypeAliasDeclaration(declared)) return this.callable(declared.type, depth + 1);
      if (declared && ts.isInterfaceDeclaration(declared))
        return declared.members.filter(ts.isCallSignatureDeclaration);
    }
    return [];
  }

  /** The declaration of a type's name: an interface, an alias or a class. */
  private declarationOf(
    name: ts.Identifier,
  ): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassLikeDeclaration | undefined {
    const { ts } = this.world;
    for (let at = name.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
      if (!ts.isSourceFile(at) && !ts.isBlock(at) && !ts.isModuleBlock(at)) continue;
      const found = at.statements.find((each) => this.isType(each) && each.name?.text === name.text);
      if (found && this.isType(found)) return found;
      if (ts.isSourceFile(at)) return this.importedType(at, name.text, 0);
    }
    return undefined;
  }

  private importedType(file: ts.SourceFile, name: string, depth: number) {
    const { ts } = this.world;
    for (const each of file.statements) {
      if (!ts.isImportDeclaration(each) || !ts.isStringLiteral(each.moduleSpecifier)) continue;
      const clause = each.importClause;
      const named = clause?.namedBindings;
      const element =
        named && ts.isNamedImports(named) ? named.elements.find((one) => one.name.text === name) : undefined;
      if (element)
        return this.exportedType(
          each.moduleSpecifier.text,
          file,
          (element.propertyName ?? element.name).text,
          depth + 1,
        );
      if (clause?.name?.text === name) return this.exportedType(each.moduleSpecifier.text, file, "default", depth + 1);
    }
    return undefined;
  }

  private exportedType(
    specifier: string,
    from: ts.SourceFile,
    name: string,
    depth: number,
  ): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassLikeDeclaration | undefined {
    const { ts } = this.world;
    if (depth > 10) return undefined;
    const file = this.world.files.open(specifier, from);
    if (typeof file === "string") return undefined;
    for (const each of file.statements) {
      if (this.isType(each) && each.name?.text === name) return each;
      if (
        this.isType(each) &&
        name === "default" &&
        ts.canHaveModifiers(each) &&
        ts.getModifiers(each)?.some((one) => one.kind === ts.SyntaxKind.DefaultKeyword)
      )
        return each;
      if (!ts.isExportDeclaration(each)) continue;
      const clause = each.exportClause;
      const to =
        each.moduleSpecifier && ts.isStringLiteral(each.moduleSpecifier) ? each.moduleSpecifier.text : undefined;
      if (!clause && to !== undefined) {
        const found = this.exportedType(to, file, name, depth + 1);
        if (found) return found;
      }
      const element =
        clause && ts.isNamedExports(clause) ? clause.elements.find((one) => one.name.text === name) : undefined;
      if (!element) continue;
      const original = (element.propertyName ?? element.name).text;
      if (to !== undefined) return this.exportedType(to, file, original, depth + 1);
      const local = file.statements.find((one) => this.isType(one) && one.name?.text === original);
      return local && this.isType(local) ? local : this.importedType(file, original, depth + 1);
    }
    return undefined;
  }

  private isType(node: ts.Node): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration {
    const { ts } = this.world;
    return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node);
  }
}
