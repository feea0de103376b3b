import { readFileSync } from "node:fs";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { type OrderRequest, OrderRequestSchema } from "./generated/orders/v1/orders_pb.js";
import { type Article, inventedServices, type InventedServices } from "./services/invented-services.js";

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8"));

/** The shop of the example, as it is in the morning. */
export function openShop(): InventedServices {
  return inventedServices(read("articles") as readonly Article[]);
}

/** What is ordered there in a day: an order that is sent twice, one that is too dear, and two that cannot be had. */
export function readRequests(): readonly OrderRequest[] {
  return (read("requests") as readonly JsonValue[]).map((json) => fromJson(OrderRequestSchema, json));
}
