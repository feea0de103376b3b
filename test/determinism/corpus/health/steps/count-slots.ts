import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Appointment, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";
import * as plan from "../lib/plan.js";

export class CountSlots {
  compute(_ctx: StepContext, appointment: Appointment): Triage {
    return create(TriageSchema, { patientId: appointment.patientId, level: plan.slots.perDay });
  }
}
