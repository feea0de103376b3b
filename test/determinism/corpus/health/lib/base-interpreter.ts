import type { Sample } from "../../../generated/health/v1/health_pb.js";

export abstract class BaseInterpreter {
  protected abstract readonly name: string;

  protected header(sample: Sample): string {
    return `${this.name}: ${sample.id}, run by ${process.env["LAB_OPERATOR"] ?? "nobody"}`;
  }

  protected round(value: number): number {
    return Math.round(value * 100) / 100;
  }
}
