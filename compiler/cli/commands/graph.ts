import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { hasErrors } from "../../diagnostics/diagnostic.js";
import type { Flow } from "../../graph/flow-model.js";
import type { Graph } from "../../graph/model.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openProject, sayReport } from "../open-project.js";
import { pickGraph } from "../pick.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export interface GraphOptions {
  readonly format?: string;
  readonly output?: string;
  readonly config?: string;
}

const formatOfEnding: Readonly<Record<string, string>> = {
  ".svg": "svg",
  ".dot": "dot",
  ".gv": "dot",
  ".json": "json",
};

/** `protograph graph`: draws one graph or flow of a sound project. */
export async function graphCommand(
  name: string | undefined,
  options: GraphOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const format = options.format ?? formatOfEnding[extname(options.output ?? "")] ?? "mermaid";
  const reportFormat = options.format === "json" ? "json" : "pretty";
  const config = openProject(options.config, reportFormat, terminal);
  if (!config) return exitCodes.unusable;
  const { check } = await import("../../compile.js");
  const { graphs, flows, steps, diagnostics } = check(config);
  if (hasErrors(diagnostics)) {
    sayReport({ diagnostics, graphs: graphs.length, flows: flows.length, steps }, config.root, reportFormat, terminal);
    return exitCodes.errors;
  }
  const picture = await draw(pickGraph([...graphs, ...flows], name), format);
  if (options.output === undefined) terminal.out(picture);
  else save(picture, options.output, terminal);
  return exitCodes.sound;
}

async function draw(graph: Graph | Flow, format: string): Promise<string> {
  if (format === "svg") return (await import("../../pictures/to-svg.js")).toSvg(graph);
  if (format === "dot") return (await import("../../pictures/to-dot.js")).toDot(graph);
  if (format === "json") return (await import("../../pictures/to-json.js")).toGraphJson(graph);
  return (await import("../../pictures/to-mermaid.js")).toMermaid(graph);
}

function save(picture: string, file: string, terminal: Terminal): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, picture);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}`);
  }
  terminal.err(`wrote ${file}\n`);
}
