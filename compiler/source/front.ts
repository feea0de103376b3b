import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type * as morph from "ts-morph";
import { Project, ts } from "./typescript.js";
import type { Span } from "../diagnostics/diagnostic.js";

/**
 * The only door to TypeScript. What lies behind it is ts-morph's pinned compiler, never the user's; another API can
 * take its place by offering the same few things: parsed files, the file an import means, and, on demand, a checker.
 */
export interface Front {
  /** The project's folder, absolute. */
  readonly root: string;
  /** Why the project's tsconfig cannot be read, where it cannot. */
  readonly faults: readonly ts.Diagnostic[];
  /** Parses a file once; `undefined` where there is none. One that cannot be parsed at all is there, and empty. */
  file(path: string): ts.SourceFile | undefined;
  /** The files that are nested more deeply than the parser can follow. */
  readonly tooDeep: ReadonlySet<string>;
  /** The file that an import means; `undefined` where there is none. */
  resolve(specifier: string, from: string): string | undefined;
  /** The file that an import runs: where that has its types in a declaration file, the JavaScript beside them. */
  source(specifier: string, from: string): string | undefined;
  /** The checker over everything parsed so far and what that imports. Slow to make, so only made when asked for. */
  checker(): ts.TypeChecker;
}

/** Files as they are about to be: their texts by absolute path, `undefined` for one that will be gone. */
export type PendingFiles = ReadonlyMap<string, string | undefined>;

/**
 * Opens a project. Nothing is read before it is asked for but the tsconfig.
 *
 * @param pending files that are read as they are about to be, and not as they are.
 * @param before the same project as it was opened before: what has not changed since is not parsed again.
 */
export function openFront(root: string, tsconfig: string | undefined, pending: PendingFiles, before?: Front): Front {
  const { options, faults } = readCompilerOptions(root, tsconfig);
  const { project, stamps } = keptFrom(before, options) ?? {
    project: new Project({
      compilerOptions: options,
      skipAddingFilesFromTsConfig: true,
      skipFileDependencyResolution: true,
      skipLoadingLibFiles: false,
    }),
    stamps: new Map<string, string>(),
  };
  const files = new Map<string, ts.SourceFile | undefined>();
  const cache = ts.createModuleResolutionCache(root, (name) => name, options);
  const resolved = new Map<string, string | undefined>();
  let checker: ts.TypeChecker | undefined;

  const exists = (name: string): boolean => (pending.has(name) ? pending.get(name) !== undefined : existsSync(name));

  const pendingFolders = foldersOf(pending);
  const folderExists = (name: string): boolean => pendingFolders.has(name) || ts.sys.directoryExists(name);

  const resolveModule = (specifier: string, from: string): string | undefined => {
    const target = path.resolve(path.dirname(from), specifier);
    // Most imports of a project are relative and carry an extension: one look at the disk answers them.
    if (specifier.startsWith("./") || specifier.startsWith("../")) {
      const extension = path.extname(target);
      const candidates = sourceExtensions[extension] ?? [];
      const found = candidates.map((each) => target.slice(0, -extension.length) + each).find(exists);
      if (found !== undefined) return found;
    }
    const mode = /\.c[tj]s$/.test(from) ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
    const host = { ...ts.sys, fileExists: exists, directoryExists: folderExists };
    const { resolvedModule } = ts.resolveModuleName(specifier, from, options, host, cache, undefined, mode);
    return resolvedModule?.resolvedFileName;
  };

  const sources = new Map<string, string | undefined>();
  const findSource = (specifier: string, from: string): string | undefined => {
    const mode = /\.c[tj]s$/.test(from) ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
    // TypeScript knows this option, and keeps it from its types: declaration files are passed over.
    const plain = { ...options, allowJs: true, noDtsResolution: true } as ts.CompilerOptions;
    const { resolvedModule } = ts.resolveModuleName(specifier, from, plain, ts.sys, undefined, undefined, mode);
    const found = resolvedModule?.resolvedFileName;
    return found !== undefined && /\.[cm]?[jt]sx?$/.test(found) && !/\.d\.[cm]?ts$/.test(found) ? found : undefined;
  };

  const tooDeep = new Set<string>();

  const parse = (name: string): ts.SourceFile | undefined => {
    const text = pending.get(name);
    if (!pending.has(name)) return parseFromDisk(project, stamps, name);
    stamps.delete(name);
    return text === undefined ? undefined : project.createSourceFile(name, text, { overwrite: true }).compilerNode;
  };

  const parseOrGiveUp = (name: string): ts.SourceFile | undefined => {
    try {
      return parse(name);
    } catch (error) {
      // TypeScript's parser calls itself for every level of the code, until the stack is full.
      if (!(error instanceof RangeError)) throw error;
      tooDeep.add(name);
      return ts.createSourceFile(name, "", ts.ScriptTarget.ES2023);
    }
  };

  const file = (name: string): ts.SourceFile | undefined => {
    if (!files.has(name)) files.set(name, parseOrGiveUp(name));
    return files.get(name);
  };

  const front: Front = {
    root,
    faults,
    file,
    tooDeep,
    resolve(specifier, from) {
      const key = `${path.dirname(from)}\0${specifier}`;
      if (!resolved.has(key)) resolved.set(key, resolveModule(specifier, from));
      return resolved.get(key);
    },
    source(specifier, from) {
      const resolvedFile = this.resolve(specifier, from);
      if (resolvedFile !== undefined && !/\.(d\.[cm]?ts|json)$/.test(resolvedFile)) return resolvedFile;
      const key = `${path.dirname(from)}\0${specifier}`;
      if (!sources.has(key)) sources.set(key, findSource(specifier, from));
      return sources.get(key);
    },
    checker() {
      // What the checker meets first in an import it looks for on the disk, where pending files are not yet.
      if (!checker) for (const name of pending.keys()) file(name);
      return (checker ??= project.getProgram().compilerObject.getTypeChecker());
    },
  };
  kept.set(front, { project, stamps, options: JSON.stringify(options) });
  return front;
}

/** What one front leaves to the next. */
interface Kept {
  readonly project: morph.Project;
  /** When each file was last written and how long it was, as it was parsed. */
  readonly stamps: Map<string, string>;
  /** The compiler options, as text. */
  readonly options: string;
}

const kept = new WeakMap<Front, Kept>();

function keptFrom(before: Front | undefined, options: ts.CompilerOptions): Kept | undefined {
  const found = before && kept.get(before);
  return found?.options === JSON.stringify(options) ? found : undefined;
}

/** Parses a file, unless it is as it was when it was last parsed. */
function parseFromDisk(project: morph.Project, stamps: Map<string, string>, name: string): ts.SourceFile | undefined {
  const found = statSync(name, { throwIfNoEntry: false });
  const stamp = found?.isFile() ? `${found.mtimeMs} ${found.size}` : undefined;
  const known = stamps.has(name) ? project.getSourceFile(name) : undefined;
  if (stamp === undefined) {
    if (known) project.removeSourceFile(known);
    stamps.delete(name);
    return undefined;
  }
  if (known && stamps.get(name) === stamp) return known.compilerNode;
  const text = readFileSync(name, "utf8");
  const parsed = project.createSourceFile(name, text, { overwrite: true });
  stamps.set(name, stamp);
  return parsed.compilerNode;
}

/** The folders that will be there: TypeScript looks for no file in a folder that is not. */
function foldersOf(pending: PendingFiles): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const [file, text] of pending) {
    if (text === undefined) continue;
    for (let at = path.dirname(file); !folders.has(at); at = path.dirname(at)) folders.add(at);
  }
  return folders;
}

const sourceExtensions: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".d.ts"],
  ".mjs": [".mts", ".d.mts"],
  ".cjs": [".cts", ".d.cts"],
  ".ts": [".ts", ".d.ts"],
};

/** The user's compiler options: they decide what an import means and how strict a type is. */
function readCompilerOptions(
  root: string,
  tsconfig: string | undefined,
): { readonly options: ts.CompilerOptions; readonly faults: readonly ts.Diagnostic[] } {
  const name = tsconfig ?? ts.findConfigFile(root, existsSync);
  // The files a tsconfig lists are of no interest, and looking for them takes longer than all the rest.
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    readDirectory: () => [],
    fileExists: existsSync,
    readFile: (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined),
  };
  const read = name === undefined ? undefined : ts.readConfigFile(name, (file) => host.readFile(file));
  const parsed = ts.parseJsonConfigFileContent(read?.config ?? {}, host, name ? path.dirname(name) : root);
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    ...parsed.options,
    noEmit: true,
    skipLibCheck: true,
    noLib: false,
  };
  // An option that this TypeScript does not know may be one of the user's, which is newer; a file that cannot be read is
  // a fault in any.
  const unreadable = parsed.errors.filter(({ code }) => unreadableConfig.has(code));
  return { options, faults: read?.error ? [read.error] : unreadable };
}

/** TypeScript's codes for a tsconfig that is not there, does not parse, or extends itself. */
const unreadableConfig: ReadonlySet<number> = new Set([5014, 5083, 6053, 18_000]);

/** Errors of the parser, which are there without a program. */
export function syntaxErrors(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (
    (file as unknown as { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? []
  );
}

/** What TypeScript says of a fault, on one line and as the end of a sentence. */
export function messageOf({ messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, " ");
  return `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
}

/** A stretch of a file as a span; file names are from the project's folder. */
export function spanOf(root: string, file: ts.SourceFile, start: number, end: number): Span {
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(Math.max(start, end));
  return {
    file: path.relative(root, file.fileName).split(path.sep).join("/"),
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

/** The place of a node, without the comments before it. */
export function spanOfNode(root: string, node: ts.Node): Span {
  const file = node.getSourceFile();
  return spanOf(root, file, node.getStart(file), node.getEnd());
}
