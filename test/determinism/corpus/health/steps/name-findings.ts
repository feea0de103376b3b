import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";

export class NameFindings {
  compute(_ctx: StepContext, sample: Sample): Report {
    const names = sample.values.map((each) => each.name.toLocaleUpperCase());
    names.sort((a, b) => a.localeCompare(b));
    const collator = new Intl.Collator();
    const units = sample.values.map((each) => each.unit).toSorted(collator.compare);
    return create(ReportSchema, { sampleId: sample.id, findings: [...names, ...units] });
  }
}
