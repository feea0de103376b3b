import { createHash } from "node:crypto";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import type { DurabilityMode } from "../../proto/contract/options.js";
import type { Callee, MemoryNode } from "../engine/callee.js";
import type { Engine } from "../engine/engine.js";
import type { Program } from "../plan/program.js";
import type { Messages } from "./request.js";

/** A graph, as durable runs of it need it. */
export interface DurableGraph {
  readonly engine: Engine;
  readonly plan: Plan;
  readonly messages: Messages;
  /** The graph's own mode. */
  readonly mode: DurabilityMode;
  /** The release of the program; empty where it has none. */
  readonly release: string;
  /** What is waited for longer than this outlives the process, in milliseconds. */
  readonly parkAfterMs: number;
  /** @returns none where the graph has no such output. */
  programOf(output: string): Program<Callee> | undefined;
}

/** SHA-256 of a plan, as the store has it. */
export function digestOf({ digest }: Pick<Plan, "digest">): Uint8Array {
  return /^[0-9a-f]{64}$/.test(digest) ? Buffer.from(digest, "hex") : createHash("sha256").update(digest).digest();
}

/** The node that returns a program's output as it is; none where the output is gathered of items, or is an input. */
export function outputNode({ layout, nodes, target }: Program<Callee>): MemoryNode | undefined {
  if (!layout) return nodes.find(({ slot }) => slot === target);
  const { node } = layout.target;
  return node?.place?.product === "stream" ? undefined : node;
}
