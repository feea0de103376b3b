import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Label, LabelSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { recognise } from "@acme/ocr";

export class ScanLabel {
  compute(_ctx: StepContext, shipment: Shipment): Label {
    const text = recognise(new TextEncoder().encode(shipment.origin));
    return create(LabelSchema, { parcelId: shipment.id, text });
  }
}
