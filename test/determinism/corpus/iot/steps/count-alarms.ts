import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";

export class CountAlarms {
  static #total = 0;
  private readonly totals: Record<string, number> = {};

  compute(_ctx: StepContext, reading: Reading): Alert {
    CountAlarms.#total += 1;
    Object.assign(this.totals, { [reading.deviceId]: CountAlarms.#total });
    delete this.totals["unknown"];
    return create(AlertSchema, { deviceId: reading.deviceId, level: CountAlarms.#total });
  }
}
