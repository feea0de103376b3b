import type { ts } from "../source/tree.js";
import type { Ref } from "./reference.js";
import { rules } from "./rules.js";
import { bare, propertyText } from "./tree.js";
import { textOf, type Visit } from "./visit.js";

/** Parts of a Date in the host's time zone. */
const zoned = new Set(
  (
    "getFullYear getYear getMonth getDate getDay getHours getMinutes getTimezoneOffset " +
    "setFullYear setYear setMonth setDate setHours setMinutes toDateString toTimeString"
  ).split(" "),
);

/** Methods that format or compare by a locale, with the position of it among the arguments. */
const localized: ReadonlyMap<string, number> = new Map([
  ["localeCompare", 1],
  ["toLocaleString", 0],
  ["toLocaleDateString", 0],
  ["toLocaleTimeString", 0],
  ["toLocaleUpperCase", 0],
  ["toLocaleLowerCase", 0],
]);

/** Reports a call or a `new` that depends on the host's locale or time zone. */
export function reportLocale(
  visit: Visit,
  node: ts.CallExpression | ts.NewExpression,
  refs: readonly Ref[],
  through?: { readonly callee: ts.Expression; readonly args: readonly ts.Expression[] },
): void {
  const callee = through?.callee ?? bare(visit.world.ts, node.expression);
  const why = whyLocal(visit, node, refs, callee, through?.args ?? node.arguments ?? []);
  if (why !== undefined) report(visit, node, why);
}

function report(visit: Visit, node: ts.Node, message: string): void {
  visit.report({ rule: "no-host-locale", node, message, fix: rules["no-host-locale"].fix });
}

/** Reports a Date that becomes a text in the host's time zone. */
export function reportDateText(visit: Visit, node: ts.Expression): void {
  const isDate = visit.evaluator.of(node, visit.frame).some((each) => each.kind === "global" && each.path === "Date#");
  if (isDate) report(visit, node, `${textOf(node)} as a text is written in the host's time zone`);
}

function whyLocal(
  visit: Visit,
  node: ts.CallExpression | ts.NewExpression,
  refs: readonly Ref[],
  callee: ts.Expression,
  args: readonly ts.Expression[],
): string | undefined {
  const { ts } = visit.world;
  for (const ref of refs) {
    if (ref.kind !== "global") continue;
    const why = whyGlobal(visit, node, ref.path, args);
    if (why !== undefined) return why;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const name = methodName(visit, callee);
  if (name === undefined || isOwnMethod(refs)) return undefined;
  const on =
    ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee)
      ? visit.evaluator.of(callee.expression, visit.frame)
      : [];
  if (zoned.has(name)) {
    const isOther = on.some((each) => each.kind !== "global" || !/^(Date|String)#/.test(each.path)) && !on.some(isDate);
    return isOther ? undefined : `${name}() is of the host's time zone`;
  }
  if (name === "toString" && on.some(isDate)) return "a Date's toString() is of the host's time zone";
  const position = localized.get(name);
  if (position === undefined) return undefined;
  if (!isGiven(visit, args[position])) return `${name}() goes by the host's locale`;
  const isOfDate =
    name === "toLocaleDateString" || name === "toLocaleTimeString" || (name === "toLocaleString" && on.some(isDate));
  return isOfDate && !namesZone(visit, args[position + 1]) ? `${name}() is of the host's time zone` : undefined;
}

function whyGlobal(
  visit: Visit,
  node: ts.CallExpression | ts.NewExpression,
  path: string,
  args: readonly ts.Expression[],
): string | undefined {
  const { ts } = visit.world;
  if (/^Intl\.\w+$/.test(path)) {
    // What it is made with is reported once, where it is made.
    if (path === "Intl.getCanonicalLocales" || path === "Intl.supportedValuesOf" || path === "Intl.Locale")
      return undefined;
    if (!isGiven(visit, args[0])) return `${textOf(node)} takes the host's locale`;
    if (path === "Intl.DateTimeFormat" && !namesZone(visit, args[1]))
      return `${path} without timeZone takes the host's`;
    return undefined;
  }
  if (path === "Date" && ts.isNewExpression(node)) {
    if (args.length > 1 && !args.some(ts.isSpreadElement)) return "new Date(year, month, …) is of the host's time zone";
    return localText(visit, args[0]);
  }
  if (path === "Date.parse") return localText(visit, args[0]);
  return undefined;
}

/** A date and a time without a zone are of the host's. */
function localText(visit: Visit, argument: ts.Expression | undefined): string | undefined {
  const { ts } = visit.world;
  if (!argument) return undefined;
  const node = bare(ts, argument);
  const text = visit.evaluator.text(argument, visit.frame);
  const last = ts.isTemplateExpression(node) ? node.templateSpans.at(-1)?.literal.text : undefined;
  const isLocal =
    (text !== undefined && /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) ||
    (text !== undefined && /^(\w{3,} \d|\d{1,2}\/\d{1,2}\/\d)/.test(text) && !/(Z|GMT|UTC|[+-]\d{4})$/.test(text)) ||
    (last !== undefined && /^[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(last));
  return isLocal ? `${textOf(argument)} names no time zone, so it is of the host's` : undefined;
}

function methodName(visit: Visit, callee: ts.Expression): string | undefined {
  const { ts } = visit.world;
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
  return ts.isElementAccessExpression(callee)
    ? visit.evaluator.text(callee.argumentExpression, visit.frame)
    : undefined;
}

function isOwnMethod(refs: readonly Ref[]): boolean {
  return refs.some(
    (each) =>
      each.kind === "function" || each.kind === "service" || each.kind === "unreadable" || each.kind === "module",
  );
}

function isDate(ref: Ref): boolean {
  return ref.kind === "global" && ref.path === "Date#";
}

/** Whether a locale is named: `undefined` and an empty list leave it to the host. */
function isGiven(visit: Visit, argument: ts.Expression | undefined): boolean {
  const { ts } = visit.world;
  if (!argument) return false;
  const node = bare(ts, argument);
  if (ts.isArrayLiteralExpression(node)) return node.elements.length > 0;
  return !(ts.isIdentifier(node) && node.text === "undefined");
}

/** Whether options name a time zone; those that cannot be read may. */
function namesZone(visit: Visit, argument: ts.Expression | undefined): boolean {
  const { ts } = visit.world;
  if (!argument) return false;
  const node = bare(ts, argument);
  const literals = ts.isObjectLiteralExpression(node)
    ? [node]
    : visit.evaluator.of(node, visit.frame).flatMap((each) => (each.kind === "object" ? [each.node] : []));
  if (literals.length === 0) return !(ts.isIdentifier(node) && node.text === "undefined");
  return literals.every((literal) =>
    literal.properties.some((each) => ts.isSpreadAssignment(each) || propertyText(ts, each.name) === "timeZone"),
  );
}
