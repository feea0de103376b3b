import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { packageRoot } from "../package-root.js";
import { packageName } from "./manifest.js";

/** A file of a new project. */
export interface NewFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
}

/** What the templates are called here: a package of npm keeps no file of some of these names. */
const places: Readonly<Record<string, string>> = {
  gitignore: ".gitignore",
  "greetings-test.ts": "greetings.test.ts",
  "readme.md": "README.md",
  "workflows/ci.yml": ".github/workflows/ci.yml",
};

/** The hook that git runs before a commit. */
const preCommit = "npx lint-staged\nnpm run check\n";

/** The files of a new project but for its package.json, sorted by path. */
export function newProjectFiles(root: string, hooks: boolean): readonly NewFile[] {
  const folder = join(packageRoot(), "compiler", "cli", "new-project");
  const templates = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".template"))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = relative(folder, file).split(sep).join("/").slice(0, -".template".length);
      const text = readFileSync(file, "utf8").replaceAll("{{name}}", packageName(root));
      return { path: places[path] ?? path, text };
    });
  const all = hooks ? [...templates, { path: ".husky/pre-commit", text: preCommit, executable: true }] : templates;
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}
