import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../run-command.js";
import { repositoryFiles, root } from "../source-files.js";

const typescripts = ["5.9", "6.0", "7.0"];

/** What the project's `main.ts` prints: a service failed once and was asked again. */
const letter = "Dear Ada (attempt 1 of writeLetter)\n";

let folder: string;
/** A clone with nothing built, in which the package is packed. */
let clone: string;
/** Somebody's project, which has installed the tarball. */
let project: string;
/** Files of the tarball. */
let packed: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "protograph-package-"));
  clone = join(folder, "clone");
  project = join(folder, "project");

  await Promise.all(
    repositoryFiles().map(async (path) => {
      await mkdir(dirname(join(clone, path)), { recursive: true });
      await cp(join(root, path), join(clone, path));
    }),
  );
  await symlink(join(root, "node_modules"), join(clone, "node_modules"));
  await runCommand(clone, "npm", "pack", "--silent", "--pack-destination", folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "no tarball";
  const { stdout } = await runCommand(folder, "tar", "--list", "--gzip", `--file=${tarball}`);
  packed = stdout
    .trim()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""));

  await cp(join(root, "test/package/project"), project, { recursive: true });
  await runCommand(project, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, tarball));
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function inProject(command: string, ...args: readonly string[]): Promise<string> {
  return (await runCommand(project, command, ...args)).stdout;
}

function tsc(version: string, ...args: readonly string[]): Promise<string> {
  return inProject(process.execPath, `node_modules/typescript-${version}/bin/tsc`, "--project", ".", ...args);
}

describe("the tarball", () => {
  it("holds what package.json points to", async () => {
    const { bin, exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      readonly bin: Readonly<Record<string, string>>;
      readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
    };
    const targets = [bin, ...Object.values(exports)].flatMap((entry) =>
      typeof entry === "string" ? [entry] : Object.values(entry),
    );
    expect(targets.filter((target) => !packed.includes(posix.normalize(target)))).toEqual([]);
  });

  it("holds no test, example or configuration", () => {
    const folders = new Set(packed.map((path) => path.split("/")[0]));
    expect([...folders].sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "compiler",
      "dist",
      "generated",
      "package.json",
      "proto",
      "runtime",
    ]);
    expect(packed.filter((path) => /\.test\.|\.test-support\.|tsbuildinfo/.test(path))).toEqual([]);
  });

  it("holds the sources that its source maps name", async () => {
    const maps = packed.filter((path) => path.endsWith(".map"));
    const sources = await Promise.all(
      maps.map(async (map) => {
        const { sources } = JSON.parse(await readFile(join(project, "node_modules/protograph", map), "utf8")) as {
          readonly sources: readonly string[];
        };
        return sources.map((source) => posix.join(posix.dirname(map), source));
      }),
    );
    expect(sources.flat()).not.toEqual([]);
    expect(sources.flat().filter((source) => !packed.includes(source))).toEqual([]);
  });
});

describe("the runtime, installed", () => {
  it("loads neither the compiler nor anything heavy", async () => {
    await writeFile(
      join(project, "loaded.mjs"),
      `import { register } from "node:module";
       const hooks = \`import { writeSync } from "node:fs";
         export async function load(url, context, next) { writeSync(1, url + "\\\\n"); return next(url, context); }\`;
       register("data:text/javascript," + encodeURIComponent(hooks));
       await import("protograph");`,
    );
    const urls = (await inProject(process.execPath, "loaded.mjs")).split("\n").filter((url) => url.startsWith("file:"));
    const loaded = urls.map((url) => url.slice(url.lastIndexOf("/node_modules/") + "/node_modules/".length));
    const packages = loaded.map((path) =>
      path
        .split("/")
        .slice(0, path.startsWith("@") ? 2 : 1)
        .join("/"),
    );
    expect([...new Set(packages)].sort()).toEqual(["@bufbuild/protobuf", "protograph", "zod"]);
    expect(loaded).toContain("protograph/dist/runtime/index.js");
    expect(loaded.filter((path) => path.startsWith("protograph/dist/compiler/"))).toEqual([]);
  });
});

describe("a project that installed the tarball", () => {
  beforeAll(async () => {
    await inProject("npx", "--no-install", "protograph", "generate");
  }, 60_000);

  it("is found sound", async () => {
    await expect(inProject("npx", "--no-install", "protograph", "check")).resolves.toBeDefined();
  });

  it("has the page of a check at hand", async () => {
    // The marks of Markdown are not printed, and neither is the language of a block.
    const page = (await readFile(join(root, "compiler/checks/cycle.md"), "utf8")).replace(/^```\w+$/gm, "");
    const printed = await inProject("npx", "--no-install", "protograph", "explain", "PG2001");
    expect(words(printed)).toEqual(expect.arrayContaining([...words(page)]));
  });

  it.each(typescripts)(
    "type-checks with TypeScript %s, libraries too, and what it compiles to runs under node alone",
    async (version) => {
      await rm(join(project, "build"), { recursive: true, force: true });
      expect(await tsc(version, "--version")).toContain(version);
      expect(await tsc(version)).toBe("");
      expect(await inProject(process.execPath, "build/main.js")).toBe(letter);
    },
    120_000,
  );

  it("runs from the sources in the package under their condition", async () => {
    expect(await inProject("npx", "--no-install", "tsx", "--conditions=@protograph/source", "main.ts")).toBe(letter);
  });

  it.each(typescripts)(
    "no longer type-checks with TypeScript %s when a step changed after generating",
    async (version) => {
      const step = join(project, "steps/write-letter.ts");
      const text = await readFile(step, "utf8");
      try {
        await writeFile(step, text.replace("greeting: Greeting", "greeting: Greeting, _last: Letter"));
        const checked = tsc(version, "--noEmit", "--skipLibCheck");
        await expect(checked).rejects.toThrow(/^generated\/letters\/v1\/letters\.graph\.ts\(\d+,\d+\): error/m);
      } finally {
        await writeFile(step, text);
      }
    },
    60_000,
  );
});

describe("a project that init has made", () => {
  /** What npm would install beside the tarball, taken from this repository. */
  const tools = ["@types", "eslint", "tsx", "typescript", "typescript-eslint", "vitest"];
  let fresh: string;

  beforeAll(async () => {
    // Below the project that has installed the tarball, so that it is found from here as well.
    fresh = join(project, "fresh");
    await inProject("npx", "--no-install", "protograph", "init", "fresh", "--hooks");
    await mkdir(join(fresh, "node_modules"));
    for (const tool of [...tools, ".bin"]) {
      await symlink(join(root, "node_modules", tool), join(fresh, "node_modules", tool));
    }
    await run("generate");
  }, 120_000);

  /** One of its scripts; npm finds commands in the folders above, too. */
  async function run(script: string, ...args: readonly string[]): Promise<string> {
    return (await runCommand(fresh, "npm", "run", "--silent", script, "--", ...args)).stdout;
  }

  it("is sound, runs, and passes its own types and tests", async () => {
    expect(await run("check")).toBe("sound: 1 graph, 2 steps\n");
    expect(await run("start")).toBe("Bonjour, Ada!\n");
    expect(await run("types")).toBe("");
    await expect(run("test")).resolves.toContain("2 passed");
  }, 120_000);

  it("is lint-free, and has the same found by ESLint and by check where a step is not deterministic", async () => {
    expect(await run("lint")).toBe("");
    const step = join(fresh, "steps/greet.ts");
    const text = await readFile(step, "utf8");
    try {
      await writeFile(step, text.replace("${visitor.name}!", "${visitor.name}, at ${Date.now()}!"));
      const place = "12:76";
      await expect(run("lint")).rejects.toThrow(new RegExp(`${place}\\s+error\\s+Date\\.now\\(\\) reads the clock`));
      await expect(run("check")).rejects.toThrow(`steps/greet.ts:${place}`);
    } finally {
      await writeFile(step, text);
    }
  }, 120_000);
});

/** The words of a text, without marks and where lines break. */
function words(text: string): readonly string[] {
  return text.match(/[A-Za-z]{4,}/g) ?? [];
}
