import type { Callee } from "../engine/callee.js";
import type { Walk } from "../engine/walk.js";
import type { RunKey } from "../store/submission.js";
import type { WriteBehind } from "../store/write-behind.js";
import type { Continuation } from "./continuation.js";
import { type DurableGraph, outputNode } from "./durable-graph.js";
import { Journal } from "./journal.js";
import { RunKeeper } from "./run-keeper.js";

export interface PartParts {
  readonly key: RunKey;
  readonly graph: DurableGraph;
  readonly queue: WriteBehind;
  readonly walk: Walk<Callee>;
  readonly continuation: Continuation;
  readonly hashOfOutcome: (outcome: unknown) => Uint8Array;
  /** Told when nothing is going on but waiting. */
  readonly onIdle: () => void;
}

/** What stands around a walk that takes a run on, or begins it: who writes it down, and who stands around its calls. */
export function newPart(parts: PartParts): { readonly journal: Journal; readonly keeper: RunKeeper } {
  const { key, graph, queue, walk, continuation, hashOfOutcome, onIdle } = parts;
  const { past, request, engineAttempt, isPaused } = continuation;
  const { engine, plan, release, messages, parkAfterMs } = graph;
  const { clock } = engine;
  const journal = new Journal({
    continuation,
    queue,
    clock,
    walk,
    outputNode: outputNode(walk.program),
    hashOfOutcome,
    origin: {
      tenant: key.tenant,
      runId: key.runId,
      graph: plan.graph,
      planDigest: plan.digest,
      release,
      engineAttempt,
    },
  });
  const keeper = new RunKeeper({
    walk,
    messages,
    mode: request.mode,
    journal,
    queue,
    past,
    clock,
    parkAfterMs,
    onIdle,
  });
  if (past?.hasCheckpoints) walk.restorer = keeper;
  if (past) for (const node of walk.nodes) walk.countFrom(node, past.firstAttempt(node.id, []));
  if (isPaused) walk.hold();
  return { journal, keeper };
}
