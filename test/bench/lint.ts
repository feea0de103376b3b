import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { check, type CheckMemory, loadConfig } from "protograph/compiler";
import type { Figure, Suite } from "./figure.js";
import { median } from "./measure.js";
import { writeSyntheticProject } from "./synthetic-project.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const steps = 1_000;
const helpers = 200;
const rounds = 5;

/**
 * What the check of determinism costs: of a project of a thousand steps with two hundred modules of helpers that call
 * each other, beside the check of its graph alone; and after one file was changed, as in `check --watch`.
 */
export const lint: Suite = {
  name: "lint",
  async run() {
    const root = path.join(here, ".work", "lint");
    writeSyntheticProject(root, steps);
    writeHelpers(root);
    const loaded = loadConfig(root);
    if (!("config" in loaded)) throw new Error(loaded.diagnostics.map(({ message }) => message).join("\n"));
    const { config } = loaded;

    const measure = (determinism: boolean, memory: CheckMemory = {}): number => {
      const start = performance.now();
      const { diagnostics } = check(config, new Map(), { determinism, memory });
      const ms = performance.now() - start;
      if (diagnostics.length > 0)
        throw new Error(`${diagnostics.length} diagnostics, ${diagnostics[0]?.message ?? ""}`);
      return ms;
    };
    const whole: number[] = [];
    const plain: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const [graph, all] = [measure(false), measure(true)];
      if (round < 0) continue;
      plain.push(graph);
      whole.push(all);
    }

    const memory: CheckMemory = {};
    measure(true, memory);
    const edited = path.join(root, "steps", "step500.ts");
    const text = readFileSync(edited, "utf8");
    const again: number[] = [];
    const graphAgain: number[] = [];
    for (let round = 0; round < rounds; round++) {
      writeFileSync(edited, `${text}// ${"edited ".repeat(round + 1)}\n`);
      again.push(measure(true, memory));
      graphAgain.push(measure(false, memory));
    }
    return figures({ whole, plain, again, graphAgain });
  },
};

function figures(
  times: Readonly<Record<"whole" | "plain" | "again" | "graphAgain", readonly number[]>>,
): readonly Figure[] {
  const round = (values: readonly number[]) => Math.round(median([...values]));
  const ratio = (values: readonly number[], others: readonly number[]) =>
    median(values.map((ms, at) => ms / (others[at] ?? Number.NaN)));
  return [
    {
      name: "lint.program",
      value: round(times.whole),
      unit: "ms",
      baseline: round(times.plain),
      ratio: ratio(times.whole, times.plain),
      aim: "time beside the check of the graph alone, under 2",
    },
    {
      name: "lint.incremental",
      value: round(times.again),
      unit: "ms",
      baseline: round(times.graphAgain),
      ratio: ratio(times.again, times.graphAgain),
      aim: "after one edit, beside the graph alone; under 300 ms",
    },
  ];
}

/** Helpers that call two others each, and steps that call them: every step reaches a good many. */
function writeHelpers(root: string): void {
  mkdirSync(path.join(root, "lib"), { recursive: true });
  for (let helper = 0; helper < helpers; helper++) {
    const called = [helper * 2 + 1, helper * 2 + 2].filter((each) => each < helpers);
    const imports = called.map((each) => `import { label${each} } from "./helper${each}.js";\n`).join("");
    const calls = called.map((each) => `label${each}(text)`);
    writeFileSync(
      path.join(root, "lib", `helper${helper}.ts`),
      `${imports}\nconst words = ["a", "b", "c"];\n\n/** One part of a label. */\nexport function label${helper}(text: string): string {\n` +
        `  const parts = words.filter((word) => text.includes(word)).map((word) => word.toUpperCase());\n` +
        `  const sorted = [...parts].sort();\n  return [${["sorted.join()", ...calls].join(", ")}].join("-");\n}\n`,
    );
  }
  for (let step = 1; step <= steps; step++) {
    const file = path.join(root, "steps", `step${step}.ts`);
    const helper = step % helpers;
    const text = readFileSync(file, "utf8").replace("name: a.name", `name: label${helper}(a.name)`);
    writeFileSync(file, `import { label${helper} } from "../lib/helper${helper}.js";\n${text}`);
  }
}
