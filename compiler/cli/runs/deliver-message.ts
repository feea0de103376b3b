import { readFileSync } from "node:fs";
import { type DescMessage, fromJsonString, toBinary } from "@bufbuild/protobuf";
import type { Graph, Port } from "../../graph/model.js";
import { hasErrors } from "../../diagnostics/diagnostic.js";
import type { MessageRef } from "../../source/declarations.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openProject, sayReport } from "../open-project.js";
import { pickGraph } from "../pick.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { recordOf } from "./history.js";
import { sayTo, type SignalOptions } from "./signal-run.js";
import { withStore } from "./with-store.js";

export interface DeliverOptions extends SignalOptions {
  /** Which message it is, where the run's graph awaits several. */
  readonly message?: string;
  readonly config?: string;
}

/** `protograph runs deliver`: gives a run a message that it awaits, read as JSON from a file or from stdin. */
export async function deliverMessageCommand(
  runId: string,
  file: string | undefined,
  options: DeliverOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const json = readInput(file);
  const config = openProject(options.config, options.json ? "json" : "pretty", terminal);
  if (!config) return exitCodes.unusable;
  const { check } = await import("../../compile.js");
  const { Descriptors } = await import("../../protos/descriptors.js");
  const { graphs, steps, diagnostics } = check(config, new Map(), { determinism: false });
  if (hasErrors(diagnostics)) {
    const report = { diagnostics, graphs: graphs.length, steps };
    sayReport(report, config.root, options.json ? "json" : "pretty", terminal);
    return exitCodes.errors;
  }
  const descriptors = new Descriptors(new Map());
  return withStore(options, terminal, async (store) => {
    const run = { tenant: options.tenant, runId };
    const { graph } = await recordOf(store, run);
    const ref = pickAwaited(pickGraph(graphs, graph), options.message);
    const message = encode(descriptors.message(ref), json, file);
    return sayTo(store, run, { kind: "DELIVER", messageType: ref.name, message }, options, terminal);
  });
}

function readInput(file: string | undefined): string {
  if ((file === undefined || file === "-") && process.stdin.isTTY) {
    throw new UsageError("there is no message to deliver", "name a file with the message as JSON, or pipe it in");
  }
  try {
    return readFileSync(file === undefined || file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${file ?? "stdin"} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The message among those that a graph, or a graph in it, awaits. */
function pickAwaited(graph: Graph, wanted: string | undefined): MessageRef {
  const awaited = graph.inputs.filter((port) => port.awaited);
  const names = awaited.map(({ message }) => message.name);
  if (awaited.length === 0)
    throw new UsageError(`${graph.name} awaits no message`, "see its inputs with `protograph plan`");
  const isWanted = ({ message }: Port) => wanted === message.name || wanted === message.exportName;
  const [found, other] = wanted === undefined ? awaited : awaited.filter(isWanted);
  if (found && !other) return found.message;
  throw new UsageError(
    wanted === undefined ? `${graph.name} awaits several messages` : `${graph.name} awaits no ${wanted}`,
    `say which with --message ${names.join(" or ")}`,
  );
}

function encode(schema: DescMessage, json: string, file: string | undefined): Uint8Array {
  try {
    return toBinary(schema, fromJsonString(schema, json));
  } catch (error) {
    const from = file === undefined || file === "-" ? "stdin" : file;
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${from} is no ${schema.typeName} as JSON: ${why}`);
  }
}
