import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";
import { learnRange } from "../lib/ranges.js";

export class LearnRanges {
  compute(_ctx: StepContext, sample: Sample): Report {
    for (const { name, value } of sample.values) {
      learnRange(name, { low: value * 0.9, high: value * 1.1 });
    }
    return create(ReportSchema, { sampleId: sample.id });
  }
}
