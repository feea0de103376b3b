import path from "node:path";
import type { Config } from "../config/config.js";
import { generatedHeader } from "./header.js";

/**
 * The configuration of ESLint for a project: the rules of determinism, for the files that `protograph check` follows steps
 * through and for no others.
 *
 * @param module where it will stand; it finds the files from there, wherever it is imported.
 * @param reached absolute paths of the files with steps and graphs, and of those that these reach.
 */
export function emitLintConfig(module: string, reached: readonly string[], config: Config): string {
  const base = commonFolder([path.dirname(config.file), ...reached.map((file) => path.dirname(file))]);
  const files = reached.map((file) => escapeGlob(slashed(path.relative(base, file))));
  const up = slashed(path.relative(path.dirname(module), base));
  const { determinism } = config;
  const isAdded = Object.keys(determinism).length > 0;
  return [
    generatedHeader,
    "/* eslint-disable */",
    "",
    'import { join } from "node:path";',
    'import protograph from "protograph/eslint";',
    "",
    "/** The rules of determinism, for the files with steps and graphs, and for what those reach. */",
    "export default {",
    "  ...protograph.configs.strict,",
    '  name: "protograph/generated",',
    `  basePath: join(import.meta.dirname, ${JSON.stringify(up)}),`,
    "  files: [",
    ...files.map((file) => `    ${JSON.stringify(file)},`),
    "  ],",
    ...(isAdded ? [`  settings: { protograph: ${JSON.stringify({ determinism })} },`] : []),
    "};",
    "",
  ].join("\n");
}

/** The deepest folder that all of them are in. */
function commonFolder(folders: readonly string[]): string {
  const [first = "", ...others] = folders;
  let common = first;
  for (const folder of others) {
    while (!isWithin(common, folder) && path.dirname(common) !== common) common = path.dirname(common);
  }
  return common;
}

function isWithin(outer: string, inner: string): boolean {
  const way = path.relative(outer, inner);
  return way === "" || !(way === ".." || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}

function slashed(file: string): string {
  return file.split(path.sep).join("/");
}

/** A path as a glob that matches nothing else. */
function escapeGlob(file: string): string {
  return file.replace(/[\\*?[\](){}!+@|]/g, "\\$&");
}
