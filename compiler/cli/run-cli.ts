import { Argument, Command, CommanderError, Option } from "commander";
import type { GenerateOptions } from "./commands/generate.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { askedFormat, reportFailure } from "./failure.js";
import { packageVersion } from "./package-root.js";
import { processTerminal, type Terminal } from "./terminal.js";
import { addRuns } from "./runs/runs-program.js";
import { UsageError } from "./usage-error.js";

/**
 * Runs a command line, without the program's own name.
 *
 * Commands are loaded when they run: `--help` needs neither the TypeScript nor the protobuf compiler.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  process.on("uncaughtException", (error) => process.exit(fail(error, args, terminal)));
  return runOn(terminal, args);
}

/** Runs a command line on a terminal; it throws nothing. */
export async function runOn(terminal: Terminal, args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.sound;
  try {
    await program(terminal, (result) => (code = result)).parseAsync(args.length === 0 ? ["--help"] : args, {
      from: "user",
    });
    return code;
  } catch (error) {
    return fail(error, args, terminal);
  }
}

function program(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const root = new Command("protograph")
    .description("Compiles typed steps and graphs over protobuf messages, and proves them sound.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "explain a command")
    .helpCommand("help [command]", "explain a command")
    .addHelpText("after", "\nExit codes: 0 sound, 1 errors found, 2 arguments or configuration that cannot be used.")
    // Set before commands are added: they inherit it.
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .exitOverride();

  root
    .command("init")
    .description("write a small complete project")
    .argument("[folder]", "where to; this folder where it is left out")
    .option("--hooks", "lint and check before every commit, with husky and lint-staged")
    .option("--force", "replace files that are there")
    .action(async (folder: string | undefined, options: { hooks?: boolean; force?: boolean }) => {
      const { initCommand } = await import("./commands/init.js");
      end(initCommand(folder, options, terminal));
    });

  root
    .command("check")
    .description("prove the project's graphs sound; write nothing")
    .addOption(formatOption(["pretty", "json", "sarif", "github"]))
    .option("-w, --watch", "check again whenever a file changes")
    .option("--list-suppressions", "list what is allowed in spite of what a check finds, and why")
    .addOption(configOption())
    .action(async (options: { format: string; watch?: boolean; listSuppressions?: boolean; config?: string }) => {
      const { checkCommand } = await import("./commands/check.js");
      end(await checkCommand(options, terminal));
    });

  root
    .command("generate")
    .description("write the messages of the protos and the typed class of every graph, where all are sound")
    .option("-w, --watch", "generate again whenever a file changes")
    .option("--check", "write nothing; exit with 1 when something would change")
    .option("--messages", "write the messages alone, whatever the graphs are like")
    .option("--release", "keep the contracts as they are now in protograph.lock.json, for diff to compare with")
    .addOption(configOption())
    .action(async (options: GenerateOptions) => {
      const { generateCommand } = await import("./commands/generate.js");
      end(await generateCommand(options, terminal));
    });

  root
    .command("diff")
    .description("say what became of the contracts since they were released, and what runs in flight do")
    .option("-a, --against <revision>", "compare with a revision of git instead, like main or v1.2")
    .addOption(formatOption(["pretty", "json", "sarif", "github"]))
    .addOption(configOption())
    .action(async (options: { against?: string; format: string; config?: string }) => {
      const { diffCommand } = await import("./commands/diff.js");
      end(await diffCommand(options, terminal));
    });

  root
    .command("graph")
    .description("draw a graph")
    .argument("[name]", "the graph's name; may be left out where the project has one graph")
    .addOption(new Option("-f, --format <format>", "the picture's format").choices(["mermaid", "dot", "svg", "json"]))
    .option("-o, --output <file>", "write the picture to a file, whose ending decides the format where none is given")
    .addOption(configOption())
    .action(async (name: string | undefined, options: { format?: string; output?: string; config?: string }) => {
      const { graphCommand } = await import("./commands/graph.js");
      end(await graphCommand(name, options, terminal));
    });

  root
    .command("plan")
    .description("say what would run for an output, without running it")
    .argument("<name>", "the graph's name")
    .argument("[output]", "the output's message; may be left out where the graph has one output")
    .option("--json", "as JSON")
    .addOption(configOption())
    .action(async (name: string, output: string | undefined, options: { json?: boolean; config?: string }) => {
      const { planCommand } = await import("./commands/plan.js");
      end(await planCommand(name, output, options, terminal));
    });

  root
    .command("explain")
    .description("explain a diagnostic")
    .addArgument(new Argument("[code]", "the code, like PG2002; all codes are listed where it is left out"))
    .action(async (code: string | undefined) => {
      const { explainCommand } = await import("./commands/explain.js");
      end(explainCommand(code, terminal));
    });

  root
    .command("migrate")
    .description("bring the schema of a Postgres database up to date")
    .addOption(databaseOption())
    .option("--sql", "print the SQL instead, for a DBA to run")
    .option("--grant <role>", "give a role that does not own the tables the rights to use them")
    .action(async (options: { database?: string; sql?: boolean; grant?: string }) => {
      const { migrateCommand } = await import("./commands/migrate.js");
      end(await migrateCommand(options, terminal));
    });

  root
    .command("doctor")
    .description("say what is wrong with a Postgres database as a store of runs, and what to do")
    .addOption(databaseOption())
    .option("--json", "as JSON")
    .action(async (options: { database?: string; json?: boolean }) => {
      const { doctorCommand } = await import("./commands/doctor.js");
      end(await doctorCommand(options, terminal));
    });

  addRuns(root, terminal, end);
  return root;
}

function formatOption(formats: readonly string[]): Option {
  return new Option("-f, --format <format>", "how to print what was found").choices(formats).default(formats[0]);
}

function configOption(): Option {
  return new Option("-c, --config <file>", "the protograph.json to use; the nearest one above this folder otherwise");
}

function databaseOption(): Option {
  return new Option("-d, --database <url>", "like postgres://user@host/database; DATABASE_URL otherwise");
}

/** Says why a command ended early, and gives the code to end with. */
function fail(error: unknown, args: readonly string[], terminal: Terminal): ExitCode {
  const format = askedFormat(args);
  if (error instanceof CommanderError) {
    // Help and version are answers, and were printed.
    if (error.exitCode === 0) return exitCodes.sound;
    const [message = "", fix] = error.message.replace(/^error: /, "").split(/\n\(|\)$/);
    reportFailure(
      { code: "USAGE", message, fix: fix?.replace(/^Did you mean (.*)\?$/, "did you mean $1?") },
      format,
      terminal,
    );
    return exitCodes.unusable;
  }
  if (error instanceof UsageError) {
    reportFailure({ code: "USAGE", message: error.message, fix: error.fix }, format, terminal);
    return exitCodes.unusable;
  }
  const message = error instanceof Error ? error.message : String(error);
  const fix = "this is a fault of protograph's own; set PROTOGRAPH_DEBUG=1 to see where, and report it";
  reportFailure({ code: "INTERNAL", message: message || "unknown failure", fix }, format, terminal);
  if (process.env.PROTOGRAPH_DEBUG && error instanceof Error) terminal.err(`${error.stack ?? ""}\n`);
  return exitCodes.errors;
}
