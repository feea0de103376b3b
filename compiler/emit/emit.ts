import path from "node:path";
import { toJsonString } from "@bufbuild/protobuf";
import { FlowPlanSchema } from "../../generated/protograph/v1/flow_pb.js";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import type { Config } from "../config/config.js";
import type { PlannedFlow } from "../plan/to-flow-plan.js";
import type { Planned } from "../plan/to-plan.js";
import { emitDocs } from "./emit-docs.js";
import { emitFlow } from "./emit-flow.js";
import { emitFlowDocs } from "./emit-flow-docs.js";
import { emitGraph } from "./emit-graph.js";
import { emitLintConfig } from "./emit-lint-config.js";
import { graphModule, stemOf } from "./output-paths.js";

/** A file to write: nothing has been written yet. */
export interface EmittedFile {
  /** Absolute, inside the folder of generated code. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of a project: for each graph and flow a typed class, its plan, and its documentation; and the configuration of ESLint.
 *
 * @param reached absolute paths of the files with steps and graphs, and of those that these reach.
 */
export function emit(
  planned: readonly Planned[],
  flows: readonly PlannedFlow[],
  reached: readonly string[],
  config: Config,
): readonly EmittedFile[] {
  const lint = path.join(config.out, "lint.config.js");
  const graphs = planned.flatMap((each) => {
    const stem = stemOf(each.graph, config);
    const module = graphModule(each.graph, config);
    return [
      { path: module, text: emitGraph(each, module, config) },
      { path: `${stem}.plan.json`, text: `${toJsonString(PlanSchema, each.plan, { prettySpaces: 2 })}\n` },
      { path: `${stem}.md`, text: emitDocs(each) },
    ];
  });
  const ofFlows = flows.flatMap((each) => {
    const stem = stemOf(each.flow, config);
    const module = `${stem}.flow.ts`;
    return [
      { path: module, text: emitFlow(each, module, config) },
      { path: `${stem}.plan.json`, text: `${toJsonString(FlowPlanSchema, each.plan, { prettySpaces: 2 })}\n` },
      { path: `${stem}.md`, text: emitFlowDocs(each) },
    ];
  });
  const all = [...graphs, ...ofFlows];
  return reached.length === 0 ? all : [...all, { path: lint, text: emitLintConfig(lint, reached, config) }];
}
