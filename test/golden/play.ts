import { fromBinary, type Message, toJson } from "@bufbuild/protobuf";
import { NodeState, RunSnapshotSchema, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import { goldenHashOf } from "../../runtime/history/kept-run.test-support.js";
import type { EngineUnderTest } from "./engine-under-test.js";
import { file_golden_v1_golden } from "./generated/golden/v1/golden_pb.js";
import type { GoldenPlan } from "./plans.js";
import { Scene } from "./scene.js";

/** What a run has come to: what stands in the golden file. */
export interface Played {
  readonly state: string;
  /** The output as JSON; the code of the error where there is none. */
  readonly outcome: unknown;
  readonly nodes: Readonly<Record<string, string>>;
  readonly hash: string;
}

let played = 0;

/** Plays one conduct of a plan on an engine. */
export async function play(engine: EngineUnderTest, plan: GoldenPlan, conduct: string): Promise<Played> {
  const act = plan.conducts[conduct];
  if (!act) throw new Error(`there is no conduct ${conduct}`);
  const runId = `golden-${process.pid}-${++played}`;
  const { graph, output, input } = plan;
  const scene = new Scene(engine, { graph, output, input, options: { runId } });
  try {
    await act(scene);
    const outcome = await scene.end();
    await scene.untilState(plan.ends);
    const bytes = (await engine.snapshot(runId)) ?? new Uint8Array();
    const { state, nodes } = fromBinary(RunSnapshotSchema, bytes);
    return {
      state: RunState[state],
      outcome: readable(outcome),
      nodes: Object.fromEntries(nodes.map((node) => [node.id, stateOf(node.state)])),
      hash: goldenHashOf(bytes),
    };
  } finally {
    await scene.stop();
  }
}

/** What was restored was computed, by an earlier process. */
function stateOf(state: NodeState): string {
  return NodeState[state === NodeState.RESTORED ? NodeState.SUCCEEDED : state];
}

function readable(outcome: unknown): unknown {
  if (outcome === undefined) return "absent";
  if (outcome instanceof Error) return (outcome as Error & { readonly code?: string }).code ?? outcome.name;
  const message = outcome as Message;
  const schema = file_golden_v1_golden.messages.find(({ typeName }) => typeName === message.$typeName);
  return schema ? toJson(schema, message) : `a ${message.$typeName}`;
}
