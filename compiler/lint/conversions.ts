import type { ts } from "../source/tree.js";
import { enter, enterTouched } from "./entering.js";
import { clean, type Taint } from "./frame.js";
import { reportDateText } from "./locale.js";
import type { Ref } from "./reference.js";
import { bare, isFunctionNode, isInside, propertyText } from "./tree.js";
import { textOf, type Visit } from "./visit.js";

/** Members that JavaScript calls by itself. */
export const conversions = ["@@toPrimitive", "toString", "valueOf"];
const iterators = ["@@iterator", "@@asyncIterator"];

/** A value that becomes a text. */
export function toText(visit: Visit, node: ts.Expression): void {
  reportDateText(visit, node);
  convert(visit, node, conversions);
}

export function convert(visit: Visit, node: ts.Expression, names: readonly string[]): void {
  callMembers(visit, node, names, node);
}

export function conversionCalls(visit: Visit, refs: readonly Ref[], node: ts.CallExpression): void {
  const [first] = node.arguments;
  if (!first) return;
  for (const ref of refs) {
    if (ref.kind !== "global") continue;
    if (ref.path === "String") toText(visit, first);
    else if (ref.path === "Number" || ref.path === "BigInt" || ref.path.startsWith("Math."))
      for (const each of node.arguments) convert(visit, each, conversions);
    else if (ref.path === "JSON.stringify") toJson(visit, first);
    else if (/^(Array\.from|Promise\.(all|allSettled)|Object\.fromEntries|Array\.fromAsync)$/.test(ref.path))
      iterate(visit, first, node);
  }
  const { ts } = visit.world;
  const callee = bare(ts, node.expression);
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === "join") {
    for (const each of visit.evaluator.items(visit.evaluator.of(callee.expression, visit.frame)))
      callOn(visit, each, conversions, node, clean);
  }
}

function toJson(visit: Visit, node: ts.Expression): void {
  const { ts } = visit.world;
  callMembers(visit, node, ["toJSON"], node);
  enterGetters(visit, node, node);
  const literal = bare(ts, node);
  if (ts.isObjectLiteralExpression(literal)) {
    for (const each of literal.properties) {
      if (ts.isPropertyAssignment(each)) toJson(visit, each.initializer);
      else if (ts.isShorthandPropertyAssignment(each)) toJson(visit, each.name);
    }
  } else if (ts.isArrayLiteralExpression(literal)) for (const each of literal.elements) toJson(visit, each);
}

export function iterate(visit: Visit, expression: ts.Expression | undefined, node: ts.Node): void {
  if (expression) callMembers(visit, expression, iterators, node);
}

/** JavaScript calls these members of a value by itself. */
export function callMembers(visit: Visit, expression: ts.Expression, names: readonly string[], node: ts.Node): void {
  const refs = visit.evaluator.of(expression, visit.frame);
  if (!refs.some((each) => each.kind === "instance" || each.kind === "object" || each.kind === "class")) return;
  enterTouched(visit, node);
  const taint = visit.taints.of(expression, visit.frame);
  for (const ref of refs) callOn(visit, ref, names, node, taint);
}

function callOn(visit: Visit, ref: Ref, names: readonly string[], node: ts.Node, selfTaint: Taint): void {
  if (ref.kind !== "instance" && ref.kind !== "object" && ref.kind !== "class") return;
  for (const name of names) {
    for (const member of visit.evaluator.member([ref], name, visit.frame)) {
      if (member.kind !== "function") continue;
      enter(
        visit,
        member,
        visit.taints.enter(member, visit.frame, { taints: [], supplied: 0, selfTaint }),
        node,
        `${name.replace("@@", "Symbol.")}()`,
      );
    }
  }
}

/** All getters of what is copied or written out as a whole. */
export function enterGetters(visit: Visit, expression: ts.Expression, node: ts.Node): void {
  const { ts } = visit.world;
  for (const ref of visit.evaluator.of(expression, visit.frame)) {
    if (ref.kind !== "object" || isInside(ref.node, visit.frame.unit)) continue;
    for (const each of ref.node.properties)
      if (ts.isGetAccessor(each)) visit.lead({ to: visit.frames.get(each), node, name: each.name.getText() });
  }
}

export function enterGetter(visit: Visit, owner: ts.Expression, name: string, node: ts.Node): void {
  enterAccessor(visit, owner, name, node, (each) => visit.world.ts.isGetAccessor(each));
}

export function enterSetter(visit: Visit, target: ts.Expression): void {
  const { ts } = visit.world;
  const node = bare(ts, target);
  if (ts.isPropertyAccessExpression(node))
    enterAccessor(visit, node.expression, node.name.text, node, (each) => ts.isSetAccessor(each));
}

function enterAccessor(
  visit: Visit,
  owner: ts.Expression,
  name: string,
  node: ts.Node,
  isKind: (node: ts.Node) => boolean,
): void {
  const { ts } = visit.world;
  for (const ref of visit.evaluator.of(owner, visit.frame)) {
    if (ref.kind === "object") {
      const found = ref.node.properties.find(
        (each) => isKind(each) && each.name && propertyText(ts, each.name) === name,
      );
      if (found && isFunctionNode(ts, found))
        enter(
          visit,
          { kind: "function", node: found },
          visit.frames.get(found, { selfTaint: visit.taints.of(owner, visit.frame) }),
          node,
          textOf(node),
        );
    } else if (ref.kind === "instance" || ref.kind === "class") {
      for (const member of visit.evaluator.members.find(ref.node, name, ref.kind === "class")) {
        if (!isKind(member.node) || !isFunctionNode(ts, member.node)) continue;
        const to = visit.frames.get(member.node, { self: ref.node, selfTaint: visit.taints.of(owner, visit.frame) });
        enter(visit, { kind: "function", node: member.node }, to, node, textOf(node));
      }
    }
  }
}
