import type { ts } from "../source/tree.js";
import { clean, type Frame, type Taint } from "./frame.js";
import { isNamed } from "./naming.js";
import type { Ref } from "./reference.js";
import { iterationMethods } from "./reference.js";
import { reportSink } from "./sightings.js";
import { bare, hasModifier, isFunctionNode, isInside, wrapped } from "./tree.js";
import { type Visit } from "./visit.js";
import type { World } from "./world.js";
import { mutators } from "./writes.js";

/** Enters a function, unless it is looked at where it stands. */
export function enter(
  visit: Visit,
  ref: Extract<Ref, { kind: "function" }>,
  to: Frame,
  node: ts.Node,
  name: string,
  callee: Taint = clean,
): void {
  const { ts } = visit.world;
  const within = isInside(ref.node, visit.frame.unit) && visit.frame.mode === "whole";
  const isTainted = [...to.taints, callee].some((each) => each.input < Infinity || each.shared < Infinity);
  if (within && (to.taints.every((each) => each.input === Infinity && each.shared === Infinity) || !isTainted)) return;
  // What another function made of functions was looked at with that, and has its variables to itself.
  const maker = makerOf(visit, ref.node);
  if (maker && !within && callee.shared > 0 && !isInside(maker, visit.frame.home) && !ts.isIdentifier(node)) {
    if (to.taints.every((each) => each.input === Infinity && each.shared === Infinity)) return;
    const { taints, supplied, self, selfTaint } = to;
    visit.lead({ to: visit.frames.get(ref.node, { home: maker, taints, supplied, self, selfTaint }), node, name });
    return;
  }
  visit.lead({ to, node, name });
}

/** The function that a function is made in each time it runs. */
function makerOf(visit: Visit, node: ts.Node): ts.Node | undefined {
  const { ts } = visit.world;
  let maker: ts.Node | undefined;
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined)
    if (isFunctionNode(ts, at)) maker = at;
  return maker;
}

/** What making an instance runs. */
export function enterMade(visit: Visit, ref: Ref, node: ts.Node, args: readonly ts.Expression[], name: string): void {
  if (ref.kind === "class") {
    visit.lead({ to: visit.frames.get(ref.node, { mode: "static", self: ref.node }), node, name });
    const taints = args.map((each) => visit.taints.of(each, visit.frame));
    const construct = visit.frames.get(ref.node, { mode: "construct", self: ref.node, taints, supplied: args.length });
    visit.lead({ to: construct, node, name: name === "super" ? "super()" : `new ${name}()` });
  } else if (ref.kind === "unreadable") reportUnreadable(visit, ref, node);
  else if (ref.kind === "function") visit.lead({ to: visit.frames.get(ref.node), node, name: `new ${name}()` });
  else reportSink(visit, ref, node, { kind: "new", args });
}

export function reportUnreadable(visit: Visit, ref: Extract<Ref, { kind: "unreadable" }>, node: ts.Node): void {
  const what = ref.path === "" || ref.path === "default" ? ref.module : `${ref.path} of ${ref.module}`;
  visit.report({
    rule: "unresolved-call",
    node,
    message: `${what} cannot be looked into: it has no source that can be read`,
    fix: `say in protograph.json what it does: "determinism": { "packages": { "${ref.module}": "deterministic" } }`,
  });
}

/** A value that goes where it is not followed: whatever it can do may be done. */
export function escape(visit: Visit, ref: Ref, node: ts.Node, name: string): void {
  const { ts } = visit.world;
  switch (ref.kind) {
    case "function": {
      const taints = handedTo(visit, node);
      enter(visit, ref, visit.taints.enter(ref, visit.frame, { taints, supplied: Infinity }), node, name);
      return;
    }
    case "class":
      if (isInside(ref.node, visit.frame.unit)) return;
      enterMade(visit, ref, node, [], name);
      escape(visit, { kind: "instance", node: ref.node }, node, name);
      return;
    case "instance":
      if (ts.isReturnStatement(wrapped(ts, node).parent) || isInside(ref.node, visit.frame.unit)) return;
      if (node.kind === ts.SyntaxKind.ThisKeyword) return;
      for (const member of visit.evaluator.members.all(ref.node, false)) {
        if (!isFunctionNode(ts, member.node)) continue;
        const selfTaint = ts.isExpression(node) ? visit.taints.of(node, visit.frame) : clean;
        const to = visit.frames.get(member.node, { self: ref.node, selfTaint });
        visit.lead({ to, node, name: `${name}.${visit.evaluator.members.nameOf(member.node) ?? "[…]"}` });
      }
      return;
    case "object":
    case "list":
      if (isInside(ref.node, visit.frame.unit) && !isNamed(visit, ref.node)) return;
      for (const each of visit.evaluator.member([ref], undefined, visit.frame)) spill(visit, each, node, name);
      return;
    case "unreadable":
      return;
    default:
      return;
  }
}

function spill(visit: Visit, ref: Ref, node: ts.Node, name: string): void {
  if (ref.kind === "global" || ref.kind === "module") reportSink(visit, ref, node, { kind: "mention" });
  else if (ref.kind !== "object" && ref.kind !== "list") escape(visit, ref, node, name);
  else
    for (const each of visit.evaluator.member([ref], undefined, visit.frame))
      if (each.kind === "function") escape(visit, each, node, name);
}

/** What a function is given by what it is handed to. */
function handedTo(visit: Visit, node: ts.Node): readonly Taint[] {
  const { ts } = visit.world;
  const { parent } = wrapped(ts, node);
  if (!ts.isCallExpression(parent) || !parent.arguments.some((each) => each === wrapped(ts, node))) return [];
  const callee = bare(ts, parent.expression);
  const isIteration =
    ts.isPropertyAccessExpression(callee) &&
    (iterationMethods.has(callee.name.text) || mutators.has(callee.name.text) || callee.name.text === "then");
  return isIteration ? visit.taints.handed(parent, visit.frame) : [];
}

/** What the variables and classes start with that were come by is run before. */
export function enterTouched(visit: Visit, node: ts.Node): void {
  const { ts } = visit.world;
  const { touched } = visit.evaluator;
  if (touched.size === 0) return;
  for (const each of touched) {
    if (ts.isClassLike(each)) {
      const runs = each.members.some(
        (member) =>
          ts.isClassStaticBlockDeclaration(member) ||
          (ts.isPropertyDeclaration(member) && hasModifier(ts, member, ts.SyntaxKind.StaticKeyword)),
      );
      if (runs && !isInside(each, visit.frame.home))
        visit.lead({
          to: visit.frames.get(each, { mode: "static", self: each }),
          node,
          name: each.name?.text ?? "a class",
        });
    } else if (
      each.initializer &&
      !isInside(each, visit.frame.home) &&
      isOfModule(ts, each) &&
      !isPlain(ts, each.initializer)
    ) {
      visit.lead({ to: visit.frames.get(each.initializer, { mode: "eager" }), node, name: each.name.getText() });
    }
  }
  touched.clear();
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
