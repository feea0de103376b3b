import {
  clone,
  create,
  createFileRegistry,
  type DescFile,
  type DescMessage,
  fromBinary,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import type { PlanSide } from "../../proto/contract/compare/comparison.js";
import type { StoredPlan } from "../store/stored-plan.js";
import { digestOf, type DurableGraph } from "./durable-graph.js";

/** A graph's plan as it is kept: with the files that declare its messages, so that later ones can be compared to them. */
export function toStoredPlan({ plan, messages }: DurableGraph): StoredPlan {
  const set = create(FileDescriptorSetSchema, { file: filesOf(messages.values()).map(withImports) });
  return {
    digest: digestOf(plan),
    graph: plan.graph,
    plan: toBinary(PlanSchema, plan),
    schemas: toBinary(FileDescriptorSetSchema, set),
  };
}

/** A plan that was kept, to be compared. */
export function readStoredPlan({ plan, schemas }: Pick<StoredPlan, "plan" | "schemas">): PlanSide {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, schemas));
  return { plan: fromBinary(PlanSchema, plan), message: (name) => registry.getMessage(name) };
}

/** A graph's plan, to be compared. */
export function planSideOf({ plan, messages }: DurableGraph): PlanSide {
  return { plan, message: (name) => messages.get(name) };
}

/** The files of some messages and all that those import, each after what it imports. */
function filesOf(messages: Iterable<DescMessage>): readonly DescFile[] {
  const files = new Set<DescFile>();
  const add = (file: DescFile) => {
    if (files.has(file)) return;
    file.dependencies.forEach(add);
    files.add(file);
  };
  for (const { file } of messages) add(file);
  return [...files];
}

/** protobuf-es leaves the imports out of the descriptors that it embeds. */
function withImports({ proto, dependencies }: DescFile) {
  const file = clone(FileDescriptorProtoSchema, proto);
  file.dependency = dependencies.map((each) => each.proto.name);
  file.publicDependency = [];
  return file;
}
