import type { Stop } from "../../../generated/logistics/v1/logistics_pb.js";

export function byDepot(a: Stop, b: Stop): number {
  return a.depot.localeCompare(b.depot);
}

export function byEta(a: Stop, b: Stop): number {
  return a.etaMs - b.etaMs;
}
