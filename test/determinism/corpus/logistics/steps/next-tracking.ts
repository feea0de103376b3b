import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Label, LabelSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { checkDigit, nextId } from "@acme/tracking-ids";

export class NextTracking {
  compute(_ctx: StepContext, shipment: Shipment): Label {
    const digit = checkDigit(shipment.id);
    const text = nextId("TR");
    return create(LabelSchema, { parcelId: shipment.id, text: `${text}${digit}` });
  }
}
