import type { ts } from "../source/tree.js";
import type { Frame } from "./frame.js";
import type { Members } from "./members.js";
import type { Modules } from "./modules.js";
import { type FunctionNode, iterationMethods, type Ref, unique } from "./reference.js";
import type { Resolver } from "./resolver.js";
import type { Binding } from "./scopes.js";
import { bare, functionAround, hasStatic, isFunctionNode, propertyText } from "./tree.js";
import type { World } from "./world.js";

const nothing: readonly Ref[] = [];

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

/** Finds what declared names may stand for, and `this` and `super`. */
export class Bindings {
  constructor(
    private readonly world: World,
    private readonly resolver: Resolver,
    private readonly members: Members,
    private readonly modules: Modules,
  ) {}

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
      this.resolver.touched.add(node);
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
    this.resolver.touched.add(node);
    const typed = node.type ? this.typed(node.type) : nothing;
    const isConst = (node.parent.flags & ts.NodeFlags.Const) !== 0;
    const around = node.parent.parent;
    if (ts.isForOfStatement(around) && ts.isVariableDeclarationList(node.parent)) {
      return this.resolver.items(this.resolver.of(around.expression, frame));
    }
    const first = node.initializer ? this.resolver.of(node.initializer, frame) : nothing;
    const rest = isConst || !ts.isIdentifier(node.name) ? nothing : this.assigned(name, node, frame);
    const found = unique([...first, ...rest]);
    return found.length > 0 ? found : typed;
  }

  private assigned(name: string, declared: ts.Node, frame: Frame): readonly Ref[] {
    const { scopes } = this.world;
    return this.world.assignments(declared.getSourceFile(), name).flatMap(({ target, value, part }) => {
      if (part || scopes.find(name, target)?.node !== declared) return nothing;
      return this.resolver.of(value, frame);
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
    const fallback = node.initializer ? this.resolver.of(node.initializer, frame) : nothing;
    if (node.dotDotDotToken) return unique([...source, ...fallback]);
    if (ts.isArrayBindingPattern(pattern)) return unique([...this.resolver.items(source), ...fallback]);
    const key = node.propertyName
      ? propertyText(ts, node.propertyName)
      : ts.isIdentifier(node.name)
        ? node.name.text
        : undefined;
    const computed =
      node.propertyName && ts.isComputedPropertyName(node.propertyName)
        ? this.resolver.text(node.propertyName.expression, frame)
        : undefined;
    return unique([...this.resolver.member(source, key ?? computed, frame), ...fallback]);
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
    return this.resolver.of(node.initializer, frame);
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
    return this.resolver.items(this.resolver.of(callee.expression, frame));
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

  thisAt(node: ts.Node, frame: Frame): readonly Ref[] {
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

  superAt(node: ts.Node): readonly Ref[] {
    const { ts } = this.world;
    const method = functionAround(ts, node);
    for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
      if (!ts.isClassLike(at)) continue;
      const base = this.members.baseOf(at);
      const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
      const isStatic = method && ts.isClassElement(method) && hasStatic(ts, method);
      return isCall || isStatic ? base : this.resolver.instances(base);
    }

    return nothing;
  }
}
