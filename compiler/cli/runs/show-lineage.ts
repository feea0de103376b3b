import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fromJsonString } from "@bufbuild/protobuf";
import pc from "picocolors";
import type { RunRecord } from "protograph";
import { type Plan, PlanSchema } from "../../../generated/protograph/v1/plan_pb.js";
import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import { oneLine } from "../../diagnostics/display-text.js";
import { graphPath } from "../../graph/graph-path.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openProject } from "../open-project.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { eventsOf, recordOf, snapshotOf } from "./history.js";
import { type LineageValue, lineageOf } from "./lineage.js";
import { hex } from "./run-json.js";
import { cutTo } from "./table.js";
import { type RunsOptions, withStore } from "./with-store.js";
import { shortName } from "./words.js";

export interface LineageOptions extends RunsOptions {
  readonly config?: string;
}

/** `protograph runs lineage`: follows a run's output back to its inputs. */
export async function showLineageCommand(
  runId: string,
  options: LineageOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = openProject(options.config, options.json ? "json" : "pretty", terminal);
  if (!config) return exitCodes.unusable;
  return withStore(options, terminal, async (store) => {
    const run = { tenant: options.tenant, runId };
    const record = await recordOf(store, run);
    const plan = readPlanFile(config.out, record);
    const events: RunEvent[] = [];
    for await (const event of eventsOf(store, run)) events.push(event);
    const [snapshot, checkpoints] = [await snapshotOf(store, run), await store.checkpoints(run)];
    const lineage = lineageOf(plan, record.output, { snapshot, checkpoints, events });
    const samePlan = plan.digest === hex(record.planDigest);
    if (options.json) {
      const { graph, output } = record;
      terminal.out(`${JSON.stringify({ ...run, graph, output, samePlan, lineage }, undefined, 2)}\n`);
    } else {
      terminal.out(`${lineageLines(lineage, terminal).join("\n")}\n`);
      if (!samePlan) terminal.err("the graph has changed since: its edges are those of today\n");
    }
    return exitCodes.sound;
  });
}

/** The plan of the run's graph, as `protograph generate` has written it. */
function readPlanFile(out: string, { graph }: RunRecord): Plan {
  const file = path.join(out, ...`${graphPath(graph)}.plan.json`.split("/"));
  if (!existsSync(file)) {
    throw new UsageError(`there is no plan of ${graph} here`, "run this in its project, after `protograph generate`");
  }
  try {
    return fromJsonString(PlanSchema, readFileSync(file, "utf8"));
  } catch {
    throw new UsageError(`${path.relative(process.cwd(), file)} is no plan`, "run `protograph generate`");
  }
}

/** A tree: each value under what it was made for. */
export function lineageLines(
  value: LineageValue,
  { width, outColor }: Pick<Terminal, "width" | "outColor">,
  first = "",
  rest = "",
): readonly string[] {
  const { bold, dim } = pc.createColors(outColor);
  const { message, output, from } = value;
  const name = `${oneLine(shortName(message))}${output === undefined ? "" : ` ${output.slice(0, 12)}`}`;
  const room = width - first.length - name.length - 2;
  const how = cutTo(madeText(value), Math.max(room, 20));
  const lines = [`${dim(first)}${bold(name)}  ${dim(how)}`.trimEnd()];
  const below = from.flatMap((each, at) => {
    const last = at === from.length - 1;
    return lineageLines(each, { width, outColor }, `${rest}${last ? "└─ " : "├─ "}`, `${rest}${last ? "   " : "│  "}`);
  });
  return [...lines, ...below];
}

/** What made a value, of what. */
function madeText({ step, state, version, input, kept, items, above }: LineageValue): string {
  if (step === undefined) return "an input";
  const by = `by ${oneLine(step)}${version === undefined ? "" : ` v${oneLine(version)}`}`;
  if (above) return `${by}, see above`;
  const parts = [
    by,
    ...(state === "SUCCEEDED" ? [] : [(state ?? "").toLowerCase()]),
    ...(input === undefined ? [] : [`of ${input.slice(0, 12)}`]),
    ...(items === undefined ? [] : [`${items} items kept`]),
    ...(kept === false && items === undefined && state === "SUCCEEDED" ? ["not kept"] : []),
  ];
  return parts.join(", ");
}
