import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";
import { BaseInterpreter } from "../lib/base-interpreter.js";

export class InterpretGlucose extends BaseInterpreter {
  protected override readonly name = "glucose";

  compute(_ctx: StepContext, sample: Sample): Report {
    const findings = sample.values.map((each) => `${each.name} ${this.round(each.value)}`);
    return create(ReportSchema, { sampleId: sample.id, summary: this.name, findings });
  }
}
