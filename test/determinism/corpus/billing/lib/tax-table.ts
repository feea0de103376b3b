import { readFileSync } from "node:fs";

let table: Record<string, number> | undefined;

/** The tax table, read when it is first asked for. */
export function taxTable(): Record<string, number> {
  table ??= JSON.parse(readFileSync("tax.json", "utf8")) as Record<string, number>;
  return table;
}

export const STANDARD_RATE = 0.19;
