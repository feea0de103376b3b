import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { createHmac, timingSafeEqual } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

export class SignDevice {
  async compute(_ctx: StepContext, reading: Reading): Promise<DeviceState> {
    const bytes = new TextEncoder().encode(reading.deviceId);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const mac = createHmac("sha256", "public").update(bytes).digest();
    const url = new URL(`/devices/${reading.deviceId}`, "https://iot.example");
    url.searchParams.set("sensor", reading.sensor);
    const settings = {
      digest: Buffer.from(digest).toString("base64url"),
      equal: String(timingSafeEqual(mac, Buffer.from(mac)) && isDeepStrictEqual([1], [1])),
      url: url.href,
    };
    return create(DeviceStateSchema, { deviceId: reading.deviceId, settings });
  }
}
