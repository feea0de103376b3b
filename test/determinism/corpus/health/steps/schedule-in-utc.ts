import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Appointment, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";

export class ScheduleInUtc {
  compute(ctx: StepContext, appointment: Appointment): Triage {
    const start = new Date(appointment.startsAtMs);
    start.setUTCHours(9, 0, 0, 0);
    const opening = new Date("2024-01-02T08:30:00+01:00");
    const copy = new Date(start);
    const late = new Date(ctx.now()) > start;
    const level = start < opening || late ? start.getUTCDay() : copy.getUTCDate();
    return create(TriageSchema, { patientId: appointment.patientId, level, reasons: [JSON.stringify(copy)] });
  }
}
