import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";

export class NormaliseSample {
  compute(_ctx: StepContext, sample: Sample): Report {
    for (const each of sample.values) {
      if (each.unit === "mg/dL") {
        each.value = each.value / 18;
      }
    }
    delete sample.attributes["raw"];
    return create(ReportSchema, { sampleId: sample.id, findings: sample.values.map((each) => each.name) });
  }
}
