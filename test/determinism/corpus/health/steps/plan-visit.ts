import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Appointment, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";
import { schedule } from "../lib/plan.js";

export class PlanVisit {
  async compute(_ctx: StepContext, appointment: Appointment): Promise<Triage> {
    const level = await schedule(appointment.clinic);
    return create(TriageSchema, { patientId: appointment.patientId, level });
  }
}
