import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";
import { randomUUID as newId, randomInt } from "node:crypto";

export class TriageByChance {
  compute(_ctx: StepContext, sample: Sample): Triage {
    const ticket = crypto.randomUUID();
    const other = newId();
    const level = randomInt(1, 4);
    return create(TriageSchema, { patientId: sample.patientId, level, reasons: [ticket, other] });
  }
}
