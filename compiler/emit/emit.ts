import path from "node:path";
import { toJsonString } from "@bufbuild/protobuf";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import type { Config } from "../config/config.js";
import { graphPath } from "../graph/graph-path.js";
import type { Planned } from "../plan/to-plan.js";
import { emitDocs } from "./emit-docs.js";
import { emitGraph } from "./emit-graph.js";
import { emitLintConfig } from "./emit-lint-config.js";

/** A file to write: nothing has been written yet. */
export interface EmittedFile {
  /** Absolute, inside the folder of generated code. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of a project: for each graph a typed class, its plan, and its documentation; and the configuration of ESLint.
 *
 * @param reached absolute paths of the files with steps and graphs, and of those that these reach.
 */
export function emit(planned: readonly Planned[], reached: readonly string[], config: Config): readonly EmittedFile[] {
  const lint = path.join(config.out, "lint.config.js");
  const graphs = planned.flatMap((each) => {
    const stem = path.join(config.out, ...graphPath(each.graph.name).split("/"));
    const module = `${stem}.graph.ts`;
    return [
      { path: module, text: emitGraph(each, module, config) },
      { path: `${stem}.plan.json`, text: `${toJsonString(PlanSchema, each.plan, { prettySpaces: 2 })}\n` },
      { path: `${stem}.md`, text: emitDocs(each) },
    ];
  });
  return reached.length === 0 ? graphs : [...graphs, { path: lint, text: emitLintConfig(lint, reached, config) }];
}
