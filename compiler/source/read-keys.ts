import type { Names } from "./names.js";
import type { Scope } from "./scope.js";
import { ts } from "./typescript.js";
import type { FunctionNode } from "./value.js";

/** How many aliases may stand for each other before a type is left to the checker. */
const deepest = 400;

/** What a selector can return: all the texts, or the type where that is no closed list of texts. */
export interface SelectorKeys {
  readonly keys: readonly string[] | undefined;
  readonly text: string;
}

/** Reads which texts a function can return: from syntax where it is written there, and from the checker otherwise. */
export class KeyReader {
  constructor(private readonly names: Names) {}

  read(node: FunctionNode, scope: Scope): SelectorKeys {
    const text = node.type?.getText() ?? "";
    const written = node.type ? this.ofType(node.type, scope, 0) : ofReturns(node);
    if (written === "none") return { keys: undefined, text };
    if (written) return { keys: [...new Set(written)], text };
    if (this.names.isBroken(scope)) return { keys: undefined, text: "" };
    try {
      return this.checked(node);
    } catch (error) {
      // TypeScript's checker calls itself for every level of a type or an expression, until the stack is full.
      if (!(error instanceof RangeError)) throw error;
      return { keys: undefined, text };
    }
  }

  /** The texts of a written type; `undefined` where syntax cannot tell. */
  private ofType(node: ts.TypeNode, scope: Scope, depth: number): readonly string[] | "none" | undefined {
    if (depth > deepest) return undefined;
    if (ts.isParenthesizedTypeNode(node)) return this.ofType(node.type, scope, depth + 1);
    if (ts.isLiteralTypeNode(node)) return ts.isStringLiteral(node.literal) ? [node.literal.text] : "none";
    if (node.kind === ts.SyntaxKind.StringKeyword) return "none";
    if (ts.isUnionTypeNode(node)) {
      const found: string[] = [];
      for (const each of node.types) {
        const texts = this.ofType(each, scope, depth + 1);
        if (texts === undefined || texts === "none") return texts;
        found.push(...texts);
      }
      return found;
    }
    if (!ts.isTypeReferenceNode(node) || !ts.isIdentifier(node.typeName) || node.typeArguments) return undefined;
    const definition = this.names.lookup(scope, node.typeName.text);
    return definition.kind === "declared" &&
      ts.isTypeAliasDeclaration(definition.node) &&
      !definition.node.typeParameters
      ? this.ofType(definition.node.type, definition.scope, depth + 1)
      : undefined;
  }

  private checked(node: FunctionNode): SelectorKeys {
    const checker = this.names.front.checker();
    const signature = checker.getSignatureFromDeclaration(node);
    if (!signature) return { keys: undefined, text: "unknown" };
    const type = checker.getReturnTypeOfSignature(signature);
    const members = type.isUnion() ? type.types : [type];
    const texts = members.flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
    const keys = texts.length === members.length ? texts : undefined;
    return { keys, text: checker.typeToString(type).slice(0, 80) };
  }
}

/** The texts that a function's own `return`s have, where each is one, or a choice between several. */
function ofReturns({ body }: FunctionNode): readonly string[] | undefined {
  if (!body) return undefined;
  if (!ts.isBlock(body)) return ofExpression(body);
  const found: string[] = [];
  const waiting: ts.Node[] = [body];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (ts.isReturnStatement(node)) {
      const texts = node.expression && ofExpression(node.expression);
      if (!texts) return undefined;
      found.push(...texts);
      continue;
    }
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) continue;
    ts.forEachChild(node, (child) => void waiting.push(child));
  }
  return found.length > 0 ? found : undefined;
}

function ofExpression(node: ts.Expression): readonly string[] | undefined {
  const found: string[] = [];
  const waiting: ts.Expression[] = [node];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (ts.isParenthesizedExpression(at) || ts.isSatisfiesExpression(at)) waiting.push(at.expression);
    else if (ts.isAsExpression(at) && at.type.getText() === "const") waiting.push(at.expression);
    else if (ts.isConditionalExpression(at)) waiting.push(at.whenFalse, at.whenTrue);
    else if (ts.isStringLiteral(at) || ts.isNoSubstitutionTemplateLiteral(at)) found.push(at.text);
    else return undefined;
  }
  return found;
}
