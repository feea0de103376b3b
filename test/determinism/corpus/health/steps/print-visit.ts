import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Appointment, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";

export class PrintVisit {
  compute(_ctx: StepContext, appointment: Appointment): Triage {
    const start = new Date(appointment.startsAtMs);
    const long = new Intl.DateTimeFormat("en-US", { dateStyle: "long" });
    const opening = new Date("2024-01-02T08:30:00");
    const text = Date.prototype.toLocaleString.call(start);
    const year = start.getFullYear();
    const reasons = [long.format(start), text, String(year)];
    return create(TriageSchema, { patientId: appointment.patientId, level: start < opening ? 1 : 2, reasons });
  }
}
