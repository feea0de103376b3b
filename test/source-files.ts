import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The repository's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** An import, a re-export or a dynamic import, of types or of values. */
export interface Import {
  /** As it is written: `"../errors.js"`, `"zod"`. */
  readonly specifier: string;
  /** The file of this repository it leads to, from the root; absent where it leads to a package. */
  readonly target: string | undefined;
  readonly line: number;
}

/** A TypeScript source file of this repository. */
export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** The paths of all files that git tracks or would: what a clone has, and what is about to be added to it. */
export function repositoryFiles(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .sort();
}

/** Reads the sources under some folders; what is generated and what scenarios take as input is no source. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return repositoryFiles()
    .filter((path) => path.endsWith(".ts") && folders.some((folder) => path.startsWith(`${folder}/`)))
    .filter((path) => !/\/generated\/|^test\/scenarios\/[^/]+\/|^test\/determinism\/corpus\//.test(path))
    .map((path) => readSource(path, readFileSync(join(root, path), "utf8")));
}

/** Reads the imports of one file's text with TypeScript's own scanner. */
export function readSource(path: string, text: string): SourceFile {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const imports = importedFiles.map(({ fileName, pos }) => ({
    specifier: fileName,
    target: fileName.startsWith(".") ? posix.join(posix.dirname(path), fileName).replace(/\.js$/, ".ts") : undefined,
    line: text.slice(0, pos).split("\n").length,
  }));
  return { path, text, imports };
}

/** Whether a file is a test, or stands only for tests. */
export function isTest({ path }: SourceFile): boolean {
  return path.endsWith(".test.ts") || path.startsWith("test/");
}
