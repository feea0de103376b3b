import { fromBinary } from "@bufbuild/protobuf";
import { type FlowPlan, FlowPlanSchema } from "../../generated/protograph/v1/flow_pb.js";
import { DeclarationError } from "../errors.js";

/**
 * Reads the plan that `protograph generate` has written into a flow's file.
 *
 * @param base64 the plan's protobuf bytes.
 * @throws DeclarationError (`INVALID_PLAN`) when they are no plan.
 */
export function readFlowPlan(base64: string): FlowPlan {
  try {
    return fromBinary(FlowPlanSchema, Buffer.from(base64, "base64"));
  } catch (cause) {
    const message = "the plan in a generated flow cannot be read; run `protograph generate` to write it anew";
    throw new DeclarationError("INVALID_PLAN", message, { cause });
  }
}
