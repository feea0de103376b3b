import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Appointment, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";
import { slots } from "../lib/plan.js";

export class PlanSlots {
  compute(_ctx: StepContext, appointment: Appointment): Triage {
    const level = slots.free(appointment.clinic) + slots.perDay;
    return create(TriageSchema, { patientId: appointment.patientId, level });
  }
}
