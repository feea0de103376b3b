import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "../source-files.js";
import { inputOf, readWant, scenarioNames } from "./scenario.js";

/** What was recorded as written, by the path it would be written to. */
const written = new Map(
  scenarioNames().flatMap((name) =>
    [...readWant(name)]
      .filter(([path]) => !path.startsWith("diagnostics."))
      .map(([path, text]) => [join(inputOf(name), path), text] as const),
  ),
);

const folders = new Set([...written.keys()].map((path) => dirname(path)));

const modules = [...written.keys()].filter((path) => path.endsWith(".ts"));

/** What TypeScript finds in the modules and in all they import, as `file:line message`. */
function typeErrors(): readonly string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    { allowImportingTsExtensions: true, noUnusedParameters: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const options = config?.options ?? {};
  const host = ts.createCompilerHost(options, true);
  const read = (path: string) => written.get(path) ?? (existsSync(path) ? readFileSync(path, "utf8") : undefined);
  const program = ts.createProgram(modules, options, {
    ...host,
    fileExists: (path) => written.has(path) || ts.sys.fileExists(path),
    // What is written imports what is written beside it, in a folder that is not there.
    directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
    readFile: read,
    getSourceFile: (path, version) => {
      const text = read(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, version, true);
    },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const place = file ? `${relative(root, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1} ` : "";
    return place + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
}

describe("what is written for sound scenarios", () => {
  it("type-checks under strict TypeScript, together with the declarations it was generated from", () => {
    expect(modules.length).toBeGreaterThan(20);
    expect(typeErrors()).toEqual([]);
  }, 180_000);
});
