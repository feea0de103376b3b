import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Appointment, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";

export class ScheduleVisit {
  compute(_ctx: StepContext, appointment: Appointment): Triage {
    const start = new Date(appointment.startsAtMs);
    const weekday = start.getDay();
    const opening = new Date(2024, 0, 2, 8, 30);
    start.setHours(9, 0, 0, 0);
    const offset = start.getTimezoneOffset();
    const level = start < opening ? weekday : offset;
    return create(TriageSchema, { patientId: appointment.patientId, level });
  }
}
