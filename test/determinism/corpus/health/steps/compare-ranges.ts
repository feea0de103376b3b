import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";
import { rangeOf } from "../lib/ranges.js";

const severities = new Map<string, number>();
for (const [at, name] of ["low", "normal", "high"].entries()) severities.set(name, at);

export class CompareRanges {
  compute(_ctx: StepContext, sample: Sample): Report {
    const findings = sample.values.map(({ name, value }) => {
      const range = rangeOf(name);
      const verdict = !range ? "normal" : value < range.low ? "low" : value > range.high ? "high" : "normal";
      return `${name} ${severities.get(verdict) ?? 1}`;
    });
    return create(ReportSchema, { sampleId: sample.id, findings });
  }
}
