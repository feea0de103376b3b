import type { ts } from "../source/tree.js";
import { asOwner, lookAtCall, lookAtNew, lookAtTagged, ownerOf } from "./calls.js";
import {
  callMembers,
  conversions,
  convert,
  enterGetter,
  enterGetters,
  enterSetter,
  iterate,
  toText,
} from "./conversions.js";
import { enterMade, enterTouched } from "./entering.js";
import type { Evaluator } from "./evaluate.js";
import { type Frame, type Frames } from "./frame.js";
import { lookAtMention } from "./mentions.js";
import { isWritten } from "./naming.js";
import { reportFloating, reportUnread } from "./promises.js";
import { isReadAtOnce, reportSink } from "./sightings.js";
import type { Taints } from "./taints.js";
import { bare, hasModifier, isAssignmentOperator, isFunctionNode, isTypeOnly, propertyText, wrapped } from "./tree.js";
import { type Edge, type Sighting, type Summary, type Visit } from "./visit.js";
import type { World } from "./world.js";
import { reportWrite } from "./writes.js";

/** What looks at one unit after another needs. */
export interface Tools {
  readonly world: World;
  readonly evaluator: Evaluator;
  readonly taints: Taints;
  readonly frames: Frames;
}

/** Looks at all that a unit runs: what it does itself, and where it leads. */
export function summarize(tools: Tools, frame: Frame): Summary {
  return new Walk(tools, frame).run();
}

class Walk implements Visit {
  readonly world: World;
  readonly evaluator: Evaluator;
  readonly taints: Taints;
  readonly frames: Frames;
  private readonly sightings = new Map<string, Sighting>();
  private readonly edges = new Map<Frame, Map<ts.Node, Edge>>();

  constructor(
    tools: Tools,
    readonly frame: Frame,
  ) {
    this.world = tools.world;
    this.evaluator = tools.evaluator;
    this.taints = tools.taints;
    this.frames = tools.frames;
  }

  run(): Summary {
    const { ts } = this.world;
    const { unit, mode } = this.frame;
    if (ts.isClassLike(unit)) this.class(unit, mode);
    else if (isFunctionNode(ts, unit)) {
      unit.parameters.forEach((each, index) => this.parameter(each, index));
      if (unit.body) this.tree(unit.body);
    } else this.tree(unit);
    return {
      sightings: [...this.sightings.values()],
      edges: [...this.edges.values()].flatMap((each) => [...each.values()]),
    };
  }

  report(sighting: Sighting): void {
    const key = `${sighting.rule} ${sighting.node.getStart()}`;
    if (!this.sightings.has(key)) this.sightings.set(key, sighting);
  }

  lead(edge: Edge): void {
    if (edge.to === this.frame) return;
    const known = this.edges.get(edge.to);
    if (!known) this.edges.set(edge.to, new Map([[edge.node, edge]]));
    else if (!known.has(edge.node)) known.set(edge.node, edge);
  }

  private class(node: ts.ClassLikeDeclaration, mode: Frame["mode"]): void {
    const { ts } = this.world;
    for (const each of node.members) {
      const isStatic = hasModifier(ts, each, ts.SyntaxKind.StaticKeyword);
      if (ts.isClassStaticBlockDeclaration(each)) {
        if (mode === "static") this.tree(each.body);
      } else if (ts.isPropertyDeclaration(each) && each.initializer && isStatic === (mode === "static")) {
        // What a field's function does, it does when it is called.
        if (!isFunctionNode(ts, bare(ts, each.initializer))) this.tree(each.initializer);
      } else if (mode === "construct" && ts.isConstructorDeclaration(each) && each.body) {
        each.parameters.forEach((parameter, index) => this.parameter(parameter, index));
        this.tree(each.body);
      }
    }
    const hasOwn = node.members.some((each) => ts.isConstructorDeclaration(each) && each.body);
    if (mode === "construct" && !hasOwn)
      for (const base of this.evaluator.members.baseOf(node)) enterMade(this, base, node, [], "super");
    enterTouched(this, node);
  }

  private parameter(node: ts.ParameterDeclaration, index: number): void {
    const { ts } = this.world;
    if (node.initializer && index >= this.frame.supplied && !ts.isConstructorDeclaration(node.parent))
      this.tree(node.initializer);
    if (!ts.isIdentifier(node.name)) this.tree(node.name);
  }

  /** Looks at a node and all under it, without calling itself: code may be nested more deeply than functions can be. */
  private tree(root: ts.Node): void {
    const { ts } = this.world;
    const waiting: ts.Node[] = [root];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const into = this.look(node);
      if (into === false) continue;
      const children: ts.Node[] = [];
      if (into === true) ts.forEachChild(node, (child) => void children.push(child));
      else children.push(...into);
      waiting.push(...children.reverse());
    }
  }

  /** Looks at one node: `false` where there is nothing more under it, or what is to be looked at next. */
  private look(node: ts.Node): boolean | readonly ts.Node[] {
    const { ts } = this.world;
    if (isTypeOnly(ts, node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return false;
    if (isFunctionNode(ts, node)) return this.function(node);
    if (ts.isCallExpression(node)) return lookAtCall(this, node);
    if (ts.isNewExpression(node)) return lookAtNew(this, node);
    if (ts.isTaggedTemplateExpression(node)) return lookAtTagged(this, node);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return this.access(node);
    if (ts.isIdentifier(node)) return this.name(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isBinaryExpression(node)) return this.binary(node);
    if (ts.isDeleteExpression(node)) reportWrite(this, node.expression, node);
    if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && this.isStep(node.operator))
      reportWrite(this, node.operand, node);
    if (ts.isPrefixUnaryExpression(node)) convert(this, node.operand, ["@@toPrimitive", "valueOf", "toString"]);
    if (ts.isTemplateExpression(node)) for (const each of node.templateSpans) toText(this, each.expression);
    if (ts.isExpressionStatement(node)) reportFloating(this, node);
    if (ts.isVariableDeclaration(node)) this.variable(node);
    if (ts.isForOfStatement(node)) this.forOf(node);
    if (ts.isForInStatement(node) && !ts.isVariableDeclarationList(node.initializer))
      reportWrite(this, node.initializer, node.initializer);
    if (ts.isSpreadElement(node) || ts.isYieldExpression(node)) iterate(this, node.expression, node);
    if (ts.isSpreadAssignment(node)) enterGetters(this, node.expression, node);
    if (ts.isAwaitExpression(node)) callMembers(this, node.expression, ["then"], node);
    if (ts.isTypeOfExpression(node) && ts.isIdentifier(node.expression)) return false;
    if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node) || ts.isEnumMember(node))
      return this.valueOfProperty(node);
    if (ts.isBindingElement(node)) return this.element(node);
    if (ts.isLabeledStatement(node)) return [node.statement];
    if (ts.isBreakOrContinueStatement(node)) return false;
    return true;
  }

  private valueOfProperty(node: ts.PropertyAssignment | ts.PropertyDeclaration | ts.EnumMember): readonly ts.Node[] {
    const { ts } = this.world;
    const computed = ts.isComputedPropertyName(node.name) ? [node.name.expression] : [];
    return [...computed, ...(node.initializer ? [node.initializer] : [])];
  }

  private element(node: ts.BindingElement): readonly ts.Node[] {
    const { ts } = this.world;
    const computed =
      node.propertyName && ts.isComputedPropertyName(node.propertyName) ? [node.propertyName.expression] : [];
    return [
      ...computed,
      ...(ts.isIdentifier(node.name) ? [] : [node.name]),
      ...(node.initializer ? [node.initializer] : []),
    ];
  }

  private isStep(operator: ts.SyntaxKind): boolean {
    const { ts } = this.world;
    return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
  }

  /** A function in what runs: it is run too, but where only what runs at once counts, unless somebody is handed it. */
  private function(node: ts.Node): boolean {
    const { ts } = this.world;
    if (this.frame.mode === "whole") return true;
    const parent = wrapped(ts, node).parent;
    return ts.isCallExpression(parent) || ts.isNewExpression(parent);
  }

  private access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean | readonly ts.Node[] {
    const { ts } = this.world;
    const refs = this.evaluator.of(node, this.frame);
    enterTouched(this, node);
    this.accessors(
      node,
      ts.isPropertyAccessExpression(node) ? node.name.text : this.evaluator.text(node.argumentExpression, this.frame),
    );
    const found = lookAtMention(this, refs, node);
    const argument = ts.isElementAccessExpression(node) ? [node.argumentExpression] : [];
    return found ? argument : [...asOwner(this, node.expression), ...argument];
  }

  private name(node: ts.Identifier): boolean {
    if (!this.isReference(node)) return false;
    const refs = this.evaluator.of(node, this.frame);
    enterTouched(this, node);
    lookAtMention(this, refs, node);
    return false;
  }

  private shorthand(node: ts.ShorthandPropertyAssignment): boolean {
    const refs = this.evaluator.member([{ kind: "object", node: node.parent }], node.name.text, this.frame);
    enterTouched(this, node);
    lookAtMention(this, refs, node);
    return false;
  }

  /** Whether a name stands for its value, and is no label or name of a member. */
  private isReference(node: ts.Identifier): boolean {
    const { ts } = this.world;
    const { parent } = node;
    if (
      (ts.isVariableDeclaration(parent) ||
        ts.isParameter(parent) ||
        ts.isFunctionLike(parent) ||
        ts.isClassLike(parent)) &&
      (parent as { name?: ts.Node }).name === node
    )
      return false;
    if (ts.isClassElement(parent) && parent.name === node) return false;
    return (
      !ts.isEnumDeclaration(parent) &&
      !ts.isModuleDeclaration(parent) &&
      !ts.isMetaProperty(parent) &&
      !ts.isJsxAttribute(parent)
    );
  }

  private binary(node: ts.BinaryExpression): boolean | readonly ts.Node[] {
    const { ts } = this.world;
    const { kind } = node.operatorToken;
    if (isAssignmentOperator(ts, kind)) {
      reportWrite(this, node.left, node);
      enterSetter(this, node.left);
      if (kind === ts.SyntaxKind.PlusEqualsToken) toText(this, node.right);
      const left = bare(ts, node.left);
      if (kind === ts.SyntaxKind.EqualsToken) {
        if (ts.isIdentifier(left)) return [node.right];
        if (ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left))
          return [...ownerOf(this, left), node.right];
        return [node.right];
      }
      return true;
    }
    if (kind === ts.SyntaxKind.PlusToken) {
      // Only with a text does a Date become one; a sum of numbers is none.
      for (const [side, other] of [
        [node.left, node.right],
        [node.right, node.left],
      ] as const) {
        if (this.evaluator.of(other, this.frame).some((each) => each.kind === "global" && each.path === "String#"))
          toText(this, side);
        else convert(this, side, conversions);
      }
    }
    const compares =
      kind === ts.SyntaxKind.LessThanToken ||
      kind === ts.SyntaxKind.GreaterThanToken ||
      kind === ts.SyntaxKind.LessThanEqualsToken ||
      kind === ts.SyntaxKind.GreaterThanEqualsToken ||
      kind === ts.SyntaxKind.MinusToken ||
      kind === ts.SyntaxKind.AsteriskToken ||
      kind === ts.SyntaxKind.SlashToken ||
      kind === ts.SyntaxKind.EqualsEqualsToken;
    if (compares) for (const side of [node.left, node.right]) convert(this, side, conversions);
    return true;
  }

  private forOf(node: ts.ForOfStatement): void {
    const { ts } = this.world;
    iterate(this, node.expression, node.expression);
    if (!ts.isVariableDeclarationList(node.initializer)) reportWrite(this, node.initializer, node.initializer);
  }

  private accessors(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, name: string | undefined): void {
    if (name !== undefined && !isWritten(this, node)) enterGetter(this, node.expression, name, node);
  }

  private variable(node: ts.VariableDeclaration): void {
    const { ts } = this.world;
    reportUnread(this, node);
    if (!node.initializer) return;
    if (ts.isArrayBindingPattern(node.name)) iterate(this, node.initializer, node.initializer);
    if (!ts.isObjectBindingPattern(node.name)) return;
    for (const each of node.name.elements) {
      const key = each.propertyName ?? each.name;
      const name = ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? undefined : propertyText(ts, key);
      if (name === undefined) continue;
      enterGetter(this, node.initializer, name, each);
      // To take a value out of what differs from host to host is to read it.
      const refs = this.evaluator.member(this.evaluator.of(node.initializer, this.frame), name, this.frame);
      const owner = this.evaluator.of(node.initializer, this.frame);
      if (!owner.some((one) => isReadAtOnce(this, one)))
        for (const ref of refs) if (isReadAtOnce(this, ref)) reportSink(this, ref, each, { kind: "mention" });
    }
  }
}
