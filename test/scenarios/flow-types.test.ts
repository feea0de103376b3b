import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../source-files.js";
import { tsc } from "../types/type-errors.js";
import { inputOf, readWant, scenarioNames } from "./scenario.js";

/** A folder laid out as this repository is, in which what scenarios with flows would write is written. */
const place = realpathSync(mkdtempSync(join(tmpdir(), "protograph-flow-types-")));

/** As strict as a user may be; scenarios leave parameters unused. */
const options = { rootDir: "/", allowImportingTsExtensions: true, noUnusedParameters: false };

const flows: string[] = [];

beforeAll(() => {
  const links = { "test/messages": "test/messages", "node_modules/protograph": "." };
  const packages = ["@bufbuild", "@types"].map((name) => [`node_modules/${name}`, `node_modules/${name}`] as const);
  for (const [path, target] of [...Object.entries(links), ...packages]) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    symlinkSync(join(root, target), join(place, path));
  }
  writeFileSync(join(place, "package.json"), '{ "type": "module" }\n');
  for (const name of scenarioNames()) {
    const written = [...readWant(name)].filter(([path]) => path.endsWith(".ts"));
    if (!written.some(([path]) => path.endsWith(".flow.ts"))) continue;
    const folder = join(place, "test/scenarios", name, "input");
    cpSync(inputOf(name), folder, { recursive: true });
    for (const [path, text] of written) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
      if (path.endsWith(".flow.ts")) flows.push(join(folder, path));
    }
  }
  const project = { extends: join(root, "tsconfig.json"), compilerOptions: options, files: flows, include: [] };
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify(project));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

// TypeScript 6 checks all that is written in types.test.ts.
describe.each([
  ["5.9", "typescript-5.9"],
  ["7.0", "typescript-7"],
])("what is written for flows, under TypeScript %s", (version, typescript) => {
  it("type-checks, together with the declarations it was generated from", async () => {
    expect(await tsc(typescript, "--version")).toMatch(`Version ${version}.`);
    expect(flows.length).toBeGreaterThan(10);
    expect(await tsc(typescript, "-p", place, "--noEmit", "--pretty", "false")).toBe("");
  }, 180_000);
});
