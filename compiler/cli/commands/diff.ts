import { basename, join } from "node:path";
import type { Compiled } from "../../compile.js";
import type { Config } from "../../config/config.js";
import { loadConfig } from "../../config/load-config.js";
import { hasErrors } from "../../diagnostics/diagnostic.js";
import { diff, type Released } from "../../diff.js";
import { diffJson, diffText } from "../../lock/diff-text.js";
import { lockName } from "../../lock/lock.js";
import { readLock } from "../../lock/read-lock.js";
import { withRevision } from "../check-out.js";
import { compileProject, projectMessages } from "../compile-project.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openProject, sayReport } from "../open-project.js";
import { showReport } from "../report-diagnostics.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export interface DiffOptions {
  readonly against?: string;
  readonly format: string;
  readonly config?: string;
}

/**
 * `protograph diff`: what became of the contracts since they were released, or since a revision. Nothing is written, and
 * the work tree is not touched.
 */
export async function diffCommand(options: DiffOptions, terminal: Terminal): Promise<ExitCode> {
  const { format, against } = options;
  const config = openProject(options.config, format, terminal);
  if (!config) return exitCodes.unusable;
  const report = (diagnostics: Compiled["diagnostics"], graphs = 0, steps = 0) =>
    sayReport({ diagnostics, graphs, steps }, config.root, format, terminal);

  const locked = readLock(config);
  if (locked && "diagnostics" in locked) {
    report(locked.diagnostics);
    return exitCodes.unusable;
  }
  if (!locked && against === undefined) {
    throw new UsageError(
      `there is no ${lockName} to compare with`,
      "run `protograph generate`, or name a revision with --against",
    );
  }
  const messages = await projectMessages(config);
  if (hasErrors(messages.diagnostics)) {
    report(messages.diagnostics);
    return exitCodes.errors;
  }
  const now = compileProject(config, messages);
  if (hasErrors(now.diagnostics)) {
    report(now.diagnostics, now.graphs.length, now.steps);
    return exitCodes.errors;
  }
  const released = against === undefined && locked ? locked : await releasedAt(config, against ?? "HEAD");
  return show(released, now, config, format, terminal);
}

function show(released: Released, now: Compiled, config: Config, format: string, terminal: Terminal): ExitCode {
  const { contracts, diagnostics } = diff(config, now, released);
  const report = { diagnostics, graphs: now.graphs.length, steps: now.steps };
  if (format === "pretty") terminal.out(`${diffText(contracts, terminal.outColor)}\n`);
  if (format === "json") terminal.out(diffJson(contracts));
  else if (format !== "pretty" || diagnostics.length > 0) {
    terminal.out(showReport(report, config.root, format, terminal.outColor));
  }
  return hasErrors(diagnostics) ? exitCodes.errors : exitCodes.sound;
}

/** The contracts at a revision: compiled from its files, or, where this compiler takes them no more, as locked there. */
async function releasedAt(config: Config, revision: string): Promise<Released> {
  const span = () => ({ file: basename(config.file), line: 1, column: 1, endLine: 1, endColumn: 1 });
  return withRevision(config.root, revision, async (root) => {
    const loaded = loadConfig(join(root, basename(config.file)));
    const fault = (reason: string) => new UsageError(`${revision} cannot be compared with: ${reason}`);
    if (!("config" in loaded)) throw fault(loaded.diagnostics[0]?.message ?? "it is no project");
    const messages = await projectMessages(loaded.config);
    const before = hasErrors(messages.diagnostics) ? messages : compileProject(loaded.config, messages);
    if ("lock" in before && !hasErrors(before.diagnostics)) return { lock: before.lock(), span };
    const locked = readLock(loaded.config);
    if (locked && "lock" in locked) return { lock: locked.lock, span };
    throw fault(before.diagnostics.find(({ severity }) => severity === "error")?.message ?? "it does not compile");
  });
}
