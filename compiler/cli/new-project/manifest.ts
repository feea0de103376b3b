import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { packageRoot } from "../package-root.js";

type Texts = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly devDependencies: Texts;
  readonly peerDependencies: Texts;
}

const scripts: Texts = {
  generate: "protograph generate",
  check: "protograph check",
  lint: "eslint .",
  types: "tsc",
  test: "vitest run",
  start: "tsx main.ts",
};

/** What a project is developed with, in the versions that protograph itself is. */
const tools = ["@types/node", "eslint", "tsx", "typescript", "typescript-eslint", "vitest"];

/** The hook's tools, which protograph itself does not use; both run on Node 20. */
const hookTools: Texts = { husky: "^9.1.7", "lint-staged": "^16.3.4" };

/**
 * The package.json of a new project.
 *
 * @param before the one that is there: what it says stays as it is, but for its `type`, and scripts where `force` is given.
 * @throws SyntaxError where that cannot be read.
 */
export function completeManifest(
  before: string | undefined,
  { root, hooks, force }: { readonly root: string; readonly hooks: boolean; readonly force: boolean },
): string {
  const own = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as Manifest;
  const there = (before === undefined ? {} : JSON.parse(before)) as Readonly<Record<string, unknown>>;
  const named = tools.map((name) => [name, own.devDependencies[name] ?? "*"] as const);
  const newScripts = { ...scripts, ...(hooks && { prepare: "husky" }) };
  const placeholder = 'echo "Error: no test specified"';
  const oldScripts = Object.entries(textsOf(there.scripts)).filter(([, script]) => !script.startsWith(placeholder));
  const text = {
    ...(before === undefined && { name: packageName(root), version: "0.0.0", private: true }),
    ...there,
    // Generated code is in the form of ECMAScript modules.
    type: "module",
    engines: there.engines ?? { node: ">=20.19" },
    scripts: force
      ? { ...textsOf(there.scripts), ...newScripts }
      : { ...newScripts, ...Object.fromEntries(oldScripts) },
    dependencies: sorted({
      "@bufbuild/protobuf": own.peerDependencies["@bufbuild/protobuf"] ?? "*",
      protograph: `^${own.version}`,
      ...textsOf(there.dependencies),
    }),
    devDependencies: sorted({
      ...Object.fromEntries(named),
      ...(hooks && hookTools),
      ...textsOf(there.devDependencies),
    }),
    ...(hooks && { "lint-staged": there["lint-staged"] ?? { "*.ts": "eslint" } }),
  };
  return `${JSON.stringify(text, undefined, 2)}\n`;
}

/** A name that npm takes, made of the folder's. */
export function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "greetings" : name;
}

function textsOf(value: unknown): Texts {
  return typeof value === "object" && value !== null ? (value as Texts) : {};
}

function sorted(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
