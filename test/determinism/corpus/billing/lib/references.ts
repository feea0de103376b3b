import { randomBytes } from "node:crypto";

export function nextReference(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString("hex")}`;
}
