import type { ts } from "../source/tree.js";

/** A function with a body, in any of its forms. */
export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.AccessorDeclaration
  | ts.ConstructorDeclaration;

/** What an expression may stand for, as far as it can be told without running it. */
export type Ref =
  /** A name of the platform and what is under it: `Math.random`; `Date#` is an instance, `moment()` what a call gives. */
  | { readonly kind: "global"; readonly path: string; readonly via?: ts.Node | undefined }
  /** The same of a module that is not looked into. */
  | { readonly kind: "module"; readonly module: string; readonly path: string; readonly via?: ts.Node | undefined }
  /** A function, with the class that `this` is in it. */
  | { readonly kind: "function"; readonly node: FunctionNode; readonly self?: ts.ClassLikeDeclaration | undefined }
  | { readonly kind: "class"; readonly node: ts.ClassLikeDeclaration }
  | { readonly kind: "instance"; readonly node: ts.ClassLikeDeclaration }
  | { readonly kind: "object"; readonly node: ts.ObjectLiteralExpression }
  | { readonly kind: "list"; readonly items: readonly Ref[]; readonly node: ts.Node }
  /** All that a file exports. */
  | { readonly kind: "file"; readonly file: ts.SourceFile }
  /** All that a `namespace` exports. */
  | { readonly kind: "block"; readonly node: ts.ModuleDeclaration }
  /** A service of a step, or a part of one: the way out that is allowed. */
  | { readonly kind: "service" }
  /** A member of a module that is in no table and has no source to be read. */
  | { readonly kind: "unreadable"; readonly module: string; readonly path: string };

/** The path of a member of what a path means. */
export function memberPath(path: string, name: string): string {
  if (path === "" || path.endsWith("#")) return path + name;
  if (name === "prototype") return `${path}#`;
  return `${path}.${name}`;
}

/** Names of the platform that hold all the others. */
export const globalObjects: ReadonlySet<string> = new Set(["globalThis", "global", "window", "self"]);

/** Methods that call what they are given with each item. */
export const iterationMethods: ReadonlyMap<string, number> = new Map([
  ["map", 0],
  ["forEach", 0],
  ["filter", 0],
  ["find", 0],
  ["findLast", 0],
  ["findIndex", 0],
  ["findLastIndex", 0],
  ["some", 0],
  ["every", 0],
  ["flatMap", 0],
  ["reduce", 1],
  ["reduceRight", 1],
]);

/** Each once. */
export function unique(refs: readonly Ref[]): readonly Ref[] {
  if (refs.length < 2) return refs;
  const seen = new Map<unknown, Ref[]>();
  const kept: Ref[] = [];
  for (const ref of refs) {
    const key = keyOf(ref);
    const same = seen.get(key);
    if (same?.some((each) => each.kind === ref.kind)) continue;
    if (same) same.push(ref);
    else seen.set(key, [ref]);
    kept.push(ref);
  }
  return kept;
}

function keyOf(ref: Ref): unknown {
  if (ref.kind === "global") return ref.path;
  if (ref.kind === "module" || ref.kind === "unreadable") return `${ref.module} ${ref.path}`;
  if (ref.kind === "service") return "service";
  return ref.kind === "file" ? ref.file : ref.node;
}

/** Methods of the values that JavaScript comes with: to call one of them on data is no riddle. */
export const builtinMethods: ReadonlySet<string> = new Set(
  [
    Array,
    String,
    Number,
    Boolean,
    Map,
    Set,
    Date,
    RegExp,
    Promise,
    BigInt,
    Symbol,
    Object,
    Function,
    Uint8Array,
  ].flatMap((each) => Object.getOwnPropertyNames(each.prototype)),
);
