import { existsSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Printed, runCommand } from "../run-command.js";
import { repositoryFiles, root } from "../source-files.js";
import { type Block, folderOf, readBlocks } from "./blocks.js";
import { checkTypes } from "./check-types.js";

/** Whose blocks are run: what a user reads. */
const readmes = repositoryFiles().filter((path) =>
  /^((compiler|runtime|proto|examples(\/[^/]+)?)\/)?README\.md$/.test(path),
);

/** Why a block may be left out, as `skip=reason`, and what a block must contain to claim it. */
const reasons: Readonly<Record<string, RegExp>> = {
  recursion: /\bnpm test\b|\bvitest\b|\.ci\/run\b/,
  endless: /--watch\b/,
  long: /\bnpm run bench\b/,
  elsewhere: /\bgit clone\b|\bnpm install [@\w]|\bprotograph init\b/,
};

/** Languages of blocks: shell and TypeScript are run and checked, the others shown. */
const languages = ["sh", "ts", "json", "proto", "mermaid", "text"];

const options = ["skip", "in", "excerpt", "run"];

const blocks = readmes.flatMap((file) => readBlocks(file, read(file)));
const shell = blocks.filter(({ language, options: { skip } }) => language === "sh" && skip === undefined);
const typescript = blocks.filter(({ language, options: { excerpt } }) => language === "ts" && excerpt === undefined);
const excerpts = blocks.filter(({ options: { excerpt } }) => excerpt !== undefined);

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function title({ file, line, text }: Block): string {
  return `${file}:${line} ${text.trim().split("\n")[0] ?? ""}`;
}

function titled(list: readonly Block[]): readonly (readonly [string, Block])[] {
  return list.map((block) => [title(block), block]);
}

describe("a block of a README", () => {
  it("is in a language that is run, checked or known to be for show", () => {
    expect(blocks.filter(({ language }) => !languages.includes(language)).map(title)).toEqual([]);
  });

  it("has known options only", () => {
    expect(
      blocks.filter((block) => Object.keys(block.options).some((key) => !options.includes(key))).map(title),
    ).toEqual([]);
  });

  it("is left out only for a reason of the closed list that is true of it", () => {
    const skipped = blocks.filter(({ options: { skip } }) => skip !== undefined);
    expect(skipped.filter(({ text, options: { skip = "" } }) => reasons[skip]?.test(text) !== true).map(title)).toEqual(
      [],
    );
    expect(skipped.filter(({ language }) => language === "ts").map(title)).toEqual([]);
  });

  it.each(blocks.filter(({ language }) => language === "json").map((block) => [title(block), block.text]))(
    "is valid JSON: %s",
    (_, text) => {
      expect(() => void JSON.parse(text)).not.toThrow();
    },
  );

  it.each(titled(excerpts))("stands as it is in the file it quotes: %s", (_, { text, options: { excerpt = "" } }) => {
    // A line `// …` leaves lines out. What is quoted may be indented in the file.
    const lines = read(excerpt)
      .split("\n")
      .map((line) => line.trim());
    let from = 0;
    for (const chunk of text.trim().split(/^\s*(?:\/\/|#) …$/m)) {
      const wanted = chunk
        .trim()
        .split("\n")
        .map((line) => line.trim());
      const at = lines.findIndex(
        (_line, start) => start >= from && wanted.every((line, i) => lines[start + i] === line),
      );
      expect(at === -1 ? chunk : "found").toBe("found");
      from = at + wanted.length;
    }
  });
});

describe.runIf(typescript.length > 0)("TypeScript in a README", () => {
  let errors: readonly string[] = [];

  beforeAll(() => {
    errors = checkTypes(typescript);
  }, 120_000);

  it("type-checks", () => {
    expect(errors).toEqual([]);
  });

  it.each(titled(typescript.filter(({ options: { run } }) => run !== undefined)))(
    "runs: %s",
    async (_, block) => {
      const file = join(root, folderOf(block), `.block-${block.line}.ts`);
      await writeFile(file, block.text);
      try {
        await runCommand(root, process.execPath, "--import=tsx", "--conditions=@protograph/source", file);
      } finally {
        await rm(file);
      }
    },
    120_000,
  );
});

/** What has been run, by script and folder: two documents may show the same. */
const ran = new Map<string, Promise<Printed>>();

function runScript(block: Block): Promise<Printed> {
  // The repository is installed where its tests run.
  const script = block.text.replace(/^npm install( && |$)/gm, "");
  // A script of package.json runs in the folder of that, wherever it is called.
  const folder = /^npm run .*\n$/.test(script) ? root : join(root, folderOf(block));
  const key = `${folder}\n${script}`;
  let printed = ran.get(key);
  if (printed === undefined) ran.set(key, (printed = runCommand(folder, "bash", "-euo", "pipefail", "-c", script)));
  return printed;
}

describe.runIf(shell.length > 0)("commands in a README", () => {
  // As in a fresh clone: a command that needs what is built has to build it.
  beforeAll(async () => {
    if (shell.some(({ text }) => /^(npx )?protograph /m.test(text)))
      await rm(join(root, "dist"), { recursive: true, force: true });
  });

  it.each(titled(shell))(
    "succeed: %s",
    async (_, block) => {
      const { stderr } = await runScript(block);
      expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
    },
    240_000,
  );
});

describe("the project's README", () => {
  it.runIf(existsSync(join(root, "README.md")))("gives the test line that CI runs", () => {
    const line = "npm install && npm test";
    expect(blocks.some(({ file, text }) => file === "README.md" && text.split("\n").includes(line))).toBe(true);
    expect(read(".ci/run")).toContain(`'${line}'`);
  });
});

describe("npm scripts that documents name", () => {
  it("exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
    const named = repositoryFiles()
      .filter((path) => path.endsWith(".md") && !path.startsWith("test/scenarios/"))
      .flatMap((path) =>
        [...read(path).matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, name = ""]) => ({ path, name })),
      );
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });
});
