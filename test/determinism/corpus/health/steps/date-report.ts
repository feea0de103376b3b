import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";

export class DateReport {
  compute(_ctx: StepContext, sample: Sample): Report {
    const taken = new Date(sample.takenAtMs);
    const summary = `taken ${taken}`;
    const text = String(taken);
    const day = taken.toDateString();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return create(ReportSchema, { sampleId: sample.id, summary, findings: [text, day, zone] });
  }
}
