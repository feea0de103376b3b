import { existsSync } from "node:fs";
import { relative } from "node:path";
import type { Config } from "../../config/config.js";
import { hasErrors } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import { type Lock, lockPath } from "../../lock/lock.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openProject, sayReport } from "../open-project.js";
import { isGraphFile } from "../owned-files.js";
import type { Terminal } from "../terminal.js";
import { type FileToWrite, WriteError, writeFiles, type WriteOptions, type Written } from "../write-files.js";

export interface GenerateOptions {
  readonly watch?: boolean;
  /** Only find out whether something would change. */
  readonly check?: boolean;
  /** Write the messages alone, whatever the graphs are like. */
  readonly messages?: boolean;
  /** Keep the contracts as they are now as those that are released. */
  readonly release?: boolean;
  readonly config?: string;
}

/**
 * `protograph generate`: the messages of the protos and the classes of the graphs, which are read with those messages.
 * All is written at once, and only where all of it is sound.
 */
export async function generateCommand(options: GenerateOptions, terminal: Terminal): Promise<ExitCode> {
  if (!options.watch) return generateOnce(options, terminal);
  const { watchProject } = await import("../watch-project.js");
  return watchProject(
    { config: options.config, watchOut: false, run: () => generateOnce(options, terminal) },
    terminal,
  );
}

async function generateOnce(options: GenerateOptions, terminal: Terminal): Promise<ExitCode> {
  const config = openProject(options.config, "pretty", terminal);
  if (!config) return exitCodes.unusable;
  const say = (report: Report) => {
    if (report.diagnostics.length > 0) sayReport(report, config.root, "pretty", terminal);
  };

  const { compileProject, projectMessages } = await import("../compile-project.js");
  const messages = await projectMessages(config);
  if (hasErrors(messages.diagnostics)) {
    say({ diagnostics: messages.diagnostics, graphs: 0, steps: 0 });
    return exitCodes.errors;
  }
  const { ownsMessages } = messages;
  if (options.messages) return write(messages.files, { config, owns: ownsMessages, dryRun: options.check }, terminal);

  const { graphs, flows, steps, diagnostics, files, lock } = compileProject(config, messages);
  say({ diagnostics, graphs: graphs.length, flows: flows.length, steps });
  if (hasErrors(diagnostics)) return exitCodes.errors;
  const owns = (path: string, text: string) => isGraphFile(path, text) || ownsMessages(path, text);
  const released = await releaseFile(config, options.release === true, graphs.length > 0 ? lock : undefined);
  return write([...messages.files, ...files, ...released], { config, owns, dryRun: options.check }, terminal);
}

/**
 * The lock as a file to write: when the contracts are released, or where there is none yet. Otherwise it stays as it was
 * released last, however the project changes.
 */
async function releaseFile(
  config: Config,
  release: boolean,
  lock: (() => Lock) | undefined,
): Promise<readonly FileToWrite[]> {
  const path = lockPath(config);
  if (!lock || (!release && existsSync(path))) return [];
  const { lockText } = await import("../../lock/lock-text.js");
  return [{ path, text: lockText(lock()) }];
}

interface Writing {
  readonly config: Config;
  readonly owns: WriteOptions["owns"];
  readonly dryRun: boolean | undefined;
}

function write(files: readonly FileToWrite[], { config, owns, dryRun = false }: Writing, terminal: Terminal): ExitCode {
  let done: Written;
  try {
    done = writeFiles(files, { root: config.root, out: config.out, beside: [lockPath(config)], owns, dryRun });
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    terminal.err(`protograph: ${error.message}\n`);
    return exitCodes.errors;
  }
  const say = (verb: string) => (path: string) => terminal.out(`${verb} ${relative(process.cwd(), path)}\n`);
  done.written.forEach(say(dryRun ? "would write" : "wrote"));
  done.removed.forEach(say(dryRun ? "would remove" : "removed"));
  const changed = done.written.length + done.removed.length;
  if (changed === 0) terminal.out(`up to date: ${count(done.unchanged.length, "file")}\n`);
  if (!dryRun || changed === 0) return exitCodes.sound;
  terminal.err("what is generated is stale: run `protograph generate`\n");
  return exitCodes.errors;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
