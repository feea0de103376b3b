import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";

export class NormaliseCopy {
  compute(_ctx: StepContext, sample: Sample): Report {
    const values = sample.values.map((each) => ({ ...each }));
    for (const each of values) {
      if (each.unit === "mg/dL") each.value = each.value / 18;
    }
    const attributes = { ...sample.attributes, normalised: "yes" };
    delete (attributes as Record<string, string>)["raw"];
    const deep = structuredClone(sample.values.map(({ name, value }) => ({ name, value })));
    deep.splice(0, 1);
    return create(ReportSchema, {
      sampleId: sample.id,
      findings: [
        ...values.map((each) => `${each.name} ${each.value}`),
        ...Object.keys(attributes),
        String(deep.length),
      ],
    });
  }
}
