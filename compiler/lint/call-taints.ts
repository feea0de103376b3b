import type { ts } from "../source/tree.js";
import type { Evaluator } from "./evaluate.js";
import { clean, copyOf, type Frame, holderOf, memberOf, nearest, type Taint } from "./frame.js";
import type { FunctionNode, Ref } from "./reference.js";
import { bare, isFunctionNode, returnsOf, visit } from "./tree.js";
import type { World } from "./world.js";

/** Methods that give a new list of the same items. */
const copying = new Set(["slice", "filter", "toSorted", "toReversed", "toSpliced", "with", "flat", "concat", "splice"]);

/** Methods that give one item. */
const picking = new Set(["find", "findLast", "at", "pop", "shift", "get", "next"]);

/** Methods that give what they are called on. */
const returning = new Set(["sort", "reverse", "fill", "copyWithin", "set", "add", "values", "subarray", "valueOf"]);

/** Functions of the platform that give a new list or object of the same items. */
const shallowCopies = new Set(["Array.from", "Object.values", "Promise.all", "Promise.allSettled", "Array.of"]);

/** Functions of the platform that give their first argument. */
const same = new Set([
  "Object.freeze",
  "Object.seal",
  "Promise.resolve",
  "Object.defineProperty",
  "Object.setPrototypeOf",
  "Reflect.get",
]);

/** What finding the taints of calls needs. */
interface Finder {
  readonly world: World;
  readonly evaluator: Evaluator;
  of(expression: ts.Expression, frame: Frame): Taint;
  entry(
    ref: Extract<Ref, { kind: "function" }>,
    args: readonly ts.Expression[],
    frame: Frame,
    selfTaint?: Taint,
  ): Frame;
  enter(
    ref: Extract<Ref, { kind: "function" }>,
    frame: Frame,
    how: { readonly taints: readonly Taint[]; readonly supplied: number },
  ): Frame;
  handed(call: ts.CallExpression, frame: Frame): readonly Taint[];
  returned(entered: Frame, node: FunctionNode): Taint;
}

export function ofCall(taints: Finder, node: ts.CallExpression, frame: Frame): Taint {
  const { ts } = taints.world;
  const callee = bare(ts, node.expression);
  const refs = taints.evaluator.of(callee, frame);
  const functions = refs.filter((each) => each.kind === "function");
  if (functions.length > 0) {
    const on = ts.isPropertyAccessExpression(callee) ? taints.of(callee.expression, frame) : clean;
    return nearest(functions.map((each) => taints.returned(taints.entry(each, node.arguments, frame, on), each.node)));
  }
  const [first] = node.arguments;
  for (const ref of refs) {
    if (ref.kind === "service") return clean;
    if (ref.kind === "module" || ref.kind === "unreadable") return clean;
    if (ref.kind !== "global" || ref.path.includes("#")) continue;
    if (!first) return clean;
    if (same.has(ref.path)) return taints.of(first, frame);
    if (ref.path === "Object.assign") {
      return nearest([
        taints.of(first, frame),
        ...node.arguments.slice(1).map((each) => copyOf(taints.of(each, frame))),
      ]);
    }
    if (ref.path === "Array.from" && node.arguments[1]) return holderOf(ofCallback(taints, node.arguments[1], frame));
    const member = memberOf(taints.of(first, frame));
    if (ref.path === "Object.entries" || ref.path.endsWith(".groupBy")) return holderOf(holderOf(member));
    if (ref.path === "Object.fromEntries") return holderOf(memberOf(member));
    return shallowCopies.has(ref.path) ? copyOf(taints.of(first, frame)) : clean;
  }
  return ts.isPropertyAccessExpression(callee) ? ofMethod(taints, callee, node, frame) : clean;
}

function ofMethod(taints: Finder, callee: ts.PropertyAccessExpression, node: ts.CallExpression, frame: Frame): Taint {
  const { text } = callee.name;
  const [first, second] = node.arguments;
  const on = taints.of(callee.expression, frame);
  if (copying.has(text))
    return nearest([
      copyOf(on),
      ...(text === "concat" ? node.arguments.map((each) => copyOf(taints.of(each, frame))) : []),
    ]);
  if (text === "entries") return holderOf(holderOf(memberOf(on)));
  if (picking.has(text)) return memberOf(on);
  if (returning.has(text)) return on;
  if (text === "map" && first) return holderOf(ofCallback(taints, first, frame));
  if (text === "flatMap" && first) return copyOf(ofCallback(taints, first, frame));
  if (text === "then" && first) return ofCallback(taints, first, frame);
  if (text === "reduce" || text === "reduceRight") return second ? taints.of(second, frame) : memberOf(on);
  return clean;
}

/** What a callback gives. */
function ofCallback(taints: Finder, argument: ts.Expression, frame: Frame): Taint {
  const { ts } = taints.world;
  const node = bare(ts, argument);
  if (isFunctionNode(ts, node)) return nearest(returnsOf(ts, node).map((each) => taints.of(each, frame)));
  const call = argument.parent;
  if (!ts.isCallExpression(call)) return clean;
  const handed = taints.handed(call, frame);
  return nearest(
    taints.evaluator.of(node, frame).flatMap((ref) => {
      if (ref.kind !== "function") return [];
      return [taints.returned(taints.enter(ref, frame, { taints: handed, supplied: Infinity }), ref.node)];
    }),
  );
}

export function ofNew(taints: Finder, node: ts.NewExpression, frame: Frame): Taint {
  const [first] = node.arguments ?? [];
  const isCollection = taints.evaluator
    .of(node.expression, frame)
    .some((each) => each.kind === "global" && /^(Map|Set|Array)$/.test(each.path));
  if (!first || !isCollection) return clean;
  const taint = taints.of(first, frame);
  // A Map is made of pairs, and holds the second of each.
  const isMap = taints.evaluator
    .of(node.expression, frame)
    .some((each) => each.kind === "global" && each.path === "Map");
  return isMap
    ? nearest([holderOf(memberOf(memberOf(taint))), taint.input === 0 || taint.shared === 0 ? copyOf(taint) : clean])
    : copyOf(taint);
}

/** What a generator gives one after another. */
export function ofYields(taints: Finder, entered: Frame, node: FunctionNode): Taint {
  const { ts } = taints.world;
  const found: Taint[] = [];
  if (node.body) {
    visit(ts, node.body, (each) => {
      if (ts.isFunctionLike(each)) return false;
      if (ts.isYieldExpression(each) && each.expression) {
        const taint = taints.of(each.expression, entered);
        found.push(each.asteriskToken ? taint : holderOf(taint));
      }
      return true;
    });
  }
  return nearest(found);
}
