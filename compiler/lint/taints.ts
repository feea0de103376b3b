import type { ts } from "../source/tree.js";
import { ofCall, ofNew, ofYields } from "./call-taints.js";
import type { Evaluator } from "./evaluate.js";
import { clean, copyOf, type Frame, type Frames, holderOf, memberOf, nearest, shared, type Taint } from "./frame.js";
import { reaching } from "./reaching.js";
import type { FunctionNode, Ref } from "./reference.js";
import { iterationMethods } from "./reference.js";
import { bare, isInside, propertyText, returnsOf } from "./tree.js";
import type { World } from "./world.js";

/** Finds how far values are from inputs and from what is shared, through aliases, copies and calls. */
export class Taints {
  private readonly active = new Set<ts.Node>();

  constructor(
    readonly world: World,
    readonly evaluator: Evaluator,
    private readonly frames: Frames,
  ) {}

  of(expression: ts.Expression, frame: Frame): Taint {
    const node = bare(this.world.ts, expression);
    const known = frame.taintMemo.get(node);
    if (known) return known;
    if (this.active.has(node) || this.active.size > 200) return clean;
    this.active.add(node);
    const found = this.find(node, frame);
    this.active.delete(node);
    frame.taintMemo.set(node, found);
    return found;
  }

  /** The frame of a function that is called: what its parameters are. */
  entry(
    ref: Extract<Ref, { kind: "function" }>,
    args: readonly ts.Expression[],
    frame: Frame,
    selfTaint: Taint = clean,
  ): Frame {
    const { ts } = this.world;
    const spread = args.findIndex(ts.isSpreadElement);
    const plain = spread < 0 ? args : args.slice(0, spread);
    const taints = plain.map((each) => this.of(each, frame));
    if (spread >= 0) {
      const rest = memberOf(
        nearest(args.slice(spread).map((each) => this.of(ts.isSpreadElement(each) ? each.expression : each, frame))),
      );
      while (taints.length < ref.node.parameters.length) taints.push(rest);
    }
    const isUndefined = (each: ts.Expression | undefined) => each && ts.isIdentifier(each) && each.text === "undefined";
    let supplied = spread < 0 ? args.length : Infinity;
    while (supplied > 0 && supplied !== Infinity && isUndefined(args[supplied - 1])) supplied--;
    return this.enter(ref, frame, { taints, supplied, selfTaint });
  }

  /** The frame of a function, entered from another. */
  enter(
    { node, self }: Extract<Ref, { kind: "function" }>,
    frame: Frame,
    {
      taints,
      supplied,
      selfTaint = clean,
    }: { readonly taints: readonly Taint[]; readonly supplied: number; readonly selfTaint?: Taint },
  ): Frame {
    // A function inside the running one sees its variables.
    const within = node !== frame.unit && isInside(node, frame.home) && frame.mode === "whole";
    const more = within
      ? { home: frame.home, outer: frame, self: frame.self, selfTaint: frame.selfTaint }
      : { self, selfTaint };
    return this.frames.get(node, { taints, supplied, ...more });
  }

  /** What a callback of a list's method is given, by position: the items, or for `reduce` what has been gathered and an item. */
  handed(call: ts.CallExpression, frame: Frame): readonly Taint[] {
    const { ts } = this.world;
    const callee = bare(ts, call.expression);
    if (!ts.isPropertyAccessExpression(callee)) return [];
    const { text } = callee.name;
    const on = this.of(callee.expression, frame);
    if (text === "sort" || text === "toSorted") return [memberOf(on), memberOf(on)];
    if (text === "then") return [on];
    if (text === "from" && call.arguments[0]) return [memberOf(this.of(call.arguments[0], frame))];
    const position = iterationMethods.get(text);
    if (position === undefined) return [];
    if (position === 0) return [memberOf(on), clean, on];
    const [, start] = call.arguments;
    return [start ? this.of(start, frame) : memberOf(on), memberOf(on), clean, on];
  }

  private find(node: ts.Expression, frame: Frame): Taint {
    const { ts } = this.world;
    if (ts.isIdentifier(node)) return this.identifier(node, frame);
    if (node.kind === ts.SyntaxKind.ThisKeyword) return this.thisAt(node, frame);
    if (node.kind === ts.SyntaxKind.SuperKeyword) return this.thisAt(node, frame);
    if (ts.isPropertyAccessExpression(node)) return this.access(node, node.name.text, frame);
    if (ts.isElementAccessExpression(node))
      return this.access(node, this.evaluator.text(node.argumentExpression, frame), frame);
    if (ts.isCallExpression(node)) return ofCall(this, node, frame);
    if (ts.isNewExpression(node)) return ofNew(this, node, frame);
    if (ts.isArrayLiteralExpression(node)) {
      return nearest(
        node.elements.map((each) =>
          ts.isSpreadElement(each) ? copyOf(this.of(each.expression, frame)) : holderOf(this.of(each, frame)),
        ),
      );
    }
    if (ts.isObjectLiteralExpression(node)) return this.literal(node, frame);
    if (ts.isConditionalExpression(node))
      return nearest([this.of(node.whenTrue, frame), this.of(node.whenFalse, frame)]);
    if (ts.isAwaitExpression(node)) return this.of(node.expression, frame);
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) {
        return nearest([this.of(node.left, frame), this.of(node.right, frame)]);
      }
      if (kind === ts.SyntaxKind.QuestionQuestionEqualsToken || kind === ts.SyntaxKind.BarBarEqualsToken) {
        return nearest([this.of(node.left, frame), this.of(node.right, frame)]);
      }
      const gives =
        kind === ts.SyntaxKind.AmpersandAmpersandToken ||
        kind === ts.SyntaxKind.CommaToken ||
        kind === ts.SyntaxKind.EqualsToken;
      return gives ? this.of(node.right, frame) : clean;
    }
    return clean;
  }

  private literal(node: ts.ObjectLiteralExpression, frame: Frame): Taint {
    const { ts } = this.world;
    return nearest(
      node.properties.map((each) => {
        if (ts.isSpreadAssignment(each)) return copyOf(this.of(each.expression, frame));
        if (ts.isPropertyAssignment(each)) return holderOf(this.of(each.initializer, frame));
        return ts.isShorthandPropertyAssignment(each) ? holderOf(this.identifier(each.name, frame)) : clean;
      }),
    );
  }

  private identifier(node: ts.Identifier, frame: Frame): Taint {
    const { ts } = this.world;
    const binding = this.world.scopes.find(node.text, node);
    if (!binding) return node.text === "undefined" ? clean : shared;
    const declared = binding.node;
    if (
      ts.isFunctionDeclaration(declared) ||
      ts.isFunctionExpression(declared) ||
      ts.isClassDeclaration(declared) ||
      ts.isClassExpression(declared)
    ) {
      return isInside(declared, frame.home) && declared !== frame.home ? clean : shared;
    }
    if (!ts.isVariableDeclaration(declared) && !ts.isBindingElement(declared) && !ts.isParameter(declared))
      return shared;
    const own = this.declaredTaint(declared, frame);
    const found = nearest(
      reaching(this.world, binding, node).map((each) => {
        if (each === "declaration") return own;
        return each.part ? memberOf(this.of(each.value, frame)) : this.of(each.value, frame);
      }),
    );
    const inserted = this.insertedTaint(node, declared, frame);
    // What is declared outside of all that is running was there before, and will be after.
    return isInside(declared, frame.home) ? nearest([found, inserted]) : nearest([found, shared]);
  }

  /** What a list of one's own holds. */
  private insertedTaint(node: ts.Identifier, declared: ts.Node, frame: Frame): Taint {
    const { ts, scopes } = this.world;
    // What a class of the project does with what it is given, its methods say.
    if (this.evaluator.of(node, frame).some((each) => each.kind === "instance")) return clean;
    const insertions = this.world.insertions(node.getSourceFile(), node.text);
    return nearest(
      insertions
        .filter(({ into }) => scopes.find(into.text, into)?.node === declared)
        .map(({ value }) =>
          ts.isSpreadElement(value) ? copyOf(this.of(value.expression, frame)) : holderOf(this.of(value, frame)),
        ),
    );
  }

  private declaredTaint(
    node: ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration,
    frame: Frame,
  ): Taint {
    const { ts } = this.world;
    if (ts.isParameter(node)) return this.parameter(node, frame);
    if (ts.isBindingElement(node)) {
      const owner = node.parent.parent;
      const fallback = node.initializer ? this.of(node.initializer, frame) : clean;
      const literal =
        !ts.isBindingElement(owner) && !ts.isParameter(owner) && owner.initializer
          ? this.literalMember(owner.initializer, node, frame)
          : undefined;
      if (literal) return literal;
      const source = this.declaredTaint(owner, frame);
      return nearest([node.dotDotDotToken ? copyOf(source) : memberOf(source), fallback]);
    }
    const around = node.parent.parent as ts.Node;
    if (ts.isForOfStatement(around) && node.parent === around.initializer)
      return memberOf(this.of(around.expression, frame));
    return node.initializer ? this.of(node.initializer, frame) : clean;
  }

  private literalMember(source: ts.Expression, node: ts.BindingElement, frame: Frame): Taint | undefined {
    const { ts } = this.world;
    const name = node.propertyName
      ? propertyText(ts, node.propertyName)
      : ts.isIdentifier(node.name)
        ? node.name.text
        : undefined;
    const literal = bare(ts, source);
    return ts.isObjectLiteralExpression(literal) && name !== undefined && !node.dotDotDotToken
      ? this.ofProperty(literal, name, frame)
      : undefined;
  }

  private parameter(node: ts.ParameterDeclaration, frame: Frame): Taint {
    const { ts } = this.world;
    const owner = node.parent;
    const index = owner.parameters.indexOf(node);
    for (let at: Frame | undefined = frame; at; at = at.outer) {
      if (at.unit !== owner) continue;
      if (node.dotDotDotToken) return holderOf(nearest(at.taints.slice(index)));
      return index < at.supplied || !node.initializer ? (at.taints[index] ?? clean) : this.of(node.initializer, frame);
    }
    const call = owner.parent as ts.Node | undefined;
    if (call && ts.isCallExpression(call) && isInside(owner, frame.home)) {
      if (call.arguments.some((each) => each === (owner as ts.Node))) return this.handed(call, frame)[index] ?? clean;
      // A function that is called where it stands.
    }
    const wrapping = call && ts.isParenthesizedExpression(call) ? call.parent : undefined;
    if (wrapping && ts.isCallExpression(wrapping) && wrapping.expression === call) {
      const argument = wrapping.arguments[index];
      return argument ? this.of(argument, frame) : clean;
    }
    return clean;
  }

  private thisAt(node: ts.Node, frame: Frame): Taint {
    const { ts } = this.world;
    for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
      if (ts.isArrowFunction(at)) continue;
      if (ts.isClassStaticBlockDeclaration(at)) return frame.mode === "static" ? clean : shared;
      if (ts.isClassElement(at) && ts.isClassLike(at.parent)) {
        if (ts.canHaveModifiers(at) && ts.getModifiers(at)?.some((each) => each.kind === ts.SyntaxKind.StaticKeyword)) {
          return frame.mode === "static" ? clean : shared;
        }
        if (ts.isConstructorDeclaration(at) || ts.isPropertyDeclaration(at))
          return this.isSelf(at.parent, frame) && frame.mode !== "construct" ? frame.selfTaint : clean;
        // A class inside what runs has instances of the call's own.
        return this.isSelf(at.parent, frame) ? frame.selfTaint : clean;
      }
      if (ts.isMethodDeclaration(at) || ts.isFunctionExpression(at) || ts.isFunctionDeclaration(at)) {
        return at === frame.unit ? frame.selfTaint : clean;
      }
    }
    return clean;
  }

  private isSelf(owner: ts.ClassLikeDeclaration, frame: Frame): boolean {
    return frame.self !== undefined && this.evaluator.members.inherits(frame.self, owner);
  }

  private access(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    name: string | undefined,
    frame: Frame,
  ): Taint {
    const { ts } = this.world;
    const key = this.world.keyOf(node);
    if (key !== undefined && !key.startsWith("this")) {
      const last = this.lastWrite(key, node);
      if (last) return this.of(last, frame);
    }
    const owner = bare(ts, node.expression);
    const refs = this.evaluator.of(owner, frame);
    // What is behind a service is not the step's.
    if (this.evaluator.member(refs, name, frame).some((each) => each.kind === "service")) return clean;
    const literals = refs.filter((each) => each.kind === "object");
    const taint = this.of(owner, frame);
    if (name !== undefined && literals.length > 0 && literals.length === refs.length && taint.shared > 0) {
      return nearest(literals.map((each) => this.ofProperty(each.node, name, frame)));
    }
    const [only] = refs;
    if (name !== undefined && only?.kind === "instance" && refs.length === 1) {
      const getter = this.evaluator.members
        .find(only.node, name, false)
        .find((each) => ts.isGetAccessor(each.node))?.node;
      if (getter && ts.isGetAccessor(getter)) {
        return this.returned(
          this.enter({ kind: "function", node: getter, self: only.node }, frame, {
            taints: [],
            supplied: 0,
            selfTaint: taint,
          }),
          getter,
        );
      }
    }
    return memberOf(taint);
  }

  private lastWrite(key: string, use: ts.Node): ts.Expression | undefined {
    const { ts } = this.world;
    const start = use.getStart();
    const around = enclosing(ts, use);
    const before = this.world
      .assignments(use.getSourceFile(), key)
      .filter(
        ({ target, part }) =>
          !part && target.getEnd() < start && enclosing(ts, target) === around && !isInside(use, target.parent),
      )
      .filter(
        ({ target }) =>
          ts.isBinaryExpression(target.parent) && target.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken,
      );
    return before.at(-1)?.value;
  }

  private ofProperty(literal: ts.ObjectLiteralExpression, name: string, frame: Frame): Taint {
    const { ts } = this.world;
    // What stands last wins.
    for (const property of [...literal.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        const inner = bare(ts, property.expression);
        if (ts.isObjectLiteralExpression(inner)) return this.ofProperty(inner, name, frame);
        return memberOf(this.of(property.expression, frame));
      }
      if (propertyText(ts, property.name) !== name) continue;
      if (ts.isPropertyAssignment(property)) return this.of(property.initializer, frame);
      if (ts.isShorthandPropertyAssignment(property)) return this.identifier(property.name, frame);
      return clean;
    }
    return clean;
  }

  returned(entered: Frame, node: FunctionNode): Taint {
    if (node.asteriskToken) return ofYields(this, entered, node);
    return nearest(returnsOf(this.world.ts, node).map((each) => this.of(each, entered)));
  }
}

/** The nearest list of statements around a node. */
function enclosing(ts: World["ts"], node: ts.Node): ts.Node | undefined {
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (ts.isBlock(at) || ts.isSourceFile(at) || ts.isCaseOrDefaultClause(at)) return at;
  }
  return undefined;
}
