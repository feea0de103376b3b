import type { ts } from "../source/tree.js";
import { reportSharedWrites } from "./concurrency.js";
import { conversionCalls, iterate } from "./conversions.js";
import { enter, enterMade, enterTouched, escape, reportUnreadable } from "./entering.js";
import { clean, type Taint } from "./frame.js";
import { reportLocale } from "./locale.js";
import { lookAtMention } from "./mentions.js";
import type { Ref } from "./reference.js";
import { reportSink, type Use } from "./sightings.js";
import { bare, wrapped } from "./tree.js";
import { whyUnknown } from "./unknown-callee.js";
import { textOf, type Visit } from "./visit.js";
import type { World } from "./world.js";
import { reportChangingCall } from "./writes.js";

export function lookAtCall(visit: Visit, node: ts.CallExpression): readonly ts.Node[] {
  const { ts } = visit.world;
  const callee = bare(ts, node.expression);
  if (callee.kind === ts.SyntaxKind.SuperKeyword) {
    for (const ref of visit.evaluator.of(callee, visit.frame)) enterMade(visit, ref, node, node.arguments, "super");
    return node.arguments;
  }
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return lookAtImport(visit, node);
  const indirect = lookAtIndirect(visit, callee, node) ?? lookAtBound(visit, callee, node);
  if (indirect) return indirect;
  const refs = visit.evaluator.of(callee, visit.frame);
  enterTouched(visit, node);
  const found = invoke(visit, refs, node, { kind: "call", args: node.arguments }, callee);
  reportLocale(visit, node, refs);
  reportChangingCall(visit, node, refs);
  reportSharedWrites(visit, node);
  if (!found) reportUnknown(visit, callee, refs, node);
  madeFunctions(visit, node);
  conversionCalls(visit, refs, node);
  return [...(found || ts.isIdentifier(callee) ? [] : ownerOf(visit, callee)), ...node.arguments];
}

/** `f.call(…)`, `f.apply(…)`, `Reflect.apply(f, …)` and `Reflect.construct(C, …)`. */
function lookAtIndirect(visit: Visit, callee: ts.Expression, node: ts.CallExpression): readonly ts.Node[] | undefined {
  const { ts } = visit.world;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const { text } = callee.name;
  const [first, second, third] = node.arguments;
  if (text === "call" || text === "apply") {
    const refs = visit.evaluator.of(callee.expression, visit.frame);
    if (!refs.some((each) => each.kind === "function" || each.kind === "global" || each.kind === "module"))
      return undefined;
    const args = text === "call" ? node.arguments.slice(1) : listed(visit, second);
    enterTouched(visit, node);
    invoke(visit, refs, node, { kind: "call", args }, bare(ts, callee.expression), first);
    reportLocale(visit, node, refs, { callee: bare(ts, callee.expression), args });
    reportChangingCall(visit, node, refs);
    return node.arguments;
  }
  const isReflect = visit.evaluator
    .of(callee, visit.frame)
    .find((each) => each.kind === "global" && /^Reflect\.(apply|construct)$/.test(each.path));
  if (!isReflect || !first) return undefined;
  const refs = visit.evaluator.of(first, visit.frame);
  enterTouched(visit, node);
  if (text === "apply") invoke(visit, refs, node, { kind: "call", args: listed(visit, third) }, first, second);
  else for (const ref of refs) enterMade(visit, ref, node, listed(visit, second), textOf(first));
  return node.arguments.slice(1);
}

/** `f.bind(…)` is f by another name. */
function lookAtBound(visit: Visit, callee: ts.Expression, node: ts.CallExpression): readonly ts.Node[] | undefined {
  const { ts } = visit.world;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "bind") return undefined;
  const refs = visit.evaluator.of(node, visit.frame);
  if (refs.length === 0) return undefined;
  enterTouched(visit, node);
  // Where it is called at once, that is the use of it.
  if (!callOf(ts, node)) lookAtMention(visit, refs, node);
  return node.arguments;
}

function listed(visit: Visit, node: ts.Expression | undefined): readonly ts.Expression[] {
  const { ts } = visit.world;
  const list = node && bare(ts, node);
  return list && ts.isArrayLiteralExpression(list) ? list.elements : list ? [ts.factory.createSpreadElement(list)] : [];
}

/** What a call of what a name stands for comes to. */
function invoke(
  visit: Visit,
  refs: readonly Ref[],
  node: ts.CallExpression,
  use: Use,
  callee: ts.Expression,
  self?: ts.Expression,
): boolean {
  const { ts } = visit.world;
  let found = false;
  for (const ref of refs) {
    if (ref.kind === "function") {
      const on =
        self ??
        (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee) ? callee.expression : undefined);
      const taint = on ? visit.taints.of(on, visit.frame) : clean;
      const args = use.kind === "mention" ? [] : use.args.filter((each) => each.pos >= 0 || !ts.isSpreadElement(each));
      enter(
        visit,
        ref,
        visit.taints.entry(ref, args, visit.frame, taint),
        node,
        `${textOf(callee)}()`,
        calleeTaint(visit, callee, taint),
      );
    } else if (ref.kind === "class") {
      escape(visit, ref, node, textOf(callee));
    } else if (ref.kind === "unreadable") {
      reportUnreadable(visit, ref, node);
      found = true;
    } else if (ref.kind === "global" && ref.path === "require" && use.kind !== "mention") {
      reportLoading(visit, use.args[0], node);
    } else if (reportSink(visit, ref, node, use)) found = true;
  }
  return found;
}

function calleeTaint(visit: Visit, callee: ts.Expression, on: Taint): Taint {
  const { ts } = visit.world;
  return ts.isIdentifier(callee) ? visit.taints.of(callee, visit.frame) : on;
}

export function lookAtNew(visit: Visit, node: ts.NewExpression): readonly ts.Node[] {
  const { ts } = visit.world;
  const callee = bare(ts, node.expression);
  const refs = visit.evaluator.of(callee, visit.frame);
  enterTouched(visit, node);
  for (const ref of refs) enterMade(visit, ref, node, node.arguments ?? [], textOf(callee));
  reportLocale(visit, node, refs);
  const [first] = node.arguments ?? [];
  const isCollection = refs.some((each) => each.kind === "global" && /^(Weak)?(Map|Set)$|Array$/.test(each.path));
  if (first && isCollection) iterate(visit, first, node);
  return [...(ts.isIdentifier(callee) ? [] : ownerOf(visit, callee)), ...(node.arguments ?? [])];
}

export function lookAtTagged(visit: Visit, node: ts.TaggedTemplateExpression): readonly ts.Node[] {
  const { ts } = visit.world;
  const spans = ts.isTemplateExpression(node.template)
    ? node.template.templateSpans.map((each) => each.expression)
    : [];
  const refs = visit.evaluator.of(node.tag, visit.frame);
  enterTouched(visit, node);
  for (const ref of refs) {
    if (ref.kind === "function") {
      const taints = [clean, ...spans.map((each) => visit.taints.of(each, visit.frame))];
      enter(visit, ref, visit.taints.enter(ref, visit.frame, { taints, supplied: Infinity }), node, textOf(node.tag));
    } else if (ref.kind === "unreadable") reportUnreadable(visit, ref, node);
    else reportSink(visit, ref, node, { kind: "call", args: spans });
  }
  const tag = bare(ts, node.tag);
  return [...(ts.isIdentifier(tag) ? [] : ownerOf(visit, tag)), ...spans];
}

function lookAtImport(visit: Visit, node: ts.CallExpression): readonly ts.Node[] {
  visit.evaluator.of(node, visit.frame);
  enterTouched(visit, node);
  reportLoading(visit, node.arguments[0], node);
  return node.arguments;
}

function reportLoading(visit: Visit, argument: ts.Expression | undefined, node: ts.Node): void {
  if (!argument || visit.evaluator.text(argument, visit.frame) !== undefined) return;
  visit.report({
    rule: "no-dynamic-code",
    node,
    message: `${textOf(node)} loads a module that is only known when it runs`,
    fix: "write the path of the module as a text",
  });
}

/** A call of what was read from outside, or has no type: nobody can say what it does. */
function reportUnknown(visit: Visit, callee: ts.Expression, refs: readonly Ref[], node: ts.CallExpression): void {
  const why = whyUnknown(visit, callee, refs);
  if (why === undefined) return;
  visit.report({
    rule: "unresolved-call",
    node,
    message: `${textOf(callee)}() cannot be looked into: ${why}`,
    fix: "call a function that is written in the project, or take a service in the constructor",
  });
}

/** Functions that a call gives, handed on at once. */
function madeFunctions(visit: Visit, node: ts.CallExpression): void {
  const { ts } = visit.world;
  for (const argument of node.arguments) {
    if (!ts.isCallExpression(bare(ts, argument))) continue;
    for (const ref of visit.evaluator.of(argument, visit.frame))
      if (ref.kind === "function") escape(visit, ref, argument, textOf(argument));
  }
}

/** What a member is read of, as the next to look at. */
export function ownerOf(visit: Visit, callee: ts.Expression): readonly ts.Node[] {
  const { ts } = visit.world;
  if (ts.isPropertyAccessExpression(callee)) return asOwner(visit, callee.expression);
  if (ts.isElementAccessExpression(callee)) return [...asOwner(visit, callee.expression), callee.argumentExpression];
  return [callee];
}

/** A name of which only a member is used is not handed on. */
export function asOwner(visit: Visit, expression: ts.Expression): readonly ts.Node[] {
  const { ts } = visit.world;
  const node = bare(ts, expression);
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword)
    return [];
  return [node];
}

/** The call whose callee a node is. */
function callOf(ts: World["ts"], node: ts.Node): ts.Node | undefined {
  const outer = wrapped(ts, node);
  return ts.isCallExpression(outer.parent) && outer.parent.expression === outer ? outer.parent : undefined;
}
