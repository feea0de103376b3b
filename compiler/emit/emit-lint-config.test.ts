import { describe, expect, it } from "vitest";
import type { Config } from "../config/config.js";
import { emitLintConfig } from "./emit-lint-config.js";

const config: Config = {
  root: "/shop/app",
  file: "/shop/app/protograph.json",
  files: [],
  protos: "/shop/app/proto",
  out: "/shop/app/src/generated",
  determinism: {},
  tsconfig: undefined,
  importExtension: "js",
};
const module = "/shop/app/src/generated/lint.config.js";

function lines(reached: readonly string[], determinism: Config["determinism"] = {}): readonly string[] {
  return emitLintConfig(module, reached, { ...config, determinism })
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^("|basePath|settings)/.test(line));
}

describe("the configuration of ESLint", () => {
  it("names files from the project's folder, which it finds from its own", () => {
    expect(lines(["/shop/app/a.graph.ts", "/shop/app/src/steps/b.ts"])).toEqual([
      'basePath: join(import.meta.dirname, "../.."),',
      '"a.graph.ts",',
      '"src/steps/b.ts",',
    ]);
  });

  it("names them from a folder above where steps reach out of the project", () => {
    expect(lines(["/shop/app/a.ts", "/shop/common/b.ts"])).toEqual([
      'basePath: join(import.meta.dirname, "../../.."),',
      '"app/a.ts",',
      '"common/b.ts",',
    ]);
  });

  it("names a file whose name looks like a pattern, and no other", () => {
    expect(lines(["/shop/app/[id]/(a).ts"])).toEqual([
      'basePath: join(import.meta.dirname, "../.."),',
      '"\\\\[id\\\\]/\\\\(a\\\\).ts",',
    ]);
  });

  it("hands on what the project says of packages", () => {
    const packages = { "@shop/ids": { newId: "no-ambient-random" } } as const;
    expect(lines(["/shop/app/a.ts"], { packages })).toContain(
      'settings: { protograph: {"determinism":{"packages":{"@shop/ids":{"newId":"no-ambient-random"}}}} },',
    );
  });
});
