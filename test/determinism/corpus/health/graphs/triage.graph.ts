import { type Sample, SampleSchema, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";
import { create } from "@bufbuild/protobuf";
import { choose, graph, type StepContext, use } from "protograph";
import { TriagePatient } from "../steps/triage-patient.js";

export class TriageCalmly {
  compute(_ctx: StepContext, sample: Sample): Triage {
    return create(TriageSchema, { patientId: sample.patientId, level: 3 });
  }
}

export const triage = graph({
  name: "health.v1.Triage",
  inputs: [SampleSchema],
  outputs: [TriageSchema],
  steps: [
    choose(TriageSchema, {
      by: (sample: Sample) => (sample.kind.localeCompare("m") < 0 ? "calm" : "full"),
      calm: TriageCalmly,
      full: use(TriagePatient, {
        fallback: (_ctx: StepContext, sample: Sample): Triage =>
          create(TriageSchema, { patientId: sample.patientId, reasons: [new Date().toISOString()] }),
      }),
    }),
  ],
});
