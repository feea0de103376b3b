import { userInfo } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { ControlAction, RunState } from "protograph";
import type { ExitCode } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import type { DeliverOptions } from "./deliver-message.js";
import type { ListOptions } from "./list-runs.js";
import type { LineageOptions } from "./show-lineage.js";
import type { ShowOptions } from "./show-run.js";
import type { SignalOptions } from "./signal-run.js";
import type { TailOptions } from "./tail-runs.js";

const states: readonly RunState[] = ["QUEUED", "RUNNING", "PAUSED", "PARKED", "COMPLETED", "FAILED", "CANCELLED"];

/** Adds `runs` and what is under it. */
export function addRuns(root: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const runs = root
    .command("runs")
    .description("look into durable runs, and tell them what to do")
    .helpCommand("help [command]", "explain a command")
    .addHelpText("after", afterRuns);

  common(runs.command("list"))
    .description("list runs, the latest first")
    .addOption(
      new Option("-s, --state <state...>", "only those in these states").choices(states.map(lower)).argParser(toState),
    )
    .option("-g, --graph <name>", "only those of this graph, by its full name")
    .option("-n, --limit <count>", "how many at most", toCount, 20)
    .option("--before <run>", "only those that began before this one did")
    .action(async (options: ListOptions) => {
      const { listRunsCommand } = await import("./list-runs.js");
      end(await listRunsCommand(options, terminal));
    });

  common(runs.command("show"))
    .description("show what has happened in a run, and where it and its steps stand")
    .argument("<run>", "the run's id")
    .option("-n, --events <count>", "how many events at most, the last ones", toCount, 200)
    .action(async (run: string, options: ShowOptions) => {
      const { showRunCommand } = await import("./show-run.js");
      end(await showRunCommand(run, options, terminal));
    });

  common(runs.command("tail"))
    .description("follow the events of a run to its end, or of all runs, until interrupted")
    .argument("[run]", "the run's id; all runs where it is left out")
    .option("-n, --last <count>", "how many events of before are shown first", toCount, 20)
    .action(async (run: string | undefined, options: TailOptions) => {
      const { tailRunsCommand } = await import("./tail-runs.js");
      end(await tailRunsCommand(run, options, terminal));
    });

  const signal = (command: Command, toAction: (options: SignalOptions & ActionOptions) => ControlAction) =>
    signalling(common(command))
      .argument("<run>", "the run's id")
      .action(async (run: string, options: SignalOptions & ActionOptions) => {
        const { signalRunCommand } = await import("./signal-run.js");
        end(await signalRunCommand(run, toAction(options), options, terminal));
      });
  signal(
    runs
      .command("pause")
      .description("start nothing more of a run, and let what runs end")
      .option("--reason <text>", "why, for its history"),
    ({ reason }) => ({ kind: "PAUSE", ...(reason !== undefined && { reason }) }),
  );
  signal(runs.command("resume").description("have a paused run go on"), () => ({ kind: "RESUME" }));
  signal(
    runs
      .command("cancel")
      .description("stop a run, and give steps that run a little time to end")
      .option("--reason <text>", "why, for its history"),
    ({ reason }) => ({ kind: "CANCEL", ...(reason !== undefined && { reason }) }),
  );
  signal(
    runs
      .command("retry")
      .description("continue a failed run from its checkpoints")
      .option("--from <step>", "have this step, and all that depends on it, run anew"),
    ({ from }) => (from === undefined ? { kind: "RETRY" } : { kind: "RETRY_FROM", step: from }),
  );

  signalling(common(runs.command("deliver")))
    .description("give a run a message that it awaits")
    .argument("<run>", "the run's id")
    .argument("[file]", "the message as protobuf JSON; stdin where it is left out or -")
    .option("-m, --message <name>", "which message, where the graph awaits several")
    .addOption(configOption())
    .action(async (run: string, file: string | undefined, options: DeliverOptions) => {
      const { deliverMessageCommand } = await import("./deliver-message.js");
      end(await deliverMessageCommand(run, file, options, terminal));
    });

  common(runs.command("lineage"))
    .description("follow a run's output back to its inputs")
    .argument("<run>", "the run's id")
    .addOption(configOption())
    .action(async (run: string, options: LineageOptions) => {
      const { showLineageCommand } = await import("./show-lineage.js");
      end(await showLineageCommand(run, options, terminal));
    });
}

interface ActionOptions {
  readonly reason?: string;
  readonly from?: string;
}

const afterRuns = `
The store is a Postgres server or the folder of an embedded one, which one process at a time can have: end the program
that has it first.

Exit codes: 0 done, 1 the store cannot be used, 2 arguments or configuration that cannot be used; where the run refuses:
3 no such run, 4 it has ended, 5 it is not paused, 6 it has not ended, 7 it cannot take this, 8 the sender may not.`;

function common(command: Command): Command {
  return command
    .option(
      "-d, --database <where>",
      "postgres://user@host/database, or a folder; DATABASE_URL or .protograph otherwise",
    )
    .option("-t, --tenant <name>", "whose runs", "default")
    .option("--json", "as JSON");
}

function signalling(command: Command): Command {
  return command
    .option("--signal-id <id>", "the same id is the same signal, however often it is sent; a new one otherwise")
    .option("--sender <name>", "who says it, for the record", userName());
}

function configOption(): Option {
  return new Option("-c, --config <file>", "the protograph.json to use; the nearest one above this folder otherwise");
}

/** Who is at the terminal; containers run as users without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw new InvalidArgumentError("It is no number from 1 to 100000.");
  return count;
}

function lower(state: string): string {
  return state.toLowerCase();
}

function toState(text: string, before: readonly RunState[] | undefined): readonly RunState[] {
  const state = states.find((each) => each === text.toUpperCase());
  if (!state) throw new InvalidArgumentError(`It is none of ${states.map(lower).join(", ")}.`);
  return [...(before ?? []), state];
}
