import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Config } from "./config.js";
import { loadConfig } from "./load-config.js";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "protograph-config-")));
  write("movies.graph.ts");
  write("steps/fetch-movie.ts");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string | Uint8Array = ""): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function load(json: string | Uint8Array, path = root): Config {
  write("protograph.json", json);
  const loaded = loadConfig(path);
  if ("diagnostics" in loaded) throw new Error(loaded.diagnostics.map((each) => each.message).join("\n"));
  return loaded.config;
}

/** `line:column-endLine:endColumn message (fix)` of each diagnostic. */
function faults(json: string | Uint8Array | undefined, path = root): readonly string[] {
  if (json !== undefined) write("protograph.json", json);
  const loaded = loadConfig(path);
  if ("config" in loaded) return [];
  return loaded.diagnostics.map(({ code, severity, span, message, fix }) => {
    expect([code, severity]).toEqual(["PG1008", "error"]);
    const place = `${span.file}:${span.line}:${span.column}-${span.endLine}:${span.endColumn}`;
    return `${place} ${message}${fix === undefined ? "" : ` (${fix})`}`;
  });
}

function matched(json: string): readonly string[] {
  return load(json).files.map((file) => file.slice(root.length + 1));
}

describe("a usable protograph.json", () => {
  it("may leave everything to the defaults", () => {
    expect(load("{}")).toEqual({
      root,
      file: join(root, "protograph.json"),
      files: [join(root, "movies.graph.ts"), join(root, "steps/fetch-movie.ts")],
      protos: join(root, "proto"),
      out: join(root, "generated"),
      tsconfig: undefined,
      determinism: {},
      importExtension: "js",
    });
  });

  it("may say everything", () => {
    write("protos/movies.proto");
    write("tsconfig.src.json", "{}");
    const json = {
      $schema: "./node_modules/protograph/generated/protograph.schema.json",
      include: ["steps/*.ts"],
      exclude: [],
      protos: "./protos/",
      out: "src/gen",
      tsconfig: "tsconfig.src.json",
      determinism: {},
      importExtension: "",
    };
    expect(load(JSON.stringify(json))).toEqual({
      root,
      file: join(root, "protograph.json"),
      files: [join(root, "steps/fetch-movie.ts")],
      protos: join(root, "protos"),
      out: join(root, "src/gen"),
      tsconfig: join(root, "tsconfig.src.json"),
      determinism: {},
      importExtension: "",
    });
  });

  it("is found from a folder below it, and by its own path", () => {
    write("deep/down/here.txt");
    expect(load("{}", join(root, "deep/down")).root).toBe(root);
    expect(load("{}", join(root, "protograph.json")).root).toBe(root);
  });

  it("may have another name when it is named", () => {
    write("other.json", '{ "out": "elsewhere" }');
    expect(load("{}", join(root, "other.json")).out).toBe(join(root, "elsewhere"));
  });

  it("may start with a byte order mark", () => {
    expect(load("\ufeff{}").root).toBe(root);
  });

  it("may name protos outside the project", () => {
    write("project/protograph.json", '{ "protos": "../proto" }');
    write("project/a.graph.ts");
    write("proto/a.proto");
    expect(load("{}", join(root, "project")).protos).toBe(join(root, "proto"));
  });
});

describe("the files of a project", () => {
  it("are sorted, and leave out what is generated, installed, declared or a test", () => {
    write("b.graph.ts");
    write("a.graph.ts");
    write("a.graph.test.ts");
    write("a.graph.d.ts");
    write("steps/a.spec.ts");
    write("steps/notes.md");
    write("generated/movies/v1/movie-tagging.graph.ts");
    write("node_modules/other/other.graph.ts");
    expect(matched('{ "include": ["**/*.graph.ts", "**/*.graph.*.ts", "**/steps/**"] }')).toEqual([
      "a.graph.ts",
      "b.graph.ts",
      "movies.graph.ts",
      "steps/fetch-movie.ts",
    ]);
  });

  it("leave out what exclude says", () => {
    write("steps/old/legacy.ts");
    expect(matched('{ "exclude": ["**/old/**"] }')).toEqual(["movies.graph.ts", "steps/fetch-movie.ts"]);
  });

  it("leave out an out folder whose name is a glob, and nothing else that it would match", () => {
    write("(gen)/x.graph.ts");
    write("gen/y.graph.ts");
    expect(matched('{ "out": "(gen)" }')).toEqual(["gen/y.graph.ts", "movies.graph.ts", "steps/fetch-movie.ts"]);
  });

  it("are found once, also where a symbolic link leads back up", () => {
    symlinkSync(root, join(root, "steps/loop"));
    expect(matched("{}")).toEqual(["movies.graph.ts", "steps/fetch-movie.ts"]);
  });
});

describe("an unusable protograph.json is located", () => {
  it.each<[string, string, readonly string[]]>([
    ["an empty file", "", ["protograph.json:1:1-1:2 protograph.json is no JSON: it is empty; the least is {}"]],
    [
      "a comma too many",
      '{\n  "out": "gen",\n}',
      ["protograph.json:3:1-3:2 protograph.json is no JSON: a comma stands before the end"],
    ],
    [
      "a missing comma",
      '{\n  "out": "gen"\n  "protos": "p"\n}',
      ['protograph.json:3:3-3:11 protograph.json is no JSON: "protos" cannot stand here'],
    ],
    ["a missing end", '{ "out": "gen"', ["protograph.json:1:15-1:16 protograph.json is no JSON: it ends too early"]],
    ["a comment", "{\n  // here\n}", ["protograph.json:2:3-2:4 protograph.json is no JSON: JSON has no comments"]],
    [
      "a bare key",
      '{ out: "gen" }',
      ['protograph.json:1:3-1:6 protograph.json is no JSON: keys stand in double quotes: "out"'],
    ],
    [
      "single quotes",
      "{ 'out': 1 }",
      ["protograph.json:1:3-1:4 protograph.json is no JSON: texts stand in double quotes"],
    ],
    [
      "a line break in a text",
      '{\n "out": "ge\nn" }',
      ["protograph.json:2:12-2:13 protograph.json is no JSON: a line break cannot stand in a text"],
    ],
    [
      "endless nesting",
      "[".repeat(200_000),
      ["protograph.json:1:1-1:2 protograph.json is no JSON: it is nested too deeply"],
    ],
    ["a list", "[]", ['protograph.json:1:1-1:3 protograph.json must be an object, like { "out": "generated" }']],
    [
      "a misspelt key",
      '{\n  "inclued": []\n}',
      ['protograph.json:2:3-2:12 unknown key "inclued" (did you mean "include"?)'],
    ],
    [
      "a strange key",
      '{ "": 1 }',
      [
        'protograph.json:1:3-1:5 unknown key "" (the keys are $schema, include, exclude, protos, out, tsconfig, determinism, importExtension)',
      ],
    ],
    [
      "the key __proto__",
      '{ "__proto__": 1 }',
      [
        'protograph.json:1:3-1:14 unknown key "__proto__" (the keys are $schema, include, exclude, protos, out, tsconfig, determinism, importExtension)',
      ],
    ],
    ["a key written twice", '{ "out": "a", "out": "b" }', ['protograph.json:1:15-1:20 "out" is written twice']],
    [
      "a text for a list",
      '{ "include": "a.ts" }',
      ['protograph.json:1:14-1:20 "include" must be a list of globs, like ["**/*.graph.ts", "**/steps/**/*.ts"]'],
    ],
    [
      "an empty list",
      '{ "include": [] }',
      ['protograph.json:1:14-1:16 "include" is empty, so nothing would be compiled'],
    ],
    [
      "a number in a list",
      '{ "include": ["a.ts",\n 7] }',
      ['protograph.json:2:2-2:3 "include"[1] must be a text, like "src/**/*.graph.ts"'],
    ],
    ["an empty glob", '{ "exclude": [""] }', ['protograph.json:1:15-1:17 "exclude"[0] is empty; leave it out instead']],
    [
      "an unknown extension",
      '{ "importExtension": "mjs" }',
      ['protograph.json:1:22-1:27 "importExtension" must be "js", "ts" or ""'],
    ],
    [
      "null for a folder",
      '{ "out": null }',
      ['protograph.json:1:10-1:14 "out" must be a folder\'s path from the project\'s folder, like "generated"'],
    ],
    [
      "a missing tsconfig",
      '{ "tsconfig": "tsconfig.app.json" }',
      ['protograph.json:1:15-1:34 "tsconfig": "tsconfig.app.json" does not exist'],
    ],
    [
      "a folder as tsconfig",
      '{ "tsconfig": "steps" }',
      ['protograph.json:1:15-1:22 "tsconfig": "steps" is a folder, and must be a file'],
    ],
    [
      "a missing protos folder that is named",
      '{ "protos": "proto" }',
      ['protograph.json:1:13-1:20 "protos": "proto" does not exist'],
    ],
    [
      "a file as protos",
      '{ "protos": "movies.graph.ts" }',
      ['protograph.json:1:13-1:30 "protos": "movies.graph.ts" is a file, and must be a folder'],
    ],
    [
      "out above the project",
      '{ "out": "../x" }',
      ['protograph.json:1:10-1:16 "out": "../x" lies outside the project\'s folder'],
    ],
    [
      "out around the project",
      '{ "out": ".." }',
      ['protograph.json:1:10-1:14 "out": ".." lies outside the project\'s folder'],
    ],
    [
      "out that goes out and round",
      '{ "out": "a/../../b" }',
      ['protograph.json:1:10-1:21 "out": "a/../../b" lies outside the project\'s folder'],
    ],
    [
      "an absolute out",
      '{ "out": "/etc" }',
      ['protograph.json:1:10-1:16 "out": "/etc" is absolute, and would work on this machine only'],
    ],
    [
      "an out with a drive",
      '{ "out": "C:/gen" }',
      ['protograph.json:1:10-1:18 "out": "C:/gen" is absolute, and would work on this machine only'],
    ],
    [
      "an out with backslashes",
      '{ "out": "..\\\\gen" }',
      ['protograph.json:1:10-1:19 "out": "..\\\\gen" has a backslash in it: paths are written with forward slashes'],
    ],
    [
      "an out with a control character",
      '{ "out": "a\\u0000b" }',
      ['protograph.json:1:10-1:20 "out": "a\\u0000b" has a control character in it'],
    ],
    ["an empty out", '{ "out": "" }', ['protograph.json:1:10-1:12 "out": "" is empty']],
    [
      "out as the project's folder",
      '{ "out": "./steps/.." }',
      [
        'protograph.json:1:10-1:22 "out": "./steps/.." is the project\'s own folder; generated files need one of their own',
      ],
    ],
    [
      "out as a file",
      '{ "out": "movies.graph.ts" }',
      ['protograph.json:1:10-1:27 "out": "movies.graph.ts" is a file, and must be a folder'],
    ],
    [
      "out as the protos",
      '{ "protos": "steps", "out": "steps/" }',
      [
        'protograph.json:1:29-1:37 "out": "steps/" is the same folder as "protos"; generated files need one of their own',
      ],
    ],
    [
      "out around the default protos",
      '{ "out": "proto" }',
      [
        'protograph.json:1:10-1:17 "out": "proto" is the same folder as "protos"; generated files need one of their own',
      ],
    ],
  ])("%s", (_, json, want) => {
    expect(faults(json)).toEqual(want);
  });

  it("an out folder that holds the protos", () => {
    write("a/proto/x.proto");
    expect(faults('{ "protos": "a/proto", "out": "a" }')).toEqual([
      'protograph.json:1:31-1:34 "out": "a" holds the "protos" folder; generated files need a folder of their own',
    ]);
  });

  it("an out folder that a symbolic link leads out of the project, or back to it", () => {
    symlinkSync(tmpdir(), join(root, "link"));
    symlinkSync(".", join(root, "self"));
    expect(faults('{ "out": "link/generated" }')).toEqual([
      'protograph.json:1:10-1:26 "out": "link/generated" leads outside the project\'s folder, through a symbolic link',
    ]);
    expect(faults('{ "out": "self" }')).toEqual([
      'protograph.json:1:10-1:16 "out": "self" is the project\'s own folder, through a symbolic link',
    ]);
  });

  it("include that matches nothing, written or not", () => {
    const fix =
      '(name the files with graphs and steps, from this file\'s folder; "out", node_modules, .d.ts and tests never count)';
    expect(faults('{\n  "include": ["src/*.ts", "steps"],\n  "out": "steps"\n}')).toEqual([
      `protograph.json:2:14-2:35 "include" matches no TypeScript file: "src/*.ts", "steps" ${fix}`,
    ]);
    rmSync(join(root, "steps"), { recursive: true });
    rmSync(join(root, "movies.graph.ts"));
    expect(faults("{}")).toEqual([
      `protograph.json:1:1-1:3 "include" matches no TypeScript file: "**/*.graph.ts", "**/*.flow.ts", "**/steps/**/*.ts" ${fix}`,
    ]);
  });

  it("a path that no system takes", () => {
    const long = "x".repeat(5_000);
    expect(faults(`{ "protos": "${long}" }`)).toEqual([
      `protograph.json:1:13-1:5015 "protos": "${long}" does not exist`,
    ]);
    symlinkSync("circle", join(root, "circle"));
    expect(faults('{ "tsconfig": "circle" }')).toEqual([
      'protograph.json:1:15-1:23 "tsconfig": "circle" does not exist',
    ]);
  });

  it("several faults at once, each at its own place", () => {
    expect(faults('{\n  "outt": 1,\n  "include": 2,\n  "importExtension": false\n}')).toHaveLength(3);
    expect(faults('{ "protos": "nowhere", "out": "..", "tsconfig": "x" }')).toHaveLength(3);
  });

  it("text that is not UTF-8", () => {
    expect(faults(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual([
      "protograph.json:1:1-1:1 protograph.json is not UTF-8 text",
    ]);
  });
});

describe("a missing protograph.json", () => {
  it("is said with what to write, from the folder it was looked for in", () => {
    expect(faults(undefined)).toEqual([
      "protograph.json:1:1-1:1 there is no protograph.json in this folder or any above it (write one ({} takes every " +
        "default: graphs in **/*.graph.ts, protos in proto, out to generated), or name it with --config)",
    ]);
  });

  it("is said by its name where it was named", () => {
    expect(faults(undefined, join(root, "other.json"))).toEqual(["other.json:1:1-1:1 other.json does not exist"]);
  });
});
