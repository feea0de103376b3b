import type { ts } from "../source/tree.js";
import { type Frame, makeFrame } from "./frame.js";
import { globalObjects, memberPath, type Ref } from "./reference.js";
import type { Resolver } from "./resolver.js";
import { hasModifier, isFunctionNode, propertyText, returnsOf } from "./tree.js";
import type { World } from "./world.js";

const nothing: readonly Ref[] = [];

/** A member of a class, with the class that declares it. */
export interface ClassMember {
  readonly node: ts.ClassElement | ts.ParameterDeclaration;
  readonly owner: ts.ClassLikeDeclaration;
}

/** Finds the members of what a name stands for. */
export class Members {
  private readonly bases = new WeakMap<ts.ClassLikeDeclaration, readonly Ref[]>();

  constructor(
    private readonly world: World,
    private readonly evaluator: Resolver,
  ) {}

  /** What a member may stand for; any member where the name is not known. */
  of(ref: Ref, name: string | undefined, frame: Frame): readonly Ref[] {
    switch (ref.kind) {
      case "global":
        return name === undefined ? nothing : this.ofGlobal(ref, name);
      case "module":
        return name === undefined ? nothing : [{ ...ref, path: memberPath(ref.path, name) }];
      case "unreadable":
        return name === undefined ? [ref] : [{ ...ref, path: memberPath(ref.path, name) }];
      case "class":
        if (name === "prototype") return [{ kind: "instance", node: ref.node }];
        return this.ofClass(ref.node, name, true);
      case "instance":
        if (name === "constructor") return [{ kind: "class", node: ref.node }];
        return this.ofClass(ref.node, name, false);
      case "object":
        return this.ofObject(ref.node, name, frame);
      case "list":
        if (name === "constructor") return [{ kind: "global", path: "Array" }];
        return name === undefined || /^\d+$/.test(name) ? ref.items : nothing;
      case "file":
        return this.evaluator.exported(ref.file, name);
      case "block":
        return this.ofBlock(ref.node, name);
      case "function":
        return name === "constructor" ? [{ kind: "global", path: "Function" }] : nothing;
      case "service":
        return [ref];
    }
  }

  private ofGlobal(ref: Extract<Ref, { kind: "global" }>, name: string): readonly Ref[] {
    if (ref.path === "" && globalObjects.has(name)) return [ref];
    // `import process from "node:process"` is all of it.
    if (ref.path === "process" && name === "default") return [ref];
    if (name === "constructor") {
      // The constructor of an instance is its class, and that of a function is Function.
      return [{ ...ref, path: ref.path.endsWith("#") ? ref.path.slice(0, -1) : "Function" }];
    }
    return [{ ...ref, path: memberPath(ref.path, name) }];
  }

  private ofBlock(node: ts.ModuleDeclaration, name: string | undefined): readonly Ref[] {
    const { ts, scopes } = this.world;
    if (!node.body || !ts.isModuleBlock(node.body)) return nothing;
    const names = scopes.namesOf(node.body);
    const found = name === undefined ? [...names.values()] : [names.get(name)];
    return found.flatMap((each) => (each ? this.evaluator.binding(each, makeFrame(node)) : nothing));
  }

  private ofObject(node: ts.ObjectLiteralExpression, name: string | undefined, frame: Frame): readonly Ref[] {
    const { ts } = this.world;
    const found: Ref[] = [];
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        found.push(...this.evaluator.member(this.evaluator.of(property.expression, frame), name, frame));
        continue;
      }
      const key = propertyText(ts, property.name);
      if (name !== undefined && key !== undefined && key !== name) continue;
      if (ts.isPropertyAssignment(property)) found.push(...this.evaluator.of(property.initializer, frame));
      else if (ts.isShorthandPropertyAssignment(property)) found.push(...this.shorthand(property, frame));
      else if (ts.isMethodDeclaration(property)) found.push({ kind: "function", node: property });
      else if (ts.isGetAccessor(property))
        found.push(...this.evaluator.returned({ kind: "function", node: property }, 0));
    }
    return found;
  }

  private shorthand(property: ts.ShorthandPropertyAssignment, frame: Frame): readonly Ref[] {
    const binding = this.world.scopes.find(property.name.text, property);
    return binding ? this.evaluator.binding(binding, frame) : [{ kind: "global", path: property.name.text }];
  }

  private ofClass(node: ts.ClassLikeDeclaration, name: string | undefined, isStatic: boolean): readonly Ref[] {
    const members = name === undefined ? this.all(node, isStatic) : this.find(node, name, isStatic);
    if (members.length > 0) return members.flatMap((each) => this.valueOf(each, node, isStatic));
    if (name === undefined) return nothing;
    const added = isStatic ? nothing : this.assigned(node, name);
    if (added.length > 0) return added;
    return this.lineage(node).outside.flatMap((ref) => {
      const base = isStatic ? [ref] : this.evaluator.instances([ref]);
      return base.flatMap((each) =>
        each.kind === "global" || each.kind === "module" ? this.of(each, name, makeFrame(node)) : nothing,
      );
    });
  }

  private valueOf({ node, owner }: ClassMember, self: ts.ClassLikeDeclaration, isStatic: boolean): readonly Ref[] {
    const { ts } = this.world;
    if (ts.isParameter(node)) return [{ kind: "service" }];
    if (ts.isMethodDeclaration(node)) return isFunctionNode(ts, node) ? [{ kind: "function", node, self }] : nothing;
    if (ts.isGetAccessor(node)) return this.evaluator.returned({ kind: "function", node, self }, 0);
    if (!ts.isPropertyDeclaration(node)) return nothing;
    const frame = makeFrame(owner, { self });
    const first = node.initializer ? this.evaluator.of(node.initializer, frame) : nothing;
    const name = propertyText(ts, node.name);
    return name === undefined || isStatic ? first : [...first, ...this.assigned(owner, name)];
  }

  /** What methods of a class assign to a member of `this`. */
  private assigned(owner: ts.ClassLikeDeclaration, name: string): readonly Ref[] {
    const { ts } = this.world;
    return this.world.assignments(owner.getSourceFile(), `this.${name}`).flatMap(({ target, value, part }) => {
      let at: ts.Node = target;
      while ((at.parent as ts.Node | undefined) && !ts.isClassLike(at)) at = at.parent;
      return !part && at === owner ? this.evaluator.of(value, makeFrame(owner, { self: owner })) : nothing;
    });
  }

  /** The members of a name, of the nearest class that has it: more than one where they are accessors. */
  find(node: ts.ClassLikeDeclaration, name: string, isStatic: boolean): readonly ClassMember[] {
    for (const owner of this.lineage(node).classes) {
      const found = this.own(owner, isStatic).filter(
        (each) => this.nameOf(each.node) === name && !this.isBodiless(each.node),
      );
      if (found.length > 0) return found;
    }
    return [];
  }

  private isBodiless(node: ClassMember["node"]): boolean {
    const { ts } = this.world;
    if (hasModifier(ts, node, ts.SyntaxKind.AbstractKeyword)) return true;
    return ts.isMethodDeclaration(node) && node.body === undefined;
  }

  /** All members of a class and of those it extends. */
  all(node: ts.ClassLikeDeclaration, isStatic: boolean): readonly ClassMember[] {
    const seen = new Set<string>();
    return this.lineage(node).classes.flatMap((owner) => {
      const members = this.own(owner, isStatic).filter(
        (each) => !seen.has(this.nameOf(each.node) ?? "") && !this.isBodiless(each.node),
      );
      for (const each of members) seen.add(this.nameOf(each.node) ?? "");
      return members;
    });
  }

  private own(owner: ts.ClassLikeDeclaration, isStatic: boolean): readonly ClassMember[] {
    const { ts } = this.world;
    const members: ClassMember[] = [];
    for (const each of owner.members) {
      if (ts.isConstructorDeclaration(each)) {
        if (isStatic) continue;
        for (const parameter of each.parameters) {
          if (ts.isParameterPropertyDeclaration(parameter, each)) members.push({ node: parameter, owner });
        }
      } else if (each.name && hasModifier(ts, each, ts.SyntaxKind.StaticKeyword) === isStatic) {
        members.push({ node: each, owner });
      }
    }
    return members;
  }

  nameOf(node: ClassMember["node"]): string | undefined {
    return node.name && propertyText(this.world.ts, node.name);
  }

  /** A class and those it extends, nearest first; what it extends that has no class to be read stands outside. */
  lineage(node: ts.ClassLikeDeclaration): {
    readonly classes: readonly ts.ClassLikeDeclaration[];
    readonly outside: readonly Ref[];
  } {
    const classes = [node];
    const outside: Ref[] = [];
    for (const at of classes) {
      for (const ref of this.baseOf(at)) {
        if (ref.kind !== "class") outside.push(ref);
        else if (!classes.includes(ref.node)) classes.push(ref.node);
      }
    }
    return { classes, outside };
  }

  /** Whether a class is another or extends it. */
  inherits(node: ts.ClassLikeDeclaration, other: ts.ClassLikeDeclaration): boolean {
    return node === other || this.lineage(node).classes.includes(other);
  }

  /** What a class extends. */
  baseOf(node: ts.ClassLikeDeclaration): readonly Ref[] {
    const { ts } = this.world;
    let found = this.bases.get(node);
    if (!found) {
      this.bases.set(node, nothing);
      const base = node.heritageClauses?.find((each) => each.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
      found = base ? this.evaluator.of(base.expression, makeFrame(node)) : nothing;
      this.bases.set(node, found);
    }
    return found;
  }

  /** What runs when an instance is made: constructors and fields' initialisers of a class and those it extends. */
  construction(node: ts.ClassLikeDeclaration): readonly ts.ConstructorDeclaration[] {
    const { ts } = this.world;
    const found = node.members.find(
      (each): each is ts.ConstructorDeclaration => ts.isConstructorDeclaration(each) && each.body !== undefined,
    );
    return found ? [found] : [];
  }

  /** The expressions that a getter gives. */
  gives(node: ts.GetAccessorDeclaration): readonly ts.Expression[] {
    return returnsOf(this.world.ts, node);
  }
}
