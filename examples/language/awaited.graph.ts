import { create } from "@bufbuild/protobuf";
import { awaited, graph, type StepContext } from "protograph";
import {
  type Approval,
  ApprovalSchema,
  type Letter,
  LetterSchema,
  type Text,
  TextSchema,
} from "./generated/language/v1/language_pb.js";

export function send(_ctx: StepContext, text: Text, approval: Approval): Letter {
  return create(LetterSchema, { body: `${text.body} (approved by ${approval.by})` });
}

export const approvals = graph({
  name: "language.v1.Approvals",
  inputs: [TextSchema, awaited(ApprovalSchema, { within: "3d" })],
  outputs: [LetterSchema],
  steps: [send],
});
