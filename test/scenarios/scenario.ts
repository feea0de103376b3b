import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  compile,
  type Diagnostic,
  diff,
  diffJson,
  diffText,
  type EmittedFile,
  hasErrors,
  loadConfig,
  readLock,
  renderJson,
  renderPretty,
  type Report,
  type View,
} from "protograph/compiler";

const folder = dirname(fileURLToPath(import.meta.url));

/** What the compiler says and writes of a scenario. */
export interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  /** Whether there is code to write. */
  readonly sound: boolean;
  /** As they would be written into the scenario's `input`. */
  readonly files: readonly EmittedFile[];
  /** Texts by path from the scenario's `want`. */
  readonly wanted: ReadonlyMap<string, string>;
}

/** The names of all scenarios: a folder with `input`, a small project, and `want`, what is said and written of it. */
export function scenarioNames(): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "input")))
    .map((entry) => entry.name)
    .sort();
}

/** The folder of a scenario's project. */
export function inputOf(name: string): string {
  return join(folder, name, "input");
}

/** Compiles a scenario's project; nothing is written. */
export function compileScenario(name: string): Outcome {
  const input = inputOf(name);
  const loaded = loadConfig(join(input, "protograph.json"));
  if (!("config" in loaded)) {
    return outcome(input, { diagnostics: loaded.diagnostics, graphs: 0, steps: 0 }, []);
  }
  const compiled = compile(loaded.config);
  const { diagnostics, graphs, flows, steps, files } = compiled;
  const counts = { graphs: graphs.length, flows: flows.length, steps };
  const released = hasErrors(diagnostics) ? undefined : readLock(loaded.config);
  if (!released || "diagnostics" in released) return outcome(input, { diagnostics, ...counts }, files);
  // What became of what was released is said beside what is found, as `protograph diff` says it.
  const found = diff(loaded.config, compiled, released);
  const report = { diagnostics: [...diagnostics, ...found.diagnostics], ...counts };
  const { wanted, ...said } = outcome(input, report, files);
  const texts = [
    ["diff.txt", diffText(found.contracts, false)],
    ["diff.json", diffJson(found.contracts)],
  ] as const;
  // A project may break its contracts and be sound.
  return { ...said, sound: true, wanted: new Map([...wanted, ...texts]) };
}

function outcome(input: string, report: Report, files: readonly EmittedFile[]): Outcome {
  const view: View = { prefix: "", color: false, lines: (file) => linesOf(join(input, file)), page: () => undefined };
  const generated = files.map(({ path, text }) => [relative(input, path).split(sep).join("/"), text] as const);
  return {
    diagnostics: report.diagnostics,
    sound: !hasErrors(report.diagnostics),
    files,
    wanted: new Map([
      ["diagnostics.txt", renderPretty(report, view)],
      ["diagnostics.json", renderJson(report, view)],
      ...generated,
    ]),
  };
}

function linesOf(file: string): readonly string[] | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").split(/\r?\n/) : undefined;
}

/** What was recorded of a scenario: texts by path from its `want`. */
export function readWant(name: string): ReadonlyMap<string, string> {
  const want = join(folder, name, "want");
  if (!existsSync(want)) return new Map();
  const files = readdirSync(want, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(want, path).split(sep).join("/"), readFileSync(path, "utf8")] as const),
  );
}

/** Records what is said and written of a scenario now. */
export function writeWant(name: string, wanted: ReadonlyMap<string, string>): void {
  const want = join(folder, name, "want");
  rmSync(want, { recursive: true, force: true });
  for (const [path, text] of wanted) {
    mkdirSync(dirname(join(want, path)), { recursive: true });
    writeFileSync(join(want, path), text);
  }
}
