import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";

class Totals {
  static readonly LIMIT = 100;
  readonly bySensor: Record<string, number> = {};
  private count = 0;

  add(sensor: string): this {
    this.count += 1;
    this.bySensor[sensor] = (this.bySensor[sensor] ?? 0) + 1;
    return this;
  }

  get level(): number {
    return this.count > Totals.LIMIT ? 2 : 1;
  }
}

export class CountReadings {
  compute(_ctx: StepContext, batch: Batch): Alert {
    const totals = new Totals();
    let at = 0;
    const next = (): number => (at += 1);
    const lines: string[] = [];
    for (const { sensor } of batch.readings) {
      totals.add(sensor);
      lines.push(`${next()} ${sensor}`);
    }
    return create(AlertSchema, { deviceId: batch.deviceId, level: totals.level, message: lines.join("\n") });
  }
}
