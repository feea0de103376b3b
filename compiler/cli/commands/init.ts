import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { kindOf } from "../../config/folder-faults.js";
import { completeManifest } from "../new-project/manifest.js";
import { type NewFile, newProjectFiles } from "../new-project/files.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export interface InitOptions {
  /** Replace files that are there. */
  readonly force?: boolean;
  /** Add a hook that lints and checks before every commit. */
  readonly hooks?: boolean;
}

/**
 * `protograph init`: writes a small complete project. What stands there is kept, but for package.json, to which is added
 * what it lacks.
 */
export function initCommand(folder = ".", { force = false, hooks = false }: InitOptions, terminal: Terminal): ExitCode {
  const root = resolve(folder);
  refuseUnusable(root, folder, force);
  const all = [manifest(root, hooks, force), ...newProjectFiles(root, hooks)];
  const kept = force ? [] : all.filter((file) => file.path !== "package.json" && differs(root, file));
  const written = all.filter((file) => !kept.includes(file) && readText(root, file.path) !== file.text);
  for (const file of written) save(root, file);

  const lines = [
    `made a project in ${relative(process.cwd(), root) || "this folder"}:`,
    ...written.map(({ path }) => `  ${path}`),
    ...(kept.length > 0 ? ["kept as they are, for they were there (--force replaces them):"] : []),
    ...kept.map(({ path }) => `  ${path}`),
    "next:",
    ...(root === process.cwd() ? [] : [`  cd ${relative(process.cwd(), root)}`]),
    "  npm install",
    "  npm run generate",
    "  npm start",
  ];
  terminal.out(`${lines.join("\n")}\n`);
  return exitCodes.sound;
}

/** Everything is looked at before anything is written. */
function refuseUnusable(root: string, folder: string, force: boolean): void {
  if (kindOf(root) === "file") throw new UsageError(`${folder} is a file, and a project needs a folder`);
  if (!force && existsSync(join(root, "protograph.json"))) {
    throw new UsageError(
      `${join(folder, "protograph.json")} is there: this is a project already`,
      "choose another folder, or replace its files with --force",
    );
  }
}

function manifest(root: string, hooks: boolean, force: boolean): NewFile {
  const before = readText(root, "package.json");
  try {
    return { path: "package.json", text: completeManifest(before, { root, hooks, force }) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`package.json cannot be read: ${error.message}`, "mend it, or remove it");
  }
}

function differs(root: string, { path, text }: NewFile): boolean {
  const before = readText(root, path);
  return before !== undefined && before !== text;
}

function readText(root: string, path: string): string | undefined {
  const kind = kindOf(join(root, path));
  if (kind === "folder") throw new UsageError(`${path} is a folder, and must be a file`);
  return kind === "file" ? readFileSync(join(root, path), "utf8") : undefined;
}

function save(root: string, { path, text, executable }: NewFile): void {
  const file = join(root, path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: executable ? 0o755 : 0o644 });
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
