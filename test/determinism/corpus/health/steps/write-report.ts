import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";

const EPOCH = Date.UTC(2000, 0, 1);

export class WriteReport {
  compute(ctx: StepContext, sample: Sample): Report {
    const taken = new Date(sample.takenAtMs);
    const days = Math.floor((taken.getTime() - EPOCH) / 86_400_000);
    const cutOff = Date.parse("2020-06-01T00:00:00Z");
    const written = new Date(ctx.now());
    const summary = `day ${days}${taken.valueOf() < cutOff ? ", old" : ""}, written ${written.toISOString()}`;
    return create(ReportSchema, { sampleId: sample.id, summary, writtenAtMs: written.getTime() });
  }
}
