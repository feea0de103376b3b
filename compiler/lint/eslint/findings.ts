import type { Rule, SourceCode } from "eslint";
import { lintFile, type Linted } from "../lint-file.js";
import { type SinkAdditions, Sinks } from "../sinks.js";
import { type Tree, treeOf } from "./tree-of.js";

/** What is found in a file, and the tree that it is found in. */
export interface FoundInFile extends Linted {
  readonly tree: Tree;
}

const known = new WeakMap<SourceCode, FoundInFile>();
const tables = new WeakMap<object, Sinks>();
const ownTable = new Sinks();

/** What is found in the file of a context: once, whichever rule asks first. */
export function findingsOf(context: Rule.RuleContext): FoundInFile {
  let found = known.get(context.sourceCode);
  if (!found) {
    const tree = treeOf(context);
    found = { tree, ...lintFile(tree.ts, tree.file, tableOf(context), tree.checker) };
    known.set(context.sourceCode, found);
  }
  return found;
}

/** The table of what names do, with what the project adds: the configuration that `generate` writes has it as a setting. */
function tableOf({ settings }: Rule.RuleContext): Sinks {
  const { determinism } = (settings.protograph ?? {}) as { readonly determinism?: SinkAdditions };
  if (determinism === undefined) return ownTable;
  let table = tables.get(determinism);
  if (!table) tables.set(determinism, (table = new Sinks(determinism)));
  return table;
}
