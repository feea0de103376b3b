import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Triage, TriageSchema } from "../../../generated/health/v1/health_pb.js";

interface Scrambler {
  randomUUID(): string;
}

function token(crypto: Scrambler): string {
  return crypto.randomUUID().slice(0, 8);
}

export class TriagePatient {
  async compute(ctx: StepContext, sample: Sample): Promise<Triage> {
    await ctx.sleep(250);
    const crypto = { randomUUID: () => ctx.uuid() };
    const level = ctx.random() < 0.1 ? 1 : 2;
    const age = ctx.now() - sample.takenAtMs;
    return create(TriageSchema, { patientId: sample.patientId, level, reasons: [token(crypto), `${age} ms old`] });
  }
}
