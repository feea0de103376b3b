import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { z } from "zod";
import { type Diagnostic, diagnostic, type Span, tidy } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { Config } from "./config.js";
import { type ConfigData, configKeys, configSchema } from "./config-schema.js";
import { configName, findConfig } from "./find-config.js";
import { findFiles } from "./find-files.js";
import { kindOf, outFault, pathFault } from "./folder-faults.js";
import { type JsonDocument, readJson } from "./json-document.js";

/** A configuration, or why it cannot be used; `root` is the folder that the diagnostics' files are named from. */
export type LoadedConfig =
  { readonly config: Config } | { readonly root: string; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a project's configuration.
 *
 * @param path a folder, from which the nearest `protograph.json` is looked for upwards, or the file itself.
 * @returns everything that is wrong with it at once, each a PG1008 at its place in the file; it throws nothing.
 */
export function loadConfig(path: string): LoadedConfig {
  const given = resolve(path);
  const file = kindOf(given) === "folder" ? findConfig(given) : given;
  if (file === undefined) {
    const message = `there is no ${configName} in this folder or any above it`;
    const fix = `write one ({} takes every default: graphs in **/*.graph.ts, protos in proto, out to generated), or name it with --config`;
    return { root: given, diagnostics: [unusable(wholeFile(configName), message, fix)] };
  }
  const root = dirname(file);
  const read = readText(file);
  if ("fault" in read) return { root, diagnostics: [unusable(wholeFile(basename(file)), read.fault)] };
  const json = readJson(read.text, basename(file));
  if ("fault" in json) {
    return { root, diagnostics: [unusable(json.fault.span, `${basename(file)} is no JSON: ${json.fault.message}`)] };
  }
  return toConfig(file, root, json.document);
}

function toConfig(file: string, root: string, document: JsonDocument): LoadedConfig {
  const repeated = document.repeated.map(({ key, span }) => unusable(span, `"${key}" is written twice`));
  const parsed = configSchema.safeParse(document.value);
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => issueDiagnostics(issue, document, basename(file)));
    return { root, diagnostics: tidy([...repeated, ...issues]) };
  }
  const { data } = parsed;
  const faults = [...repeated, ...pathDiagnostics(root, data, document)];
  if (faults.length > 0) return { root, diagnostics: tidy(faults) };

  const out = resolve(root, data.out);
  const files = matchFiles(root, data, out);
  if (files.length === 0) return { root, diagnostics: [matchesNothing(data, document)] };
  const config: Config = {
    root,
    file,
    files,
    protos: resolve(root, data.protos),
    out,
    tsconfig: data.tsconfig === undefined ? undefined : resolve(root, data.tsconfig),
    determinism: data.determinism,
    importExtension: data.importExtension,
  };
  return { config };
}

function issueDiagnostics(issue: z.core.$ZodIssue, document: JsonDocument, name: string): readonly Diagnostic[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const near = nearestName(key, configKeys);
      const fix = near === undefined ? `the keys are ${configKeys.join(", ")}` : `did you mean "${near}"?`;
      return unusable(document.keySpan([key]), `unknown key ${JSON.stringify(key)}`, fix);
    });
  }
  const [key, ...rest] = issue.path;
  const what = key === undefined ? name : `"${String(key)}"${rest.map((part) => `[${String(part)}]`).join("")}`;
  return [unusable(document.valueSpan(issue.path), `${what} ${issue.message}`)];
}

function pathDiagnostics(root: string, data: ConfigData, document: JsonDocument): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  const check = (key: "protos" | "out" | "tsconfig", path: string, onDisk: () => string | undefined) => {
    const fault = pathFault(path) ?? onDisk();
    if (fault !== undefined)
      faults.push(unusable(document.valueSpan([key]), `"${key}": ${JSON.stringify(path)} ${fault}`));
    return fault === undefined;
  };
  const isWritten = typeof document.value === "object" && document.value !== null && "protos" in document.value;
  const protosFine = check("protos", data.protos, () => protosFault(resolve(root, data.protos), isWritten));
  check("out", data.out, () => outFault({ root, protos: protosFine ? data.protos : "proto", out: data.out }));
  const { tsconfig } = data;
  if (tsconfig !== undefined) check("tsconfig", tsconfig, () => fileFault(resolve(root, tsconfig)));
  return faults;
}

/** A project may do without protos, taking its messages from a package; a folder that it names must be there. */
function protosFault(path: string, isWritten: boolean): string | undefined {
  const kind = kindOf(path);
  if (kind === "file") return "is a file, and must be a folder";
  return kind === undefined && isWritten ? "does not exist" : undefined;
}

function fileFault(path: string): string | undefined {
  const kind = kindOf(path);
  if (kind === "folder") return "is a folder, and must be a file";
  return kind === undefined ? "does not exist" : undefined;
}

function matchFiles(root: string, { include, exclude }: ConfigData, out: string): readonly string[] {
  try {
    return findFiles(root, { include, exclude }, out);
  } catch {
    // A glob that cannot even be compiled matches nothing.
    return [];
  }
}

function matchesNothing({ include, exclude }: ConfigData, document: JsonDocument): Diagnostic {
  const globs = include.map((glob) => JSON.stringify(glob)).join(", ");
  const left = exclude ? " that is not excluded" : "";
  return unusable(
    document.valueSpan(["include"]),
    `"include" matches no TypeScript file${left}: ${globs}`,
    `name the files with graphs and steps, from this file's folder; "out", node_modules, .d.ts and tests never count`,
  );
}

function readText(file: string): { readonly text: string } | { readonly fault: string } {
  const name = basename(file);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    if (error instanceof TypeError) return { fault: `${name} is not UTF-8 text` };
    const { code } = error as NodeJS.ErrnoException;
    return {
      fault: code === "ENOENT" ? `${name} does not exist` : `${name} cannot be read (${code ?? "unknown error"})`,
    };
  }
}

function wholeFile(file: string): Span {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

function unusable(span: Span, message: string, fix?: string): Diagnostic {
  return diagnostic("PG1008", span, message, { fix });
}
