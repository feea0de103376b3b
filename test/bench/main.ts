import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { check } from "./check.js";
import { diffSuite } from "./diff.js";
import { durable } from "./durable.js";
import { editor } from "./editor.js";
import { engine } from "./engine.js";
import { events } from "./events.js";
import type { Figure, Suite } from "./figure.js";
import { flow } from "./flow.js";
import { hash } from "./hash.js";
import { lintPlugin } from "./lint-plugin.js";
import { map } from "./map.js";
import { lint } from "./lint.js";
import { scale } from "./scale.js";
import { store } from "./store.js";

/** Every suite, in the order they run. */
const suites: readonly Suite[] = [
  engine,
  map,
  flow,
  scale,
  hash,
  events,
  check,
  diffSuite,
  lint,
  editor,
  lintPlugin,
  store,
  durable,
];

const { values } = parseArgs({ options: { only: { type: "string" }, json: { type: "string" } } });
const chosen = suites.filter(({ name }) => values.only === undefined || values.only === name);
if (chosen.length === 0) {
  const names = suites.map(({ name }) => name).join(", ");
  console.error(`--only ${String(values.only)}: there is no such suite; there are ${names}`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const suite of chosen) figures.push(...(await suite.run()));
print(figures);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ figures }, null, 2)}\n`);

function print(rows: readonly Figure[]): void {
  const cells = rows.map(({ name, value, unit, baseline, ratio, aim }) => [
    name,
    `${number(value)} ${unit}`,
    baseline === undefined ? "" : `${number(baseline)} ${unit}`,
    ratio === undefined ? "" : ratio.toFixed(2),
    aim ?? "",
  ]);
  const table = [["figure", "value", "baseline", "ratio", "aim"], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

function number(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });
}
