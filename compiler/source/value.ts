import { type Diagnostic, diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type { ts } from "./typescript.js";
import type { Definition } from "./names.js";
import type { Scope } from "./scope.js";

/** A value read from source, without running it. Every part knows its place. */
export type Value = { readonly span: Span; readonly node: ts.Node } & (
  | { readonly kind: "data"; readonly data: string | number | boolean | null | undefined }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | {
      readonly kind: "object";
      readonly entries: ReadonlyMap<string, { readonly value: Value; readonly keySpan: Span }>;
    }
  | { readonly kind: "class"; readonly node: ts.ClassLikeDeclaration; readonly scope: Scope }
  | { readonly kind: "function"; readonly node: FunctionNode; readonly scope: Scope; readonly name: string }
  /** A constant whose initialiser is no data: a schema, for instance. What it is, its readers decide. */
  | { readonly kind: "constant"; readonly definition: Extract<Definition, { kind: "declared" }> }
  /** The name of a type, where a value should stand. */
  | { readonly kind: "type"; readonly definition: Extract<Definition, { kind: "declared" }> }
  /** A class or function of JavaScript's own: `TypeError`. */
  | { readonly kind: "global"; readonly name: string }
  /** A call of one of protograph's own functions; what `graph` and `flow` are given, whoever reads those reads. */
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly call: ts.CallExpression;
      readonly scope: Scope;
      readonly args: readonly Value[];
    }
  | { readonly kind: "unreadable"; readonly why: string; readonly fix: string }
  /** It has its diagnostic already. */
  | { readonly kind: "broken" }
);

export type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

/** The first thing in a value that could not be read, as a diagnostic; `of` is what a part of it belongs to. */
export function unreadablePart(value: Value, thing: string, of?: string): Diagnostic | undefined {
  if (value.kind === "unreadable") {
    return diagnostic("PG1006", value.span, `${thing || "an empty entry"} cannot be read: ${value.why}`, {
      fix: value.fix,
    });
  }
  if (value.kind === "type") {
    return diagnostic(
      "PG1006",
      value.span,
      `${thing} cannot be read: ${value.definition.name} is a type, and no value`,
      {
        fix: "write a literal or a constant",
      },
    );
  }
  for (const [name, part] of partsOf(value)) {
    const found = unreadablePart(part, name === undefined ? thing : of === undefined ? name : `${name} of ${of}`, of);
    if (found) return found;
  }
  return undefined;
}

/** Whether any part of a value is broken, so that nothing may be said of it. */
export function isBrokenValue(value: Value): boolean {
  return value.kind === "broken" || partsOf(value).some(([, part]) => isBrokenValue(part));
}

function partsOf(value: Value): readonly (readonly [string | undefined, Value])[] {
  if (value.kind === "list") return value.items.map((item) => [undefined, item] as const);
  if (value.kind === "object") return [...value.entries].map(([key, entry]) => [key, entry.value] as const);
  return [];
}

/**
 * The value as plain data, with stand-ins for functions and classes: functions of the same name that do nothing.
 * Schemas that check the declared values at run time then take it as well.
 */
export function toData(value: Value): { readonly data: unknown } {
  switch (value.kind) {
    case "data":
      return { data: value.data };
    case "list":
      return { data: value.items.map((item) => toData(item).data) };
    case "object":
      return { data: Object.fromEntries([...value.entries].map(([key, entry]) => [key, toData(entry.value).data])) };
    case "global":
      return { data: standIn(value.name) };
    case "class":
      return { data: standIn(value.node.name?.text ?? "") };
    case "function":
      return { data: standIn(value.name) };
    case "constant":
      return { data: standIn(value.definition.name) };
    default:
      return { data: undefined };
  }
}

function standIn(name: string): () => void {
  const stand = () => undefined;
  Object.defineProperty(stand, "name", { value: name });
  return stand;
}

/** The place of the part of a value that a path leads to, or of the nearest part that is there. */
export function placeOf(value: Value, path: readonly PropertyKey[], key?: string): Span {
  const [first, ...rest] = path;
  if (first === undefined) {
    return key !== undefined && value.kind === "object" ? (value.entries.get(key)?.keySpan ?? value.span) : value.span;
  }
  if (value.kind === "object") {
    const entry = value.entries.get(String(first));
    return entry ? placeOf(entry.value, rest, key) : value.span;
  }
  const item = value.kind === "list" ? value.items[Number(first)] : undefined;
  return item ? placeOf(item, rest, key) : value.span;
}
