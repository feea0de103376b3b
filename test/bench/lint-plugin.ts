import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Figure, Suite } from "./figure.js";
import { median } from "./measure.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.join(here, "..", "..");
const work = path.join(here, ".work", "lint-plugin");
const corpus = path.join(repository, "test", "determinism", "corpus");
const rounds = 5;

/**
 * ESLint as a whole process over the steps of the determinism corpus and their helpers, with the type-aware rules that
 * typescript-eslint recommends, and with the plugin's strict rules as well; built as it is published. The two take turns,
 * so that whatever else the machine does meets both alike.
 */
export const lintPlugin: Suite = {
  name: "lint-plugin",
  run() {
    execFileSync("npm", ["run", "build"], { cwd: repository, stdio: "pipe" });
    const plugin = pathToFileURL(path.join(repository, "dist", "compiler", "lint", "eslint", "plugin.js")).href;
    const configs = {
      without: writeConfig("without.config.js", "", ""),
      with: writeConfig(
        "with.config.js",
        `import protograph from ${JSON.stringify(plugin)};\n`,
        "protograph.configs.strict",
      ),
    };
    const times: Record<keyof typeof configs, number[]> = { without: [], with: [] };
    for (let round = -1; round < rounds; round++) {
      for (const [name, config] of Object.entries(configs) as [keyof typeof configs, string][]) {
        const ms = timeOf(config);
        if (round >= 0) times[name].push(ms);
      }
    }
    const figure: Figure = {
      name: "lint.plugin",
      value: Math.round(median(times.with)),
      unit: "ms",
      baseline: Math.round(median(times.without)),
      ratio: median(times.with.map((ms, round) => ms / (times.without[round] ?? Number.NaN))),
      aim: "time beside ESLint's without the plugin, under 1.25",
    };
    return Promise.resolve([figure]);
  },
};

function writeConfig(name: string, imports: string, more: string): string {
  mkdirSync(work, { recursive: true });
  const file = path.join(work, name);
  writeFileSync(
    file,
    `${imports}import tseslint from "typescript-eslint";
export default [
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: ${JSON.stringify(corpus)} } },
  },
  { ignores: ["**/node_modules/", "**/*.js", "**/*.d.ts"] },
  ${more}
];
`,
  );
  return file;
}

/** Milliseconds from start to exit. The corpus is full of faults; a process that did not come to find them is an error. */
function timeOf(config: string): number {
  const eslint = path.join(repository, "node_modules", "eslint", "bin", "eslint.js");
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [eslint, "--config", config, "."], {
    cwd: corpus,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0 && status !== 1)
    throw new Error(`eslint --config ${config} ended with ${status ?? "a signal"}\n${stderr}`);
  return ms;
}
