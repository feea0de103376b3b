import { graph } from "protograph";
import { DeliveredSchema, ReadyOrderSchema, RestockedSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { deliver } from "./steps/deliver.js";
import { prepare } from "./steps/prepare.js";
import { restock } from "./steps/restock.js";

export const preparing = graph({ name: "orders.v1.Preparing", inputs: [OrderSchema], outputs: [ReadyOrderSchema], steps: [prepare] });

export const delivering = graph({ name: "orders.v1.Delivering", inputs: [ReadyOrderSchema], outputs: [DeliveredSchema], steps: [deliver] });

export const restocking = graph({ name: "orders.v1.Restocking", inputs: [StockShortageSchema], outputs: [RestockedSchema], steps: [restock] });
