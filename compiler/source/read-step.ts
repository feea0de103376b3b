import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import { formOfType } from "./checker.js";
import type {
  ComputeDeclaration,
  ExportedName,
  ParameterDeclaration,
  StepDeclaration,
  TypeForm,
} from "./declarations.js";
import { ts } from "./typescript.js";
import type { Names } from "./names.js";
import { bindTypes, OpenType, type TypeArguments, type TypeReader } from "./read-type.js";
import type { FunctionNode } from "./value.js";
import { type ClassInSight, isReadToTheEnd, ServiceReader } from "./read-services.js";
import { defaultName, exportedAs, has, type Scope } from "./scope.js";

const noTypes: TypeArguments = new Map();

/** Reads what a step declares: its function's parameters and result, and its constructor's services. */
export class StepReader {
  private readonly steps = new Map<ts.Node, StepDeclaration>();
  private readonly besides = new Set<ts.Node>();
  private readonly services: ServiceReader;

  constructor(
    private readonly names: Names,
    private readonly types: TypeReader,
  ) {
    this.services = new ServiceReader(names, types);
  }

  /** Every step read so far, each once. */
  get all(): readonly StepDeclaration[] {
    return [...this.steps.values()];
  }

  /** Whether a class or function has been read as a step. */
  has(node: ts.Node): boolean {
    return this.steps.has(node);
  }

  /** A class as a step. */
  class(node: ts.ClassLikeDeclaration, scope: Scope): StepDeclaration {
    return this.once(node, "class", scope, () => {
      const classes = this.lineage(node, scope);
      return {
        kind: "class",
        name: this.nameOf(node),
        doc: docOf(node),
        span: this.names.span(node.name ?? node),
        file: scope.file.fileName,
        exported: this.exportOf(node, scope),
        compute: this.computeOf(classes),
        fault: classFault(node, classes),
        services: this.services.read(classes),
        broken: classes.some((each) => this.names.isBroken(each.scope)),
      };
    });
  }

  /** A function as a step. */
  function(node: FunctionNode, scope: Scope, name: string): StepDeclaration {
    return this.once(node, "function", scope, () => ({
      kind: "function",
      name,
      doc: docOf(ts.isFunctionDeclaration(node) ? node : (declarationOf(node) ?? node)),
      span: this.names.span(node.name ?? declarationOf(node)?.name ?? node),
      file: scope.file.fileName,
      exported: this.exportOf(node, scope),
      compute: this.signature(node, scope, noTypes, functionFault(node)),
      fault: undefined,
      services: [],
      broken: this.names.isBroken(scope),
    }));
  }

  /**
   * The function of an option, or of \`by\`: it takes messages by type, and is no step.
   *
   * @param returns whether its return type is inferred where none is written; it is left open otherwise.
   */
  beside(node: FunctionNode, scope: Scope, returns: "inferred" | "written"): ComputeDeclaration | undefined {
    this.besides.add(node);
    try {
      const read = this.signature(node, scope, noTypes, functionFault(node), undefined, returns);
      return has(node.modifiers, ts.SyntaxKind.AsyncKeyword) && returns === "written"
        ? { ...read, returns: { kind: "promise", of: read.returns } }
        : read;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.reportTooDeep("function", this.names.span(node.name ?? declarationOf(node)?.name ?? node));
      return undefined;
    }
  }

  /** Whether a function stands beside a step, and so is none itself. */
  isBeside(node: ts.Node): boolean {
    return this.besides.has(node);
  }

  private once(
    node: ts.ClassLikeDeclaration | FunctionNode,
    kind: StepDeclaration["kind"],
    scope: Scope,
    read: () => StepDeclaration,
  ): StepDeclaration {
    const found = this.steps.get(node) ?? this.readOrGiveUp(node, kind, scope, read);
    this.steps.set(node, found);
    return found;
  }

  private readOrGiveUp(
    node: ts.ClassLikeDeclaration | FunctionNode,
    kind: StepDeclaration["kind"],
    scope: Scope,
    read: () => StepDeclaration,
  ): StepDeclaration {
    try {
      return read();
    } catch (error) {
      // TypeScript's checker calls itself for every level of a type or an expression, until the stack is full.
      if (!(error instanceof RangeError)) throw error;
      const name = ts.isFunctionLike(node) ? (node.name ?? declarationOf(node)?.name) : node.name;
      const span = this.names.span(name ?? node);
      this.reportTooDeep(kind, span);
      const none = { doc: "", exported: undefined, compute: undefined, fault: undefined, services: [] };
      return { ...none, kind, name: name?.getText() ?? "", span, file: scope.file.fileName, broken: true };
    }
  }

  private reportTooDeep(kind: StepDeclaration["kind"], span: Span): void {
    // Where a whole file is nested too deeply, that has been reported of the file.
    if (this.names.front.tooDeep.size > 0) return;
    this.names.report(diagnostic("PG1001", span, `the code of this ${kind} is nested too deeply to be read`));
  }

  private nameOf(node: ts.ClassLikeDeclaration): string {
    return node.name?.text ?? declarationOf(node)?.name.getText() ?? "";
  }

  /** The class and those it extends, nearest first, as far as they can be read. */
  private lineage(node: ts.ClassLikeDeclaration, scope: Scope): readonly ClassInSight[] {
    const classes: ClassInSight[] = [{ node, scope, types: noTypes }];
    for (let at = classes[0]; at;) {
      const next = this.baseOf(at);
      if (!next || classes.some((each) => each.node === next.node)) break;
      classes.push(next);
      at = next;
    }
    return classes;
  }

  private baseOf({ node, scope, types }: ClassInSight): ClassInSight | undefined {
    const base = node.heritageClauses?.find((each) => each.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    if (!base) return undefined;
    const definition = this.definitionOf(base.expression, scope);
    if (definition?.kind !== "declared" || !ts.isClassDeclaration(definition.node)) return undefined;
    const given = bindTypes(definition.node.typeParameters, base.typeArguments ?? [], (each) =>
      this.types.read(each, scope, types),
    );
    return given && { node: definition.node, scope: definition.scope, types: given };
  }

  private definitionOf(node: ts.Expression, scope: Scope) {
    if (ts.isIdentifier(node)) return this.names.lookup(scope, node.text);
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
    const owner = this.names.lookup(scope, node.expression.text);
    return owner.kind === "module" ? this.names.exported(owner.scope, node.name.text, node.name) : undefined;
  }

  /** `compute` of the nearest class that has one. */
  private computeOf(classes: readonly ClassInSight[]): ComputeDeclaration | undefined {
    const [first] = classes;
    if (!first) return undefined;
    for (const { node, scope, types } of classes) {
      const members = node.members.filter((each) => each.name && nameText(each.name) === "compute");
      const instance = members.filter((each) => !has(modifiersOf(each), ts.SyntaxKind.StaticKeyword));
      const last = instance.at(-1);
      if (!last) {
        const fixed = members.find(ts.isMethodDeclaration);
        if (fixed) return this.signature(fixed, scope, types, "it is static: a step is made with its services first");
        continue;
      }
      const callable = callableOf(last);
      const fault = memberFault(instance);
      // What a base class infers depends on what its type parameters stand for.
      const plain = callable && (callable.type !== undefined || types.size === 0);
      const read = plain ? this.openSignature(callable, scope, types, fault, last.name) : undefined;
      return read ?? this.checkedCompute(first.node, fault);
    }
    return isReadToTheEnd(classes) ? undefined : this.checkedCompute(first.node, undefined);
  }

  /** `compute` as the checker sees it on the class: inherited through a mixin, or a property made elsewhere. */
  private checkedCompute(node: ts.ClassLikeDeclaration, fault: string | undefined): ComputeDeclaration | undefined {
    const checker = this.names.front.checker();
    const property = checker.getTypeAtLocation(node).getProperty("compute");
    if (!property) return undefined;
    const signatures = checker.getTypeOfSymbolAtLocation(property, node).getCallSignatures();
    const [signature] = signatures;
    const place = this.names.span(property.valueDeclaration ?? node);
    if (!signature) {
      return {
        parameters: [
          { name: "ctx", form: { kind: "broken" }, rest: false, optional: false, span: place, typeSpan: place },
        ],
        returns: { kind: "broken" },
        returnsSpan: place,
        span: place,
        fault: "it is no function",
      };
    }
    const declared = property.valueDeclaration;
    const name = declared && ts.isClassElement(declared) && declared.name ? declared.name : (node.name ?? node);
    const written = signature.declaration?.type;
    return {
      parameters: signature.getParameters().map((each) => this.checkedParameter(each, node)),
      returns: formOfType(checker, checker.getReturnTypeOfSignature(signature), this.types.messagesAt(node)),
      returnsSpan: this.names.span(written && !ts.isJSDocSignature(signature.declaration as ts.Node) ? written : name),
      span: this.names.span(name),
      fault: fault ?? (signatures.length > 1 ? "it is overloaded: one signature decides what a step takes" : undefined),
    };
  }

  private checkedParameter(symbol: ts.Symbol, at: ts.Node): ParameterDeclaration {
    const checker = this.names.front.checker();
    const declared = symbol.valueDeclaration;
    const node = declared && ts.isParameter(declared) ? declared : undefined;
    return {
      name: symbol.name,
      form: formOfType(checker, checker.getTypeOfSymbolAtLocation(symbol, at), this.types.messagesAt(at)),
      rest: node?.dotDotDotToken !== undefined,
      optional: node?.questionToken !== undefined || node?.initializer !== undefined,
      span: this.names.span(node ?? at),
      typeSpan: this.names.span(node?.type ?? node ?? at),
    };
  }

  /** The signature, unless the checker has to work it out from the class. */
  private openSignature(...signature: Parameters<StepReader["signature"]>): ComputeDeclaration | undefined {
    try {
      return this.signature(...signature);
    } catch (error) {
      if (error instanceof OpenType) return undefined;
      throw error;
    }
  }

  private signature(
    node: ts.SignatureDeclaration,
    scope: Scope,
    types: TypeArguments,
    fault: string | undefined,
    name: ts.Node = node.name ?? declarationOf(node)?.name ?? node,
    returns: "inferred" | "written" = "inferred",
  ): ComputeDeclaration {
    const parameters = node.parameters
      .filter((each) => each.name.getText() !== "this")
      .map((each) => this.parameter(each, scope, types));
    return {
      parameters,
      returns:
        returns === "written" && !node.type ? { kind: "other", text: "unknown" } : this.returnsOf(node, scope, types),
      returnsSpan: this.names.span(node.type ?? name),
      span: this.names.span(name),
      fault,
    };
  }

  private returnsOf(node: ts.SignatureDeclaration, scope: Scope, types: TypeArguments): TypeForm {
    if (node.type) return this.types.read(node.type, scope, types);
    return this.names.isBroken(scope) ? { kind: "broken" } : this.types.inferred(node, "return");
  }

  private parameter(node: ts.ParameterDeclaration, scope: Scope, types: TypeArguments): ParameterDeclaration {
    const typeSpan = this.names.span(node.type ?? node);
    const form = node.type ? this.types.read(node.type, scope, types) : this.types.inferred(node, "value");
    return {
      name: ts.isIdentifier(node.name) ? node.name.text : "message",
      form,
      rest: node.dotDotDotToken !== undefined,
      optional: node.questionToken !== undefined || node.initializer !== undefined,
      span: this.names.span(node),
      typeSpan,
    };
  }

  private exportOf(node: ts.Node, scope: Scope): ExportedName | undefined {
    const statement = ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node) ? node : declarationOf(node);
    const name = statement?.name?.getText() ?? (ts.isExportAssignment(node.parent) ? defaultName : undefined);
    if (name !== undefined) return exportedAs(name, scope);
    return statement && scope.exports.get(defaultName) ? { file: scope.file.fileName, name: defaultName } : undefined;
  }
}

/** The `const` that an expression is bound to. */
export function declarationOf(node: ts.Node): ts.VariableDeclaration | undefined {
  let at = node.parent;
  while (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at)) at = at.parent;
  return ts.isVariableDeclaration(at) ? at : undefined;
}

/** The doc comment of a declaration: its text without comment marks and tags. */
export function docOf(node: ts.Node): string {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(docs.at(-1)?.comment) ?? "").trim();
}

function callableOf(member: ts.ClassElement): ts.SignatureDeclaration | undefined {
  if (ts.isMethodDeclaration(member)) return member;
  if (!ts.isPropertyDeclaration(member) || !member.initializer) return undefined;
  const { initializer } = member;
  return ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer) ? initializer : undefined;
}

function memberFault(members: readonly ts.ClassElement[]): string | undefined {
  if (members.length > 1) return "it is overloaded: one signature decides what a step takes";
  const modifiers = members[0] && modifiersOf(members[0]);
  if (has(modifiers, ts.SyntaxKind.PrivateKeyword)) return "it is private";
  if (has(modifiers, ts.SyntaxKind.ProtectedKeyword)) return "it is protected";
  if (has(modifiers, ts.SyntaxKind.AbstractKeyword)) return "it is abstract";
  const [member] = members;
  if (member && (ts.isGetAccessor(member) || ts.isSetAccessor(member))) return "it is a getter or setter";
  const callable = member && callableOf(member);
  return callable ? functionFault(callable) : undefined;
}

function functionFault(node: ts.SignatureDeclaration): string | undefined {
  if (node.typeParameters) return "it has type parameters of its own: a step takes and returns named messages";
  if (
    (ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) &&
    node.asteriskToken
  ) {
    return has(node.modifiers, ts.SyntaxKind.AsyncKeyword)
      ? undefined
      : "it is a generator: return a list, or make it async";
  }
  if (!ts.isFunctionDeclaration(node) || !node.name || !ts.isSourceFile(node.parent)) return undefined;
  const name = node.name.text;
  const overloads = node.parent.statements.filter((each) => ts.isFunctionDeclaration(each) && each.name?.text === name);
  return overloads.length > 1 ? "it is overloaded: one signature decides what a step takes" : undefined;
}

function classFault(node: ts.ClassLikeDeclaration, classes: readonly ClassInSight[]): string | undefined {
  if (has(node.modifiers, ts.SyntaxKind.AbstractKeyword)) return "it is abstract";
  if (node.typeParameters) return "it has type parameters: extend it with the messages it is for";
  const owner = classes.find((each) => each.node.members.some(ts.isConstructorDeclaration));
  const constructors = owner?.node.members.filter(ts.isConstructorDeclaration) ?? [];
  const [made] = constructors;
  if (has(made?.modifiers, ts.SyntaxKind.PrivateKeyword) || has(made?.modifiers, ts.SyntaxKind.ProtectedKeyword)) {
    return "its constructor is not public";
  }
  if (constructors.length > 1) return "its constructor is overloaded: one signature decides which services it takes";
  const rest = made?.parameters.some((each) => each.dotDotDotToken);
  return rest ? "its constructor takes any number of services" : undefined;
}

function modifiersOf(node: ts.ClassElement): readonly ts.ModifierLike[] | undefined {
  return ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
}

function nameText(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText();
}
