import { hasErrors } from "../../diagnostics/diagnostic.js";
import { loadConfig } from "../../config/load-config.js";
import { showReport } from "../report-diagnostics.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import type { CheckMemory } from "../../compile.js";
import type { Allowed } from "../../lint/check-program.js";

export interface CheckOptions {
  readonly format: string;
  readonly watch?: boolean;
  readonly listSuppressions?: boolean;
  readonly config?: string;
}

/** `protograph check`: what is found is the result. */
export async function checkCommand(options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  if (!options.watch) return checkOnce(options, terminal);
  const memory: CheckMemory = {};
  const { watchProject } = await import("../watch-project.js");
  return watchProject(
    { config: options.config, watchOut: true, run: () => checkOnce(options, terminal, memory) },
    terminal,
  );
}

async function checkOnce(
  { config, format, listSuppressions = false }: CheckOptions,
  terminal: Terminal,
  memory: CheckMemory = {},
): Promise<ExitCode> {
  const loaded = loadConfig(config ?? process.cwd());
  if ("diagnostics" in loaded) {
    const report = { diagnostics: loaded.diagnostics, graphs: 0, steps: 0 };
    terminal.out(showReport(report, loaded.root, format, terminal.outColor));
    return exitCodes.unusable;
  }
  const { check } = await import("../../compile.js");
  const { graphs, flows, steps, diagnostics, suppressions } = check(loaded.config, new Map(), { memory });
  if (listSuppressions) {
    terminal.out(format === "json" ? `${JSON.stringify({ suppressions }, null, 2)}\n` : listText(suppressions));
    return hasErrors(diagnostics) ? exitCodes.errors : exitCodes.sound;
  }
  const report = { diagnostics, graphs: graphs.length, flows: flows.length, steps };
  terminal.out(showReport(report, loaded.config.root, format, terminal.outColor));
  return hasErrors(diagnostics) ? exitCodes.errors : exitCodes.sound;
}

/** Suppressions by place, each on a line with its reason. */
function listText(suppressions: readonly Allowed[]): string {
  if (suppressions.length === 0) return "nothing is suppressed\n";
  return suppressions
    .map(({ span, rules, reason }) => `${span.file}:${span.line}:${span.column} ${rules.join(", ")} -- ${reason}\n`)
    .join("");
}
