import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../source-files.js";

/** The folder that findings' files are named from. */
export const corpusRoot = join(root, "test/determinism/corpus");

/** The rules of the determinism table; what only the whole program shows is found by the compiler alone. */
export const rules = [
  "no-wall-clock",
  "no-ambient-random",
  "no-ambient-timer",
  "no-ambient-io",
  "no-environment",
  "no-host-locale",
  "no-completion-order",
  "no-floating-promise",
  "no-shared-state",
  "no-input-mutation",
  "no-dynamic-code",
  "no-gc-observation",
  "no-transitive-nondeterminism",
  "unresolved-call",
] as const;

const wholeProgramRules: readonly string[] = ["no-transitive-nondeterminism", "unresolved-call"];

/** A rule broken at a line of a file, which is named from the corpus's folder. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

/** What a sidecar says must be found. */
export interface Expected extends Place {
  /** Where the path of a transitive finding ends. */
  readonly sink?: Place;
  /** Places that say the same as well: the alias beside its call, the sink in the step's own file beside the call. */
  readonly or?: readonly Place[];
}

/** A step, or the functions of a graph, with what must be found in it; nothing, where it is sound. */
export interface Case {
  /** The file of the step or graph, from the corpus's folder. */
  readonly file: string;
  /** Held-out cases were written before the rules, and not looked at while those were written. */
  readonly set: "held-out" | "open";
  readonly why: string;
  readonly findings: readonly Expected[];
}

/** Reads every case: each file of a step or a graph has a sidecar of its name. */
export function readCases(): readonly Case[] {
  return readdirSync(corpusRoot)
    .flatMap((domain) => [`${domain}/steps`, `${domain}/graphs`])
    .filter((folder) => existsSync(join(corpusRoot, folder)))
    .flatMap((folder) => readdirSync(join(corpusRoot, folder)).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => {
      const sidecar = readFileSync(join(corpusRoot, file.replace(/\.ts$/, ".json")), "utf8");
      return { file, ...(JSON.parse(sidecar) as Omit<Case, "file">) };
    });
}

/** Whether a rule needs one file only, and so is the plugin's as well as the compiler's. */
export function isDirect({ rule }: Place): boolean {
  return !wholeProgramRules.includes(rule);
}

/** Whether a place is in the file of a step or graph, and not in one that those call. */
export function isCase({ file }: Place): boolean {
  return /^[^/]+\/(steps|graphs)\//.test(file);
}
