import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TestProject } from "./test-project.test-support.js";

// Each test starts processes of its own, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const projects: TestProject[] = [];
afterEach(() => projects.splice(0).forEach((project) => project.remove()));

function folderWith(files: Readonly<Record<string, string>> = {}): TestProject {
  const project = new TestProject(files);
  projects.push(project);
  return project;
}

const all = [
  "package.json",
  ".github/workflows/ci.yml",
  ".gitignore",
  "README.md",
  "eslint.config.js",
  "greetings.graph.ts",
  "greetings.test.ts",
  "main.ts",
  "proto/greetings/v1/greetings.proto",
  "protograph.json",
  "services/phrases.ts",
  "steps/choose-language.ts",
  "steps/greet.ts",
  "tsconfig.json",
];

const listed = (paths: readonly string[]) => paths.map((path) => `  ${path}\n`).join("");

interface Manifest {
  readonly name: string;
  readonly type: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifestOf = (project: TestProject, path = "package.json") => JSON.parse(project.read(path)) as Manifest;

describe("protograph init", () => {
  it("makes a project in a folder that is not there yet", async () => {
    const project = folderWith();
    expect(await project.run(["init", "My Shop"])).toEqual({
      code: 0,
      out: `made a project in My Shop:\n${listed(all)}next:\n  cd My Shop\n  npm install\n  npm run generate\n  npm start\n`,
      err: "",
    });
    expect([...project.files("My Shop")].sort()).toEqual(all.map((path) => `My Shop/${path}`).sort());
    expect(manifestOf(project, "My Shop/package.json")).toMatchObject({ name: "my-shop", type: "module" });
  });

  it("keeps every file that is there, says so, and adds to package.json what it lacks", async () => {
    const mine = { "tsconfig.json": "{}\n", "README.md": "mine\n" };
    const scripts = { test: 'echo "Error: no test specified" && exit 1', lint: "biome lint" };
    const project = folderWith({
      ...mine,
      "package.json": JSON.stringify({ name: "shop", type: "commonjs", scripts }),
    });
    const { code, out } = await project.run(["init"]);
    expect(code).toBe(0);
    const kept = listed(["README.md", "tsconfig.json"]);
    expect(out).toContain(
      `kept as they are, for they were there (--force replaces them):\n${kept}next:\n  npm install\n`,
    );
    expect([project.read("tsconfig.json"), project.read("README.md")]).toEqual(Object.values(mine));
    const { name, type, scripts: now } = manifestOf(project);
    expect([name, type, now.lint, now.test, now.check]).toEqual([
      "shop",
      "module",
      "biome lint",
      "vitest run",
      "protograph check",
    ]);
  });

  it("replaces them with --force", async () => {
    const project = folderWith({ "tsconfig.json": "{}\n", "protograph.json": "{}\n" });
    const { code, out } = await project.run(["init", "--force"]);
    expect([code, out]).toEqual([0, expect.stringContaining(`:\n${listed(all)}next:\n`)]);
    expect(project.read("tsconfig.json")).toContain("nodenext");
  });

  it("adds a hook that lints and checks before every commit, where that is asked for", async () => {
    const project = folderWith();
    expect(await project.run(["init", "--hooks"])).toMatchObject({ code: 0 });
    expect(project.read(".husky/pre-commit")).toBe("npx lint-staged\nnpm run check\n");
    expect(statSync(join(project.root, ".husky/pre-commit")).mode & 0o111).toBe(0o111);
    const { scripts, devDependencies } = manifestOf(project);
    expect(scripts.prepare).toBe("husky");
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(["husky", "lint-staged"]));
  });

  it.each([
    [
      "that is a project already",
      { "protograph.json": "{}\n" },
      ["init"],
      "protograph.json is there: this is a project already\n  fix: choose another folder, or replace its files with --force\n",
    ],
    ["that is a file", { shop: "" }, ["init", "shop"], "shop is a file, and a project needs a folder\n"],
    [
      "whose package.json cannot be read",
      { "package.json": "{" },
      ["init"],
      expect.stringMatching(/^package.json cannot be read: .*\n {2}fix: mend it, or remove it\n$/),
    ],
  ])("writes nothing to a folder %s", async (_, files, args, message) => {
    const project = folderWith(files);
    const before = readdirSync(project.root);
    const { code, out, err } = await project.run(args);
    expect([code, out, err.replace(/^protograph: /, "")]).toEqual([2, "", message]);
    expect(readdirSync(project.root)).toEqual(before);
  });

  it("writes nothing where a folder stands in the place of a file", async () => {
    const project = folderWith();
    mkdirSync(join(project.root, "main.ts"));
    expect(await project.run(["init"])).toMatchObject({
      code: 2,
      err: "protograph: main.ts is a folder, and must be a file\n",
    });
    expect(existsSync(join(project.root, "package.json"))).toBe(false);
  });
});
