import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Label, LabelSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

export class PrintLabel {
  compute(_ctx: StepContext, shipment: Shipment): Label {
    const template = readFileSync("templates/label.txt", "utf8");
    const text = template.replace("{to}", shipment.destination).replace("{host}", hostname());
    return create(LabelSchema, { parcelId: shipment.parcels[0]?.id ?? "", text });
  }
}
