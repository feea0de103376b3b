import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Rule } from "eslint";
import type { ts } from "../../source/tree.js";
import { ownTypeScript } from "../../source/own-typescript.js";
import type { TypeScript } from "../scopes.js";

/** A file as TypeScript sees it. */
export interface Tree {
  /** TypeScript as the file was parsed with it. */
  readonly ts: TypeScript;
  readonly file: ts.SourceFile;
  /** Knows types, where the parser was given a project. */
  readonly checker: ts.TypeChecker | undefined;
}

/** What typescript-eslint's parser hands on; all of it absent with another parser. */
interface ParserServices {
  readonly program?: ts.Program | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: object): ts.Node | undefined };
}

/**
 * The tree of a file: the one that typescript-eslint's parser has made, or, under another parser, one made here of the
 * same text.
 */
export function treeOf({ sourceCode, filename, cwd }: Rule.RuleContext): Tree {
  const { program, esTreeNodeToTSNodeMap } = sourceCode.parserServices as ParserServices;
  const file = esTreeNodeToTSNodeMap?.get(sourceCode.ast) as ts.SourceFile | undefined;
  const ts = file && typescriptOf(file, [dirname(filename), cwd]);
  if (file && ts) return { ts, file, checker: program?.getTypeChecker() };
  const name = /\.[cm]?[jt]sx?$/.test(filename) ? filename : `${filename}.tsx`;
  const own = ownTypeScript();
  const parsed = own.createSourceFile(name, sourceCode.text, own.ScriptTarget.Latest, true);
  return { ts: own, file: parsed, checker: undefined };
}

const makers = new Map<unknown, TypeScript>();

/**
 * The TypeScript that a tree was made with. Kinds of nodes are numbers that differ from version to version, and several
 * versions may be installed: the right one has the class that the tree is an instance of.
 */
function typescriptOf(file: ts.SourceFile, folders: readonly string[]): TypeScript | undefined {
  const known = makers.get(file.constructor);
  if (known) return known;
  for (const candidate of candidates(folders)) {
    const { objectAllocator } = candidate as unknown as {
      readonly objectAllocator?: { readonly getSourceFileConstructor?: () => unknown };
    };
    if (objectAllocator?.getSourceFileConstructor?.() !== file.constructor) continue;
    makers.set(file.constructor, candidate);
    return candidate;
  }
  return undefined;
}

/** Every TypeScript that is loaded already, as the parser's is, and those that the project would load. */
function* candidates(folders: readonly string[]): Generator<TypeScript> {
  const require = createRequire(import.meta.url);
  for (const [path, module] of Object.entries(require.cache)) {
    if (/[\\/]typescript[^\\/]*[\\/]lib[\\/]typescript\.js$/.test(path)) yield module?.exports as TypeScript;
  }
  for (const folder of folders) {
    try {
      yield createRequire(join(folder, "file.js"))("typescript") as TypeScript;
    } catch {
      // Nothing is installed there; the next folder may have one.
    }
  }
}
