import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Linter } from "eslint";
import { check, codes, type Diagnostic, loadConfig } from "protograph/compiler";
import protograph from "protograph/eslint";
import ts from "typescript";
import tseslint from "typescript-eslint";
import { describe, expect, it, vi } from "vitest";
import { inputOf, readWant, scenarioNames } from "../scenarios/scenario.js";
import { root } from "../source-files.js";

/** What the compiler says of a project. */
interface Project {
  readonly name: string;
  readonly folder: string;
  readonly diagnostics: readonly Pick<Diagnostic, "code" | "message" | "span" | "trace">[];
  /** Absolute paths of the files that the compiler has looked at, and of some that it has not. */
  readonly files: readonly string[];
}

/** A project that is checked here: the corpus, and the examples. */
function checked(folder: string): readonly Project[] {
  const loaded = loadConfig(join(folder, "protograph.json"));
  if (!("config" in loaded)) throw new Error(`${folder} has no configuration`);
  const { diagnostics, reached } = check(loaded.config);
  return [{ name: relative(root, folder), folder, diagnostics, files: reached }];
}

/** A scenario: what the compiler says of it is recorded, and another test holds it to that. */
function recorded(name: string): readonly Project[] {
  const folder = inputOf(name);
  const json = readWant(name).get("diagnostics.json");
  if (json === undefined) return [];
  const { diagnostics } = JSON.parse(json) as Pick<Project, "diagnostics">;
  const broken = new Set(diagnostics.filter(({ code }) => code === "PG1001").map(({ span }) => span.file));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => !broken.has(file));
  return [{ name, folder, diagnostics, files: files.map((file) => join(folder, file)) }];
}

const projects: readonly Project[] = [
  join(root, "test/determinism"),
  ...readdirSync(join(root, "examples"))
    .map((name) => join(root, "examples", name))
    .filter((folder) => existsSync(join(folder, "protograph.json"))),
]
  .flatMap(checked)
  .concat(scenarioNames().flatMap(recorded));

// One program for all: a plugin is given types by whoever runs it, and here that is to be quick.
const config = ts.getParsedCommandLineOfConfigFile(
  join(root, "tsconfig.json"),
  { allowJs: true, allowImportingTsExtensions: true },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
);
const files = projects.flatMap((each) => each.files);
const program = ts.createProgram(files.filter(isTypeScript), config?.options ?? {});
const linter = new Linter({ cwd: root });

const known = new Map<string, readonly string[]>();

/** What an editor shows in a file, as `line:column rule`; each file is looked at once. */
function shown(file: string): readonly string[] {
  const found = known.get(file) ?? lint(file);
  known.set(file, found);
  return found;
}

function lint(file: string): readonly string[] {
  const messages = linter.verify(
    readFileSync(file, "utf8"),
    [
      {
        files: ["**/*.{ts,mts,cts,tsx,js,mjs,cjs}"],
        languageOptions: { parser: tseslint.parser, parserOptions: { programs: [program] } },
      },
      { ...protograph.configs.strict },
    ] as Linter.Config[],
    { filename: file },
  );
  return messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId ?? message}`).sort();
}

/** Whether there is something to allow here, one file does not tell. */
const needsProgram = /^there is nothing here for (no-transitive-nondeterminism|unresolved-call|status-field) to find/;

/** What is wrong in a file itself: nothing of what is behind a call into another. */
function direct({ folder, diagnostics }: Project, file: string): readonly string[] {
  return diagnostics
    .filter(({ code, span }) => /^PG50(0\d|1[0-25])$/.test(code) && join(folder, span.file) === file)
    .filter(({ message }) => !needsProgram.test(message))
    .map(({ code, span: { line, column } }) => `${line}:${column} protograph/${codes[code].page}`)
    .sort();
}

/** What is no fault in its own file, and becomes one by what is handed to it: a list that is somebody's input. */
const ofFlow = /\((no-shared-state|no-input-mutation|no-completion-order|no-floating-promise)\)$/;

// The corpus is one project of many files.
vi.setConfig({ testTimeout: 120_000 });

describe("both homes of the rules", () => {
  it.each(projects)("find the same in the files with steps of $name", (project) => {
    for (const file of project.files.filter(hasStep))
      expect(shown(file), relative(root, file)).toEqual(direct(project, file));
  });

  it("look at files with steps, and disagree about none", () => {
    expect(files.filter(hasStep).length).toBeGreaterThan(150);
  });

  it.each(projects)("show what the paths of $name lead to, where it is", ({ folder, diagnostics }) => {
    for (const { code, message, trace } of diagnostics) {
      const sink = trace.at(-1)?.span;
      if (code !== "PG5013" || sink === undefined || sink.file.includes("node_modules") || ofFlow.test(message))
        continue;
      const file = join(folder, sink.file);
      const there = shown(file).filter((each) => each.startsWith(`${sink.line}:${sink.column} `));
      expect(there, `${sink.file}:${sink.line}:${sink.column}`).not.toEqual([]);
    }
  });
});

function isTypeScript(file: string): boolean {
  return /(?<!\.d)\.[cm]?tsx?$/.test(file);
}

function hasStep(file: string): boolean {
  return isTypeScript(file) && /\bStepContext\b/.test(readFileSync(file, "utf8"));
}
