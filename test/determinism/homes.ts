import { join } from "node:path";
import { ESLint } from "eslint";
import { check, codes, type Diagnostic, loadConfig } from "protograph/compiler";
import protograph from "protograph/eslint";
import tseslint from "typescript-eslint";
import { root } from "../source-files.js";
import { type Case, corpusRoot, isCase, isDirect, type Place } from "./corpus.js";

/** A finding as a home reports it. */
export interface Found extends Place {
  /** The places its path leads through, as far as the home says. */
  readonly trace: readonly Pick<Place, "file" | "line">[];
}

/** One of the two places that apply the rules. */
export interface Home {
  readonly name: string;
  /** Whether there is such a home; one that is missing is neither asked nor judged. */
  readonly isBuilt: boolean;
  /** What it finds in the corpus. */
  readonly find: (cases: readonly Case[]) => Promise<readonly Found[]>;
  /** Whether it can find this: the plugin sees one file at a time. */
  readonly sees: (place: Place) => boolean;
}

/** What the compiler says of the corpus that is not about determinism; the corpus is meant to be sound otherwise. */
export function otherDiagnostics(): readonly Diagnostic[] {
  return diagnose().filter(({ code }) => !isDeterminism(code));
}

export const homes: readonly Home[] = [
  {
    name: "protograph check",
    isBuilt: Object.keys(codes).some(isDeterminism),
    sees: () => true,
    find: async (): Promise<readonly Found[]> =>
      diagnose()
        .filter(({ code }) => isDeterminism(code))
        .map(({ code, span, trace }) => ({
          ...placeOf(span),
          rule: codes[code].page,
          trace: trace.flatMap((hop) => (hop.span ? [placeOf(hop.span)] : [])),
        })),
  },
  {
    name: "protograph/eslint",
    isBuilt: true,
    sees: (place) => isDirect(place) && isCase(place),
    find: async (cases: readonly Case[]): Promise<readonly Found[]> => {
      const eslint = new ESLint({
        cwd: corpusRoot,
        overrideConfigFile: true,
        overrideConfig: [
          {
            files: ["**/*.ts"],
            languageOptions: {
              parser: tseslint.parser,
              parserOptions: { projectService: true, tsconfigRootDir: corpusRoot },
            },
          },
          protograph.configs.strict,
        ],
      });
      const results = await eslint.lintFiles(cases.map(({ file }) => file));
      return results.flatMap(({ filePath, messages }) =>
        messages.map(({ ruleId, line, message }) => {
          const file = filePath.slice(corpusRoot.length + 1);
          if (ruleId === null) throw new Error(`${file}:${line} ${message}`);
          return { file, line, rule: ruleId.replace(/^.*\//, ""), trace: [] };
        }),
      );
    },
  },
];

let diagnosed: readonly Diagnostic[] | undefined;

function diagnose(): readonly Diagnostic[] {
  if (diagnosed) return diagnosed;
  const loaded = loadConfig(join(root, "test/determinism"));
  if (!("config" in loaded)) throw new Error(loaded.diagnostics.map(({ message }) => message).join("\n"));
  return (diagnosed = check(loaded.config).diagnostics);
}

function isDeterminism(code: string): boolean {
  return code.startsWith("PG5");
}

function placeOf({ file, line }: { readonly file: string; readonly line: number }): Pick<Place, "file" | "line"> {
  return { file: file.replace(/^corpus\//, ""), line };
}
