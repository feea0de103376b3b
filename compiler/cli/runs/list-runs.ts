import pc from "picocolors";
import type { RunRecord, RunState, Store } from "protograph";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { recordOf, snapshotOf, tookMs } from "./history.js";
import { runJson } from "./run-json.js";
import { tableLines } from "./table.js";
import { lengthText } from "./times.js";
import { type RunsOptions, withStore } from "./with-store.js";
import { paintState, shortName, standingOf } from "./words.js";

export interface ListOptions extends RunsOptions {
  readonly state?: readonly RunState[];
  readonly graph?: string;
  readonly limit: number;
  /** A run; those that began before it are listed. */
  readonly before?: string;
}

/** `protograph runs list`: runs, the latest first. */
export function listRunsCommand(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  return withStore(options, terminal, async (store) => {
    const found = await select(store, options);
    const runs = found.slice(0, options.limit);
    const next = found.length > runs.length ? runs.at(-1) : undefined;
    if (options.json) {
      const document = { runs: runs.map(runJson), ...(next && { before: next.runId }) };
      terminal.out(`${JSON.stringify(document, undefined, 2)}\n`);
    } else if (runs.length === 0) terminal.out("no runs\n");
    else {
      const took: (number | undefined)[] = [];
      for (const run of runs) took.push(run.endedAt && tookMs(run, await snapshotOf(store, run)));
      terminal.out(runsText(runs, took, new Date(), terminal));
      if (next) terminal.err(`there are more: --before ${next.runId}\n`);
    }
    return exitCodes.sound;
  });
}

/** One more than is asked for, where there is one. */
async function select(store: Store, options: ListOptions): Promise<readonly RunRecord[]> {
  const { tenant, state, graph, limit, before } = options;
  return store.runs({
    tenant,
    limit: limit + 1,
    ...(state && { states: state }),
    ...(graph !== undefined && { graph }),
    ...(before !== undefined && { before: await recordOf(store, { tenant, runId: before }) }),
  });
}

function runsText(
  runs: readonly RunRecord[],
  took: readonly (number | undefined)[],
  now: Date,
  { width, outColor }: Terminal,
): string {
  const colors = pc.createColors(outColor);
  const columns = [
    { title: "RUN", shrinks: true },
    { title: "STATE" },
    { title: "GRAPH", shrinks: true },
    { title: "OUTPUT", shrinks: true },
    { title: "BEGAN" },
    { title: "TOOK" },
  ];
  const rows = runs.map((run, at) => [
    run.runId,
    standingOf(run),
    run.graph,
    shortName(run.output),
    `${lengthText(now.getTime() - run.createdAt.getTime())} ago`,
    took[at] === undefined ? "" : lengthText(took[at]),
  ]);
  const [head = "", ...lines] = tableLines(columns, rows, width, (cell, _, column) =>
    column === 1 ? paintState(cell, colors) : cell,
  );
  return [colors.dim(head), ...lines, ""].join("\n");
}
