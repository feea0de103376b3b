import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../source-files.js";
import { expected } from "./expected.js";
import { tsc, type TypeError, typeErrors } from "./type-errors.js";

/** The packages they are installed as, by the version they must be. */
const typescripts = { "5.9": "typescript-5.9", "6.0": "typescript", "7.0": "typescript-7" } as const;

/** All at once: each is a process of its own. */
const running = new Map(Object.values(typescripts).map((typescript) => [typescript, typeErrors(typescript)]));

const cases = join(root, "test/types/cases");

/** An error as the table has it: where, the first word that is underlined, what is said. */
function row({ file, line, column, text }: TypeError): string {
  const underlined = readFileSync(join(cases, file), "utf8")
    .split("\n")
    [line - 1]?.slice(column - 1);
  return `${line}:${column} ${/^(\w+|\W)/.exec(underlined ?? "")?.[0] ?? "nothing"}: ${text}`;
}

describe("the table", () => {
  it("has every file of cases", () => {
    expect(expected.map(({ file }) => file).sort()).toEqual(readdirSync(cases).sort());
  });
});

describe.each(Object.entries(typescripts))("TypeScript %s", (version, typescript) => {
  let errors: readonly TypeError[];

  beforeAll(async () => {
    errors = (await running.get(typescript)) ?? [];
    // Three compilers at once take their time on busy hosts.
  }, 180_000);

  it("is that version", async () => {
    expect(await tsc(typescript, "--version")).toMatch(`Version ${version}.`);
  });

  it.each(expected)("finds $finds ($file)", (wanted) => {
    expect(errors.filter(({ file }) => file === wanted.file).map(row)).toEqual(wanted.errors);
  });
});
