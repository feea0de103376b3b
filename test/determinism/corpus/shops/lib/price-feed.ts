import { execSync } from "node:child_process";

export async function latest(sku: string): Promise<number> {
  return Number(execSync(`price ${sku}`, { encoding: "utf8" }));
}

export function parse(text: string): number {
  return Number.parseFloat(text);
}
