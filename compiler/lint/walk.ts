import type { ts } from "../source/tree.js";
import { reportSharedWrites } from "./concurrency.js";
import { type Evaluator, iterationMethods } from "./evaluate.js";
import { clean, type Frame, type Frames, type Taint } from "./frame.js";
import { reportDateText, reportLocale } from "./locale.js";
import { reportFloating, reportUnread } from "./promises.js";
import type { Ref } from "./reference.js";
import { isReadAtOnce, reportSink, type Use } from "./sightings.js";
import type { Taints } from "./taints.js";
import {
  bare,
  hasModifier,
  isAssignmentOperator,
  isFunctionNode,
  isInside,
  isTypeOnly,
  propertyText,
  wrapped,
} from "./tree.js";
import { type Edge, type Sighting, type Summary, textOf, type Visit } from "./visit.js";
import type { World } from "./world.js";
import { mutators, reportChangingCall, reportWrite } from "./writes.js";

/** Members that JavaScript calls by itself. */
const conversions = ["@@toPrimitive", "toString", "valueOf"];
const iterators = ["@@iterator", "@@asyncIterator"];

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
  private readonly edges = new Map<Frame, Edge>();

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
    return { sightings: [...this.sightings.values()], edges: [...this.edges.values()] };
  }

  report(sighting: Sighting): void {
    const key = `${sighting.rule} ${sighting.node.getStart()}`;
    if (!this.sightings.has(key)) this.sightings.set(key, sighting);
  }

  lead(edge: Edge): void {
    if (edge.to !== this.frame && !this.edges.has(edge.to)) this.edges.set(edge.to, edge);
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
      for (const base of this.evaluator.members.baseOf(node)) this.made(base, node, [], "super");
    this.touch(node);
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
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isNewExpression(node)) return this.construct(node);
    if (ts.isTaggedTemplateExpression(node)) return this.tagged(node);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return this.access(node);
    if (ts.isIdentifier(node)) return this.name(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isBinaryExpression(node)) return this.binary(node);
    if (ts.isDeleteExpression(node)) reportWrite(this, node.expression, node);
    if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && this.isStep(node.operator))
      reportWrite(this, node.operand, node);
    if (ts.isPrefixUnaryExpression(node)) this.convert(node.operand, ["@@toPrimitive", "valueOf", "toString"]);
    if (ts.isTemplateExpression(node)) for (const each of node.templateSpans) this.toText(each.expression);
    if (ts.isExpressionStatement(node)) reportFloating(this, node);
    if (ts.isVariableDeclaration(node)) this.variable(node);
    if (ts.isForOfStatement(node)) this.forOf(node);
    if (ts.isForInStatement(node) && !ts.isVariableDeclarationList(node.initializer))
      reportWrite(this, node.initializer, node.initializer);
    if (ts.isSpreadElement(node) || ts.isYieldExpression(node)) this.iterate(node.expression, node);
    if (ts.isSpreadAssignment(node)) this.getters(node.expression, node);
    if (ts.isAwaitExpression(node)) this.callMembers(node.expression, ["then"], node);
    if (ts.isTypeOfExpression(node) && ts.isIdentifier(node.expression)) return false;
    if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node) || ts.isEnumMember(node))
      return this.valueOfProperty(node);
    if (ts.isBindingElement(node)) return this.bound(node);
    if (ts.isLabeledStatement(node)) return [node.statement];
    if (ts.isBreakOrContinueStatement(node)) return false;
    return true;
  }

  private valueOfProperty(node: ts.PropertyAssignment | ts.PropertyDeclaration | ts.EnumMember): readonly ts.Node[] {
    const { ts } = this.world;
    const computed = ts.isComputedPropertyName(node.name) ? [node.name.expression] : [];
    return [...computed, ...(node.initializer ? [node.initializer] : [])];
  }

  private bound(node: ts.BindingElement): readonly ts.Node[] {
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

  private call(node: ts.CallExpression): readonly ts.Node[] {
    const { ts } = this.world;
    const callee = bare(ts, node.expression);
    if (callee.kind === ts.SyntaxKind.SuperKeyword) {
      for (const ref of this.evaluator.of(callee, this.frame)) this.made(ref, node, node.arguments, "super");
      return node.arguments;
    }
    if (callee.kind === ts.SyntaxKind.ImportKeyword) return this.dynamicImport(node);
    const indirect = this.indirect(callee, node);
    if (indirect) return indirect;
    const refs = this.evaluator.of(callee, this.frame);
    this.touchAll(node);
    const found = this.invoke(refs, node, { kind: "call", args: node.arguments }, callee);
    reportLocale(this, node, refs);
    reportChangingCall(this, node, refs);
    reportSharedWrites(this, node);
    this.conversionCalls(refs, node);
    return [...(found || ts.isIdentifier(callee) ? [] : this.ownerOf(callee)), ...node.arguments];
  }

  /** `f.call(…)`, `f.apply(…)`, `Reflect.apply(f, …)` and `Reflect.construct(C, …)`. */
  private indirect(callee: ts.Expression, node: ts.CallExpression): readonly ts.Node[] | undefined {
    const { ts } = this.world;
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    const { text } = callee.name;
    const [first, second, third] = node.arguments;
    if (text === "call" || text === "apply") {
      const refs = this.evaluator.of(callee.expression, this.frame);
      if (!refs.some((each) => each.kind === "function" || each.kind === "global" || each.kind === "module"))
        return undefined;
      const args = text === "call" ? node.arguments.slice(1) : this.listed(second);
      this.touchAll(node);
      this.invoke(refs, node, { kind: "call", args }, bare(ts, callee.expression), first);
      reportChangingCall(this, node, refs);
      return node.arguments;
    }
    const isReflect = this.evaluator
      .of(callee, this.frame)
      .find((each) => each.kind === "global" && /^Reflect\.(apply|construct)$/.test(each.path));
    if (!isReflect || !first) return undefined;
    const refs = this.evaluator.of(first, this.frame);
    this.touchAll(node);
    if (text === "apply") this.invoke(refs, node, { kind: "call", args: this.listed(third) }, first, second);
    else for (const ref of refs) this.made(ref, node, this.listed(second), textOf(first));
    return node.arguments.slice(1);
  }

  private listed(node: ts.Expression | undefined): readonly ts.Expression[] {
    const { ts } = this.world;
    const list = node && bare(ts, node);
    return list && ts.isArrayLiteralExpression(list)
      ? list.elements
      : list
        ? [ts.factory.createSpreadElement(list)]
        : [];
  }

  /** What a call of what a name stands for comes to. */
  private invoke(
    refs: readonly Ref[],
    node: ts.CallExpression,
    use: Use,
    callee: ts.Expression,
    self?: ts.Expression,
  ): boolean {
    const { ts } = this.world;
    let found = false;
    for (const ref of refs) {
      if (ref.kind === "function") {
        const on =
          self ??
          (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee)
            ? callee.expression
            : undefined);
        const taint = on ? this.taints.of(on, this.frame) : clean;
        const args =
          use.kind === "mention" ? [] : use.args.filter((each) => each.pos >= 0 || !ts.isSpreadElement(each));
        this.enter(
          ref,
          this.taints.entry(ref, args, this.frame, taint),
          node,
          `${textOf(callee)}()`,
          this.calleeTaint(callee, taint),
        );
      } else if (ref.kind === "class") {
        this.escape(ref, node, textOf(callee));
      } else if (ref.kind === "unreadable") {
        this.unreadable(ref, node);
        found = true;
      } else if (ref.kind === "global" && ref.path === "require" && use.kind !== "mention") {
        this.reportLoading(use.args[0], node);
      } else if (reportSink(this, ref, node, use)) found = true;
    }
    return found;
  }

  private calleeTaint(callee: ts.Expression, on: Taint): Taint {
    const { ts } = this.world;
    return ts.isIdentifier(callee) ? this.taints.of(callee, this.frame) : on;
  }

  /** Enters a function, unless it is looked at where it stands. */
  private enter(
    ref: Extract<Ref, { kind: "function" }>,
    to: Frame,
    node: ts.Node,
    name: string,
    callee: Taint = clean,
  ): void {
    const { ts } = this.world;
    const within = isInside(ref.node, this.frame.unit) && this.frame.mode === "whole";
    const isTainted = [...to.taints, callee].some((each) => each.input < Infinity || each.shared < Infinity);
    if (within && (to.taints.every((each) => each.input === Infinity && each.shared === Infinity) || !isTainted))
      return;
    // What another function made of functions was looked at with that, and has its variables to itself.
    const maker = this.makerOf(ref.node);
    if (maker && !within && callee.shared > 0 && !isInside(maker, this.frame.home) && !ts.isIdentifier(node)) {
      if (to.taints.every((each) => each.input === Infinity && each.shared === Infinity)) return;
      const { taints, supplied, self, selfTaint } = to;
      this.lead({ to: this.frames.get(ref.node, { home: maker, taints, supplied, self, selfTaint }), node, name });
      return;
    }
    this.lead({ to, node, name });
  }

  /** The function that a function is made in each time it runs. */
  private makerOf(node: ts.Node): ts.Node | undefined {
    const { ts } = this.world;
    let maker: ts.Node | undefined;
    for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined)
      if (isFunctionNode(ts, at)) maker = at;
    return maker;
  }

  private construct(node: ts.NewExpression): readonly ts.Node[] {
    const { ts } = this.world;
    const callee = bare(ts, node.expression);
    const refs = this.evaluator.of(callee, this.frame);
    this.touchAll(node);
    for (const ref of refs) this.made(ref, node, node.arguments ?? [], textOf(callee));
    reportLocale(this, node, refs);
    const [first] = node.arguments ?? [];
    const isCollection = refs.some((each) => each.kind === "global" && /^(Weak)?(Map|Set)$|Array$/.test(each.path));
    if (first && isCollection) this.iterate(first, node);
    return [...(ts.isIdentifier(callee) ? [] : this.ownerOf(callee)), ...(node.arguments ?? [])];
  }

  /** What making an instance runs. */
  private made(ref: Ref, node: ts.Node, args: readonly ts.Expression[], name: string): void {
    if (ref.kind === "class") {
      this.lead({ to: this.frames.get(ref.node, { mode: "static", self: ref.node }), node, name });
      const taints = args.map((each) => this.taints.of(each, this.frame));
      const construct = this.frames.get(ref.node, { mode: "construct", self: ref.node, taints, supplied: args.length });
      this.lead({ to: construct, node, name: name === "super" ? "super()" : `new ${name}()` });
    } else if (ref.kind === "unreadable") this.unreadable(ref, node);
    else if (ref.kind === "function") this.lead({ to: this.frames.get(ref.node), node, name: `new ${name}()` });
    else reportSink(this, ref, node, { kind: "new", args });
  }

  private tagged(node: ts.TaggedTemplateExpression): readonly ts.Node[] {
    const { ts } = this.world;
    const spans = ts.isTemplateExpression(node.template)
      ? node.template.templateSpans.map((each) => each.expression)
      : [];
    const refs = this.evaluator.of(node.tag, this.frame);
    this.touchAll(node);
    for (const ref of refs) {
      if (ref.kind === "function") {
        const taints = [clean, ...spans.map((each) => this.taints.of(each, this.frame))];
        this.enter(ref, this.taints.enter(ref, this.frame, { taints, supplied: Infinity }), node, textOf(node.tag));
      } else if (ref.kind === "unreadable") this.unreadable(ref, node);
      else reportSink(this, ref, node, { kind: "call", args: spans });
    }
    const tag = bare(ts, node.tag);
    return [...(ts.isIdentifier(tag) ? [] : this.ownerOf(tag)), ...spans];
  }

  private dynamicImport(node: ts.CallExpression): readonly ts.Node[] {
    this.evaluator.of(node, this.frame);
    this.touchAll(node);
    this.reportLoading(node.arguments[0], node);
    return node.arguments;
  }

  private reportLoading(argument: ts.Expression | undefined, node: ts.Node): void {
    if (!argument || this.evaluator.text(argument, this.frame) !== undefined) return;
    this.report({
      rule: "no-dynamic-code",
      node,
      message: `${textOf(node)} loads a module that is only known when it runs`,
      fix: "write the path of the module as a text",
    });
  }

  private unreadable(ref: Extract<Ref, { kind: "unreadable" }>, node: ts.Node): void {
    const what = ref.path === "" || ref.path === "default" ? ref.module : `${ref.path} of ${ref.module}`;
    this.report({
      rule: "unresolved-call",
      node,
      message: `${what} cannot be looked into: it has no source that can be read`,
      fix: `say in protograph.json what it does: "determinism": { "packages": { "${ref.module}": "deterministic" } }`,
    });
  }

  /** What a member is read of, as the next to look at. */
  private ownerOf(callee: ts.Expression): readonly ts.Node[] {
    const { ts } = this.world;
    if (ts.isPropertyAccessExpression(callee)) return this.asOwner(callee.expression);
    if (ts.isElementAccessExpression(callee)) return [...this.asOwner(callee.expression), callee.argumentExpression];
    return [callee];
  }

  /** A name of which only a member is used is not handed on. */
  private asOwner(expression: ts.Expression): readonly ts.Node[] {
    const { ts } = this.world;
    const node = bare(ts, expression);
    if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword)
      return [];
    return [node];
  }

  private access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean | readonly ts.Node[] {
    const { ts } = this.world;
    const refs = this.evaluator.of(node, this.frame);
    this.touchAll(node);
    this.accessors(
      node,
      ts.isPropertyAccessExpression(node) ? node.name.text : this.evaluator.text(node.argumentExpression, this.frame),
    );
    const found = this.mention(refs, node);
    const argument = ts.isElementAccessExpression(node) ? [node.argumentExpression] : [];
    return found ? argument : [...this.asOwner(node.expression), ...argument];
  }

  private name(node: ts.Identifier): boolean {
    if (!this.isReference(node)) return false;
    const refs = this.evaluator.of(node, this.frame);
    this.touchAll(node);
    this.mention(refs, node);
    return false;
  }

  private shorthand(node: ts.ShorthandPropertyAssignment): boolean {
    const refs = this.evaluator.member([{ kind: "object", node: node.parent }], node.name.text, this.frame);
    this.touchAll(node);
    this.mention(refs, node);
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

  /** A name that is read or handed on, and not called. Gives whether there was something to report. */
  private mention(refs: readonly Ref[], node: ts.Expression | ts.ShorthandPropertyAssignment): boolean {
    if (refs.length === 0 || this.isWritten(node)) return false;
    const atOnce = refs.filter((each) => isReadAtOnce(this, each));
    // Another name for what was read has nothing new to say.
    if (atOnce.length > 0)
      return !this.isVariable(node) && atOnce.some((each) => reportSink(this, each, node, { kind: "mention" }));
    if (this.isNamed(node) || this.isOnlyCompared(node)) return false;
    let found = false;
    for (const ref of refs) {
      if (ref.kind === "global" || ref.kind === "module")
        found = reportSink(this, ref, node, { kind: "mention" }) || found;
      else this.escape(ref, node, textOf(node));
    }
    return found;
  }

  /** Whether a name is that of a variable, and not of the platform or an import. */
  private isVariable(node: ts.Node): boolean {
    const { ts, scopes } = this.world;
    const name = ts.isShorthandPropertyAssignment(node) ? node.name : node;
    let root: ts.Node = name;
    while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) root = bare(ts, root.expression);
    if (!ts.isIdentifier(root)) return false;
    const declared = scopes.find(root.text, root)?.node;
    if (!declared) return false;
    if (ts.isBindingElement(declared) || ts.isVariableDeclaration(declared)) {
      const refs = this.evaluator.of(root, this.frame);
      return refs.some((each) => isReadAtOnce(this, each));
    }
    return false;
  }

  private isWritten(node: ts.Node): boolean {
    const { ts } = this.world;
    const outer = wrapped(ts, node);
    const { parent } = outer;
    return (
      ts.isBinaryExpression(parent) && parent.left === outer && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
    );
  }

  /** Whether a value only gets another name where it stands: what is done with it shows where that is used. */
  private isNamed(node: ts.Node): boolean {
    const { ts } = this.world;
    const outer = wrapped(ts, node);
    const { parent } = outer;
    if (
      ts.isVariableDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent)
    ) {
      return parent.initializer === outer;
    }
    if (ts.isExportAssignment(parent) || ts.isExpressionStatement(parent)) return true;
    if (ts.isPropertyAssignment(parent) || ts.isSpreadAssignment(parent)) return this.isNamed(parent.parent);
    if (ts.isObjectLiteralExpression(parent)) return this.isNamed(parent);
    if (ts.isArrayLiteralExpression(parent)) return this.isNamed(parent);
    if (ts.isConditionalExpression(parent)) return parent.condition === outer || this.isNamed(parent);
    if (ts.isBinaryExpression(parent)) {
      const { kind } = parent.operatorToken;
      if (kind === ts.SyntaxKind.EqualsToken) return parent.right === outer;
      const passes =
        kind === ts.SyntaxKind.BarBarToken ||
        kind === ts.SyntaxKind.QuestionQuestionToken ||
        kind === ts.SyntaxKind.AmpersandAmpersandToken;
      return passes && this.isNamed(parent);
    }
    if (
      ts.isCallExpression(parent) &&
      ts.isPropertyAccessExpression(parent.expression) &&
      parent.expression.name.text === "freeze"
    )
      return this.isNamed(parent);
    // An instance that is returned is what the call of the function gives.
    return false;
  }

  private isOnlyCompared(node: ts.Node): boolean {
    const { ts } = this.world;
    const outer = wrapped(ts, node);
    const { parent } = outer;
    if (ts.isTypeOfExpression(parent) || ts.isVoidExpression(parent) || ts.isIfStatement(parent)) return true;
    if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
    if (!ts.isBinaryExpression(parent)) return false;
    const { kind } = parent.operatorToken;
    return (
      kind === ts.SyntaxKind.InstanceOfKeyword ||
      kind === ts.SyntaxKind.InKeyword ||
      kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
      kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
      kind === ts.SyntaxKind.EqualsEqualsToken ||
      kind === ts.SyntaxKind.ExclamationEqualsToken
    );
  }

  /** A value that goes where it is not followed: whatever it can do may be done. */
  private escape(ref: Ref, node: ts.Node, name: string): void {
    const { ts } = this.world;
    switch (ref.kind) {
      case "function": {
        const taints = this.handedTo(node);
        this.enter(ref, this.taints.enter(ref, this.frame, { taints, supplied: Infinity }), node, name);
        return;
      }
      case "class":
        if (isInside(ref.node, this.frame.unit)) return;
        this.made(ref, node, [], name);
        this.escape({ kind: "instance", node: ref.node }, node, name);
        return;
      case "instance":
        if (ts.isReturnStatement(wrapped(ts, node).parent) || isInside(ref.node, this.frame.unit)) return;
        if (node.kind === ts.SyntaxKind.ThisKeyword) return;
        for (const member of this.evaluator.members.all(ref.node, false)) {
          if (!isFunctionNode(ts, member.node)) continue;
          const selfTaint = ts.isExpression(node) ? this.taints.of(node, this.frame) : clean;
          const to = this.frames.get(member.node, { self: ref.node, selfTaint });
          this.lead({ to, node, name: `${name}.${this.evaluator.members.nameOf(member.node) ?? "[…]"}` });
        }
        return;
      case "object":
      case "list":
        if (isInside(ref.node, this.frame.unit) && !this.isNamed(ref.node)) return;
        for (const each of this.evaluator.member([ref], undefined, this.frame)) this.spill(each, node, name);
        return;
      case "unreadable":
        return;
      default:
        return;
    }
  }

  private spill(ref: Ref, node: ts.Node, name: string): void {
    if (ref.kind === "global" || ref.kind === "module") reportSink(this, ref, node, { kind: "mention" });
    else if (ref.kind !== "object" && ref.kind !== "list") this.escape(ref, node, name);
    else
      for (const each of this.evaluator.member([ref], undefined, this.frame))
        if (each.kind === "function") this.escape(each, node, name);
  }

  /** What a function is given by what it is handed to. */
  private handedTo(node: ts.Node): readonly Taint[] {
    const { ts } = this.world;
    const { parent } = wrapped(ts, node);
    if (!ts.isCallExpression(parent) || !parent.arguments.some((each) => each === wrapped(ts, node))) return [];
    const callee = bare(ts, parent.expression);
    const isIteration =
      ts.isPropertyAccessExpression(callee) &&
      (iterationMethods.has(callee.name.text) || mutators.has(callee.name.text) || callee.name.text === "then");
    return isIteration ? this.taints.handed(parent, this.frame) : [];
  }

  private binary(node: ts.BinaryExpression): boolean | readonly ts.Node[] {
    const { ts } = this.world;
    const { kind } = node.operatorToken;
    if (isAssignmentOperator(ts, kind)) {
      reportWrite(this, node.left, node);
      this.setter(node.left);
      if (kind === ts.SyntaxKind.PlusEqualsToken) this.toText(node.right);
      const left = bare(ts, node.left);
      if (kind === ts.SyntaxKind.EqualsToken) {
        if (ts.isIdentifier(left)) return [node.right];
        if (ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left))
          return [...this.ownerOf(left), node.right];
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
          this.toText(side);
        else this.convert(side, conversions);
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
    if (compares) for (const side of [node.left, node.right]) this.convert(side, conversions);
    return true;
  }

  /** A value that becomes a text. */
  private toText(node: ts.Expression): void {
    reportDateText(this, node);
    this.convert(node, conversions);
  }

  private convert(node: ts.Expression, names: readonly string[]): void {
    this.callMembers(node, names, node);
  }

  private conversionCalls(refs: readonly Ref[], node: ts.CallExpression): void {
    const [first] = node.arguments;
    if (!first) return;
    for (const ref of refs) {
      if (ref.kind !== "global") continue;
      if (ref.path === "String") this.toText(first);
      else if (ref.path === "Number" || ref.path === "BigInt" || ref.path.startsWith("Math."))
        for (const each of node.arguments) this.convert(each, conversions);
      else if (ref.path === "JSON.stringify") this.toJson(first);
      else if (/^(Array\.from|Promise\.(all|allSettled)|Object\.fromEntries|Array\.fromAsync)$/.test(ref.path))
        this.iterate(first, node);
    }
    const { ts } = this.world;
    const callee = bare(ts, node.expression);
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === "join") {
      for (const each of this.evaluator.items(this.evaluator.of(callee.expression, this.frame)))
        this.callOn(each, conversions, node, clean);
    }
  }

  private toJson(node: ts.Expression): void {
    const { ts } = this.world;
    this.callMembers(node, ["toJSON"], node);
    this.getters(node, node);
    const literal = bare(ts, node);
    if (ts.isObjectLiteralExpression(literal)) {
      for (const each of literal.properties) {
        if (ts.isPropertyAssignment(each)) this.toJson(each.initializer);
        else if (ts.isShorthandPropertyAssignment(each)) this.toJson(each.name);
      }
    } else if (ts.isArrayLiteralExpression(literal)) for (const each of literal.elements) this.toJson(each);
  }

  private forOf(node: ts.ForOfStatement): void {
    const { ts } = this.world;
    this.iterate(node.expression, node.expression);
    if (!ts.isVariableDeclarationList(node.initializer)) reportWrite(this, node.initializer, node.initializer);
  }

  private iterate(expression: ts.Expression | undefined, node: ts.Node): void {
    if (expression) this.callMembers(expression, iterators, node);
  }

  /** JavaScript calls these members of a value by itself. */
  private callMembers(expression: ts.Expression, names: readonly string[], node: ts.Node): void {
    const refs = this.evaluator.of(expression, this.frame);
    if (!refs.some((each) => each.kind === "instance" || each.kind === "object" || each.kind === "class")) return;
    this.touchAll(node);
    const taint = this.taints.of(expression, this.frame);
    for (const ref of refs) this.callOn(ref, names, node, taint);
  }

  private callOn(ref: Ref, names: readonly string[], node: ts.Node, selfTaint: Taint): void {
    if (ref.kind !== "instance" && ref.kind !== "object" && ref.kind !== "class") return;
    for (const name of names) {
      for (const member of this.evaluator.member([ref], name, this.frame)) {
        if (member.kind !== "function") continue;
        this.enter(
          member,
          this.taints.enter(member, this.frame, { taints: [], supplied: 0, selfTaint }),
          node,
          `${name.replace("@@", "Symbol.")}()`,
        );
      }
    }
  }

  /** All getters of what is copied or written out as a whole. */
  private getters(expression: ts.Expression, node: ts.Node): void {
    const { ts } = this.world;
    for (const ref of this.evaluator.of(expression, this.frame)) {
      if (ref.kind !== "object" || isInside(ref.node, this.frame.unit)) continue;
      for (const each of ref.node.properties)
        if (ts.isGetAccessor(each)) this.lead({ to: this.frames.get(each), node, name: each.name.getText() });
    }
  }

  private accessors(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, name: string | undefined): void {
    if (name !== undefined && !this.isWritten(node)) this.getter(node.expression, name, node);
  }

  private getter(owner: ts.Expression, name: string, node: ts.Node): void {
    this.accessor(owner, name, node, (each) => this.world.ts.isGetAccessor(each));
  }

  private setter(target: ts.Expression): void {
    const { ts } = this.world;
    const node = bare(ts, target);
    if (ts.isPropertyAccessExpression(node))
      this.accessor(node.expression, node.name.text, node, (each) => ts.isSetAccessor(each));
  }

  private accessor(owner: ts.Expression, name: string, node: ts.Node, isKind: (node: ts.Node) => boolean): void {
    const { ts } = this.world;
    for (const ref of this.evaluator.of(owner, this.frame)) {
      if (ref.kind === "object") {
        const found = ref.node.properties.find(
          (each) => isKind(each) && each.name && propertyText(ts, each.name) === name,
        );
        if (found && isFunctionNode(ts, found))
          this.enter(
            { kind: "function", node: found },
            this.frames.get(found, { selfTaint: this.taints.of(owner, this.frame) }),
            node,
            textOf(node),
          );
      } else if (ref.kind === "instance" || ref.kind === "class") {
        for (const member of this.evaluator.members.find(ref.node, name, ref.kind === "class")) {
          if (!isKind(member.node) || !isFunctionNode(ts, member.node)) continue;
          const to = this.frames.get(member.node, { self: ref.node, selfTaint: this.taints.of(owner, this.frame) });
          this.enter({ kind: "function", node: member.node }, to, node, textOf(node));
        }
      }
    }
  }

  private variable(node: ts.VariableDeclaration): void {
    const { ts } = this.world;
    reportUnread(this, node);
    if (!node.initializer) return;
    if (ts.isArrayBindingPattern(node.name)) this.iterate(node.initializer, node.initializer);
    if (!ts.isObjectBindingPattern(node.name)) return;
    for (const each of node.name.elements) {
      const key = each.propertyName ?? each.name;
      const name = ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? undefined : propertyText(ts, key);
      if (name === undefined) continue;
      this.getter(node.initializer, name, each);
      // To take a value out of what differs from host to host is to read it.
      const refs = this.evaluator.member(this.evaluator.of(node.initializer, this.frame), name, this.frame);
      const owner = this.evaluator.of(node.initializer, this.frame);
      if (!owner.some((one) => isReadAtOnce(this, one)))
        for (const ref of refs) if (isReadAtOnce(this, ref)) reportSink(this, ref, each, { kind: "mention" });
    }
  }

  /** What the variables and classes start with that were come by is run before. */
  private touchAll(node: ts.Node): void {
    const { ts } = this.world;
    const { touched } = this.evaluator;
    if (touched.size === 0) return;
    for (const each of touched) {
      if (ts.isClassLike(each)) {
        const runs = each.members.some(
          (member) =>
            ts.isClassStaticBlockDeclaration(member) ||
            (ts.isPropertyDeclaration(member) && hasModifier(ts, member, ts.SyntaxKind.StaticKeyword)),
        );
        if (runs && !isInside(each, this.frame.home))
          this.lead({
            to: this.frames.get(each, { mode: "static", self: each }),
            node,
            name: each.name?.text ?? "a class",
          });
      } else if (
        each.initializer &&
        !isInside(each, this.frame.home) &&
        isOfModule(ts, each) &&
        !isPlain(ts, each.initializer)
      ) {
        this.lead({ to: this.frames.get(each.initializer, { mode: "eager" }), node, name: each.name.getText() });
      }
    }
    touched.clear();
  }

  private touch(node: ts.Node): void {
    this.touchAll(node);
  }
}

/** Whether a variable is declared at the top level of a module. */
function isOfModule(ts: World["ts"], node: ts.VariableDeclaration): boolean {
  const statement = node.parent.parent;
  return ts.isVariableStatement(statement) && (ts.isSourceFile(statement.parent) || ts.isModuleBlock(statement.parent));
}

/** Whether a value is there without anything being run. */
function isPlain(ts: World["ts"], initializer: ts.Expression): boolean {
  const node = bare(ts, initializer);
  return isFunctionNode(ts, node) || ts.isLiteralExpression(node) || ts.isIdentifier(node);
}
