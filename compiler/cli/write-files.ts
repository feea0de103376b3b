import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isInside, kindOf, realPath } from "../config/folder-faults.js";
import { compareText } from "../diagnostics/diagnostic.js";

/** A text and where it goes. */
export interface FileToWrite {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

export interface WriteOptions {
  /** Absolute path of the project's folder. */
  readonly root: string;
  /** Absolute path of the folder that all files must lie in. */
  readonly out: string;
  /** Absolute paths of the files that may be written beside it, in the project's folder. */
  readonly beside?: readonly string[];
  /**
   * Whether a file in `out` is one that this call would have written, had there been cause: it is removed when it is not
   * among the files any more.
   */
  readonly owns: (path: string, text: string) => boolean;
  /** Only find out what would happen. */
  readonly dryRun?: boolean;
}

/** What writing came to; absolute paths, sorted. */
export interface Written {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/** Files that cannot be written as they are; no file has been changed, unless the system failed in the middle of it. */
export class WriteError extends Error {
  override readonly name = "WriteError";

  constructor(
    readonly code: "OUTSIDE" | "COLLISION" | "NOT_GENERATED" | "FAILED",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Makes a folder of generated files what it is to be: writes what differs, removes what is no longer generated, and
 * touches nothing else. Everything is checked before anything is written, and each file is there whole or not at all.
 *
 * @throws WriteError naming the file: one that would lie outside `out` (symbolic links followed), two that differ in case
 * only, one in the place of which stands a file that no tool has generated, or one that the system refuses to write.
 */
export function writeFiles(files: readonly FileToWrite[], options: WriteOptions): Written {
  const sorted = files.toSorted((a, b) => compareText(a.path, b.path));
  refuseCollisions(sorted, options);
  for (const { path } of sorted) refuseOutside(path, options);
  const before = new Map(sorted.map(({ path }) => [path, readText(path)]));
  const changed = sorted.filter(({ path, text }) => before.get(path) !== text);
  for (const { path, text } of changed) refuseForeign(path, before.get(path), text, options);
  const removed = staleFiles(sorted, options);

  if (!options.dryRun) {
    writeWhole(changed, options);
    for (const path of removed) remove(path, options.out);
  }
  return {
    written: changed.map(({ path }) => path),
    removed,
    unchanged: sorted.map(({ path }) => path).filter((path) => !changed.some((each) => each.path === path)),
  };
}

/** The files in `out` that writing these would remove. */
export function staleFiles(files: readonly FileToWrite[], { out, owns }: WriteOptions): readonly string[] {
  const wanted = new Set(files.map(({ path }) => path));
  return filesIn(out).filter((path) => !wanted.has(path) && owns(path, readText(path) ?? ""));
}

function refuseCollisions(files: readonly FileToWrite[], options: WriteOptions): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      const both = `${shown(other, options)} and ${shown(path, options)}`;
      throw new WriteError(
        "COLLISION",
        `${both} are one file where case does not count: rename one of what they are of`,
      );
    }
    seen.set(folded, path);
  }
}

function refuseOutside(path: string, { root, out, beside = [] }: WriteOptions): void {
  if (beside.includes(path)) return;
  const realOut = realPath(out);
  const inside = isInside(realPath(root), realOut) && isInside(realOut, join(realPath(dirname(path)), basename(path)));
  if (!isInside(out, path) || !inside) {
    throw new WriteError(
      "OUTSIDE",
      `${path} lies outside ${out}, perhaps through a symbolic link: nothing is written there`,
    );
  }
}

/** A person's file may stand where a generated one is to go: it is not for us to overwrite. */
function refuseForeign(path: string, before: string | undefined, after: string, options: WriteOptions): void {
  if (kindOf(path) === "folder")
    throw new WriteError("FAILED", `${shown(path, options)} is a folder, and must be a file`);
  const marked = (text: string) => text.slice(0, 1_000).includes("@generated");
  if (before !== undefined && marked(after) && !marked(before)) {
    const message = `${shown(path, options)} exists and was not generated; move it, or choose another "out"`;
    throw new WriteError("NOT_GENERATED", message);
  }
}

/** Writes all texts beside their places first, so that what cannot be written is known before anything is replaced. */
function writeWhole(files: readonly FileToWrite[], options: WriteOptions): void {
  const temporaries = new Map<string, string>();
  let current = "";
  try {
    for (const { path, text } of files) {
      current = path;
      mkdirSync(dirname(path), { recursive: true });
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
      temporaries.set(path, temporary);
      writeFileSync(temporary, text);
    }
    for (const [path, temporary] of temporaries) {
      current = path;
      renameSync(temporary, path);
    }
  } catch (error) {
    for (const temporary of temporaries.values()) rmSync(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new WriteError("FAILED", `cannot write ${shown(current, options)}: ${code ?? String(error)}`, {
      cause: error,
    });
  }
}

/** Removes a file, and the folders that it leaves empty. */
function remove(path: string, out: string): void {
  rmSync(path, { force: true });
  for (
    let folder = dirname(path);
    isInside(out, folder) && readdirSync(folder).length === 0;
    folder = dirname(folder)
  ) {
    rmdirSync(folder);
  }
}

/** All files of a folder, symbolic links not followed, sorted. */
function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(compareText);
}

function readText(path: string): string | undefined {
  return kindOf(path) === "file" ? readFileSync(path, "utf8") : undefined;
}

function shown(path: string, { root }: WriteOptions): string {
  return relative(root, path);
}
