import { describe, expect, it } from "vitest";
import { findCycles } from "./cycles.js";
import { type Import, isTest, readSource, type SourceFile, sourceFiles } from "../source-files.js";

/** What a file may not reach, where its path starts with `from`. Paths are files of this repository or packages. */
interface Rule {
  readonly says: string;
  readonly from: string;
  readonly never: (imported: Import, file: SourceFile) => boolean;
}

const under =
  (...folders: readonly string[]) =>
  ({ target }: Import): boolean =>
    folders.some((folder) => target?.startsWith(`${folder}/`));

const isForTests = (file: SourceFile): boolean => isTest(file) || file.path.endsWith(".test-support.ts");

/** The compiler's stages, first to last: each imports only itself and what stands before it. */
const stages = [
  "diagnostics",
  "config",
  "source",
  "lint",
  "protos",
  "graph",
  "checks",
  "plan",
  "lock",
  "pictures",
  "emit",
  "cli",
];

/** The files that put a runtime together, and so may name an implementation. */
const compositionRoots = ["runtime/postgres.ts", "runtime/pglite.ts"];

const rules: readonly Rule[] = [
  { says: "the compiler never imports the runtime", from: "compiler/", never: under("runtime") },
  { says: "the runtime never imports the compiler", from: "runtime/", never: under("compiler") },
  { says: "proto imports neither", from: "proto/", never: under("compiler", "runtime") },
  ...["compiler/", "runtime/", "proto/"].map((from) => ({
    says: `${from} imports neither examples nor tests, but for the messages that its own tests are about`,
    from,
    never: (imported: Import, file: SourceFile): boolean =>
      under("examples", "test")(imported) && !(isForTests(file) && under("test/messages/generated")(imported)),
  })),
  ...["examples/", "test/"].map((from) => ({
    says: `${from} reaches the compiler and the runtime by the package's name, but for what supports tests`,
    from,
    never: (imported: Import): boolean =>
      under("compiler", "runtime")(imported) && !imported.specifier.endsWith(".test-support.js"),
  })),
  {
    says: "what implements a port with Postgres is named by composition roots and its own tests",
    from: "runtime/",
    never: ({ target }, file) =>
      /\/postgres\b/.test(target ?? "") && !/\/postgres\b/.test(file.path) && !compositionRoots.includes(file.path),
  },
  {
    says: "ts-morph stands behind compiler/source",
    from: "",
    never: ({ specifier }, { path }) => specifier === "ts-morph" && !path.startsWith("compiler/source/"),
  },
  {
    says: "stages of the compiler import earlier stages only",
    from: "compiler/",
    never: ({ target }, file) => !isTest(file) && stageOf(target) > stageOf(file.path),
  },
];

/** The place of a file among the stages; files beside the stages come after all but the CLI, which calls them. */
function stageOf(path: string | undefined): number {
  const place = stages.findIndex((stage) => path?.startsWith(`compiler/${stage}/`));
  if (place !== -1) return place;
  return path?.startsWith("compiler/") ? stages.indexOf("cli") - 0.5 : -1;
}

const sources = sourceFiles("compiler", "runtime", "proto", "examples", "test");

function offences({ from, never }: Rule, files: readonly SourceFile[] = sources): readonly string[] {
  return files
    .filter(({ path }) => path.startsWith(from))
    .flatMap((file) =>
      file.imports
        .filter((imported) => never(imported, file))
        .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}`),
    );
}

describe("the arrows between folders", () => {
  it.each(rules)("$says", (rule) => {
    expect(offences(rule)).toEqual([]);
  });

  it("know every folder of the compiler", () => {
    const folders = sources.flatMap(({ path }) => /^compiler\/([^/]+)\//.exec(path)?.[1] ?? []);
    expect([...new Set(folders)].filter((folder) => !stages.includes(folder))).toEqual([]);
  });

  it("are seen in every form of import", () => {
    const text = `
      import a from "../runtime/a.js";
      import type { B } from "../runtime/b.js";
      export { c } from "../runtime/c.js";
      export * from "../runtime/d.js";
      const e = await import("../runtime/e.js");
      let f: import("../runtime/f.js").F;
      import "../runtime/g.js";
    `;
    const [rule] = rules;
    expect(rule && offences(rule, [readSource("compiler/x.ts", text)])).toEqual(
      ["a", "b", "c", "d", "e", "f", "g"].map((name, at) => `compiler/x.ts:${at + 2} imports ../runtime/${name}.js`),
    );
  });

  it("never close a cycle", () => {
    expect(findCycles(sources).map((cycle) => cycle.join(" → "))).toEqual([]);
  });

  it("would show a cycle, also one of types and one off a longer way", () => {
    const files = [
      readSource("a.ts", `import "./b.js";`),
      readSource("b.ts", `import "./c.js"; import type { D } from "./d.js";`),
      readSource("c.ts", ""),
      readSource("d.ts", `import type { B } from "./b.js";`),
    ];
    expect(findCycles(files)).toEqual([["b.ts", "d.ts", "b.ts"]]);
  });
});
