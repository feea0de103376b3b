import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Figure, Suite } from "./figure.js";
import { median } from "./measure.js";
import { writeSyntheticProject } from "./synthetic-project.js";

const repository = path.join(import.meta.dirname, "..", "..");
const root = path.join(import.meta.dirname, ".work", "editor-400");
const rounds = 9;

/** What one run of `tsc` says of itself. */
interface Checked {
  readonly ms: number;
  readonly instantiations: number;
}

/**
 * What the types of `graph` cost an editor: the check of a graph of 400 steps, of which some have conditions and some are
 * chosen, beside the same graph declared with a
 * `graph` whose types check nothing. The two take turns, so that whatever else the machine does meets both alike.
 */
export const editor: Suite = {
  name: "editor",
  async run() {
    writeSyntheticProject(root, 400, { mixed: true });
    writeUnchecked();
    return [...measure("typescript", "6", ""), ...measure("typescript-7", "7", ".typescript7")];
  },
};

/** Two projects that differ in where `graph` comes from. They see the sources, so that nothing has to be built. */
function writeUnchecked(): void {
  const read = (file: string) => readFileSync(path.join(root, file), "utf8");
  const write = (file: string, text: string) => writeFileSync(path.join(root, file), text);
  const { compilerOptions, include } = JSON.parse(read("tsconfig.json")) as {
    readonly compilerOptions: object;
    readonly include: readonly string[];
  };
  const options = { ...compilerOptions, types: ["node"], customConditions: ["@protograph/source"] };
  const without = (file: string) => (file === "bench.graph.ts" ? "unchecked.graph.ts" : file);
  write("unchecked.graph.ts", read("bench.graph.ts").replace('from "protograph"', 'from "../../unchecked-graph.js"'));
  write("checked.json", JSON.stringify({ compilerOptions: options, include }));
  write("unchecked.json", JSON.stringify({ compilerOptions: options, include: include.map(without) }));
}

function measure(typescript: string, version: string, suffix: string): readonly Figure[] {
  const pairs = Array.from({ length: rounds + 1 }, () => ({
    checked: check(typescript, "checked.json"),
    unchecked: check(typescript, "unchecked.json"),
  })).slice(1);
  const figure = (name: string, unit: string, aim: string, of: (run: Checked) => number): Figure => ({
    name,
    value: median(pairs.map(({ checked }) => of(checked))),
    unit,
    baseline: median(pairs.map(({ unchecked }) => of(unchecked))),
    ratio: median(pairs.map(({ checked, unchecked }) => of(checked) / of(unchecked))),
    aim,
  });
  return [
    figure(
      `editor.400${suffix}`,
      "ms",
      `TypeScript ${version}'s check time beside that of a graph() whose types check nothing`,
      ({ ms }) => ms,
    ),
    {
      name: `editor.400${suffix}.added`,
      value: median(pairs.map(({ checked, unchecked }) => checked.ms - unchecked.ms)),
      unit: "ms",
      aim: "added check time, less than 1,000",
    },
    figure(
      `editor.400${suffix}.instantiations`,
      "types",
      "instantiations beside the same",
      ({ instantiations }) => instantiations,
    ),
  ];
}

/** Runs `tsc` as a process; one that finds something wrong measures something else, and is an error. */
function check(typescript: string, project: string): Checked {
  const tsc = path.join(repository, "node_modules", typescript, "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project, "--extendedDiagnostics"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${typescript} finds errors in ${project}\n${stdout.slice(0, 2_000)}`);
  const said = (name: string) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(stdout)?.[1]);
  return { ms: said("Check time") * 1_000, instantiations: said("Instantiations") };
}
