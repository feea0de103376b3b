import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Front } from "../source/front.js";
import { ts } from "../source/typescript.js";

/** What one check of determinism leaves to the next. */
export interface LintMemory {
  /** The trees that were looked at, by path. */
  readonly files: ReadonlyMap<string, ts.SourceFile>;
  /** What was found of each file with steps. */
  readonly results: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly reached: ReadonlySet<string>;
  /** What was said of packages and globals, as text. */
  readonly table: string;
}

const imports = new WeakMap<ts.SourceFile, readonly string[]>();

/**
 * Says of which files with steps nothing can be different from what was found before: neither they nor anything that they
 * import, by however many hops, has changed since.
 *
 * @param always whether a file counts as changed whatever it is like.
 */
export function unchangedSince(
  memory: LintMemory | undefined,
  front: Front,
  files: readonly ts.SourceFile[],
  always: (file: ts.SourceFile) => boolean,
): { readonly unchanged: ReadonlySet<string>; readonly seen: ReadonlyMap<string, ts.SourceFile> } {
  const seen = new Map(files.map((each) => [each.fileName, each]));
  const importers = new Map<string, string[]>();
  for (const [name, file] of seen) {
    for (const each of importsOf(front, file)) {
      importers.set(each, [...(importers.get(each) ?? []), name]);
      const found = seen.has(each) ? undefined : front.file(each);
      if (found) seen.set(each, found);
    }
  }
  const changed = new Set(
    [...seen].filter(([name, file]) => memory?.files.get(name) !== file || always(file)).map(([name]) => name),
  );
  // A file that is gone has no tree to compare.
  for (const name of memory?.files.keys() ?? []) if (!seen.has(name)) changed.add(name);
  for (const name of changed) for (const importer of importers.get(name) ?? []) changed.add(importer);
  return { unchanged: new Set(files.map((each) => each.fileName).filter((each) => !changed.has(each))), seen };
}

/** The files that a file imports, but for packages': those do not change while one works. */
function importsOf(front: Front, file: ts.SourceFile): readonly string[] {
  let found = imports.get(file);
  if (!found) {
    const specifiers = ts.preProcessFile(file.text, true, true).importedFiles.map((each) => each.fileName);
    const resolved = specifiers.filter((each) => /^[.#/]/.test(each)).map((each) => front.source(each, file.fileName));
    found = resolved.filter((each) => each !== undefined);
    // What is not there may be, the next time.
    if (!resolved.includes(undefined)) imports.set(file, found);
  }
  return found;
}
