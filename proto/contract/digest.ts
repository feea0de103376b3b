import { createHash } from "node:crypto";
import { clone, create, toBinary } from "@bufbuild/protobuf";
import { type FlowPlan, FlowPlanSchema, OnDuplicate, Overflow } from "../../generated/protograph/v1/flow_pb.js";
import { NodeSchema, type Plan, PlanSchema } from "../../generated/protograph/v1/plan_pb.js";

/**
 * Computes the two digests of a plan.
 *
 * They are taken over protobuf bytes. Those are no canonical form in general, but are for a plan: it has no maps, is
 * written by one library in field order, and its lists are sorted by the planner.
 */
export function planDigests(plan: Plan): { readonly structureDigest: string; readonly digest: string } {
  const whole = clone(PlanSchema, plan);
  whole.structureDigest = "";
  whole.digest = "";
  whole.requiresCapabilities = [];
  const structure = create(PlanSchema, {
    graph: whole.graph,
    version: whole.version,
    inputs: whole.inputs,
    outputs: whole.outputs,
    nodes: whole.nodes.map((node) => {
      const bare = clone(NodeSchema, node);
      delete bare.policies;
      return bare;
    }),
  });
  return { structureDigest: sha256(toBinary(PlanSchema, structure)), digest: sha256(toBinary(PlanSchema, whole)) };
}

/**
 * Computes the two digests of a flow's plan, as {@link planDigests} does of a graph's. The structure is what flows where:
 * neither how much of it at once, nor what becomes of failures.
 */
export function flowPlanDigests(plan: FlowPlan): { readonly structureDigest: string; readonly digest: string } {
  const whole = clone(FlowPlanSchema, plan);
  whole.structureDigest = "";
  whole.digest = "";
  const structure = clone(FlowPlanSchema, whole);
  structure.schemas = [];
  for (const member of structure.members) member.digest = "";
  for (const each of [...structure.handoffs, ...structure.observers, ...structure.taps]) {
    each.window = 0;
    each.overflow = Overflow.UNSPECIFIED;
  }
  for (const handoff of structure.handoffs) {
    handoff.onDuplicate = OnDuplicate.UNSPECIFIED;
    delete handoff.itemFailure;
  }
  return {
    structureDigest: sha256(toBinary(FlowPlanSchema, structure)),
    digest: sha256(toBinary(FlowPlanSchema, whole)),
  };
}

/** SHA-256 of bytes or of UTF-8 text, in hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}
