import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint, Linter } from "eslint";
import { Linter as Linter9 } from "eslint-9";
import tseslint from "typescript-eslint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRuleName, rules } from "../rules.js";
import protograph from "./plugin.js";

const strict = protograph.configs.strict;
const parser = tseslint.parser as Linter.Parser;

const source = `import type { StepContext } from "protograph";
export function step(ctx: StepContext, order: { lines: string[] }): unknown {
  return [order.lines.sort(), Date.now()];
}
`;
const both = ["3:11 protograph/no-input-mutation", "3:31 protograph/no-wall-clock"];

/** What is found, as `line:column rule`. */
function found(messages: readonly Linter.LintMessage[]): readonly string[] {
  return messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId ?? message}`);
}

describe("the plugin", () => {
  it.each([
    ["10", new Linter()],
    ["9", new Linter9() as unknown as Linter],
  ])("runs in ESLint %s", (_, linter) => {
    const config = [{ files: ["**/*.ts"], languageOptions: { parser }, ...strict }];
    expect(found(linter.verify(source, config, "step.ts"))).toEqual(both);
  });

  it("runs under ESLint's own parser, in JavaScript", () => {
    const text = "export function stamp() {\n  return new Date().getTime() + Math.random();\n}\n";
    expect(found(new Linter().verify(text, [strict], "stamp.js"))).toEqual([
      "2:10 protograph/no-wall-clock",
      "2:33 protograph/no-ambient-random",
    ]);
  });

  it("counts columns alike where a file begins with a byte order mark, or has wide characters", () => {
    const text = "\uFEFFexport const stamp = () => '😀' + Date.now();\n";
    expect(found(new Linter().verify(text, [strict], "stamp.js"))).toEqual(["1:35 protograph/no-wall-clock"]);
  });

  it("follows what a project adds to the table", () => {
    const settings = { protograph: { determinism: { packages: { "@shop/ids": { newId: "no-ambient-random" } } } } };
    const text = 'import { newId } from "@shop/ids";\nexport const id = () => newId();\n';
    const linter = new Linter();
    expect(found(linter.verify(text, [{ ...strict, settings }], "id.js"))).toEqual([
      "2:25 protograph/no-ambient-random",
    ]);
    expect(found(linter.verify(text, [strict], "id.js"))).toEqual([]);
  });

  it("warns in its recommended configuration of what is a fault only where a step comes by", () => {
    const config = [
      { files: ["**/*.ts"], languageOptions: { parser }, ...protograph.configs.recommended } as Linter.Config,
    ];
    const messages = new Linter().verify(source, config, "step.ts");
    expect(messages.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ["protograph/no-input-mutation", 1],
      ["protograph/no-wall-clock", 2],
    ]);
  });

  it("gives each rule its page", () => {
    for (const [name, { meta }] of Object.entries(protograph.rules)) {
      const page = readFileSync(fileURLToPath(meta?.docs?.url ?? ""), "utf8");
      expect(page, name).toMatch(new RegExp(`^# ${isRuleName(name) ? rules[name].code : "PG5015"}: `));
    }
  });
});

describe("with types", () => {
  let folder: string;
  const repository = fileURLToPath(new URL("../../../", import.meta.url));

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "protograph-eslint-")));
    const compilerOptions = { module: "nodenext", target: "es2023", lib: ["es2023"], strict: true, types: ["node"] };
    write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    write("package.json", '{ "type": "module" }');
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(repository, join(folder, "node_modules/protograph"));
    symlinkSync(join(repository, "node_modules/@types"), join(folder, "node_modules/@types"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    writeFileSync(join(folder, path), text);
  }

  /** The text after `--fix`, and what is left. */
  async function fix(path: string, text: string): Promise<{ readonly text: string; readonly left: readonly string[] }> {
    write(path, text);
    const projectService = { projectService: true, tsconfigRootDir: folder };
    const eslint = new ESLint({
      cwd: folder,
      fix: true,
      overrideConfigFile: true,
      overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser, parserOptions: projectService }, ...strict }],
    });
    const [result] = await eslint.lintFiles([path]);
    return { text: result?.output ?? text, left: found(result?.messages ?? []) };
  }

  it("a list that is sorted becomes a sorted copy, and the types are as they were", async () => {
    expect(await fix("sorted.ts", source)).toEqual({
      text: source.replace(".sort()", ".toSorted()").replace("Date.now()", "ctx.now()"),
      left: [],
    });
  });

  it("a pair stays a pair: its sorted copy would be a list", async () => {
    const text = source.replace("string[]", "[string, string]");
    expect(await fix("pair.ts", text)).toEqual({
      text: text.replace("Date.now()", "ctx.now()"),
      left: ["3:11 protograph/no-input-mutation"],
    });
  });

  it("an identifier of Node's form stays one where that form is asked for", async () => {
    const text = `import { randomUUID } from "node:crypto";
import type { StepContext } from "protograph";
export function step(ctx: StepContext): unknown {
  const id: \`\${string}-\${string}-\${string}-\${string}-\${string}\` = randomUUID();
  return [typeof id, randomUUID()];
}
`;
    expect(await fix("id.ts", text)).toEqual({
      text: text.replace("[typeof id, randomUUID()]", "[typeof id, ctx.uuid()]"),
      left: [expect.stringMatching(/^4:\d+ protograph\/no-ambient-random$/)],
    });
  });

  it("a wait for a number of milliseconds becomes the run's, one for something else does not", async () => {
    const text = `import type { StepContext } from "protograph";
export async function step(ctx: StepContext, order: { ms: number; text: any }): Promise<unknown> {
  await new Promise((resolve) => setTimeout(resolve, order.ms));
  await new Promise((resolve) => setTimeout(resolve, order.text));
  return order;
}
`;
    expect(await fix("wait.ts", text)).toEqual({
      text: text.replace("new Promise((resolve) => setTimeout(resolve, order.ms))", "ctx.sleep(order.ms)"),
      left: ["4:34 protograph/no-ambient-timer"],
    });
  });

  it("finds a promise that only its type gives away", async () => {
    const text = `import type { StepContext } from "protograph";
export function step(ctx: StepContext, order: { tell(): Promise<void>; note(): void }): unknown {
  order.note();
  order.tell();
  return ctx.runId;
}
`;
    expect((await fix("tell.ts", text)).left).toEqual(["4:3 protograph/no-floating-promise"]);
  });
});
