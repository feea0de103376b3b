import { displayWidth, glyphs, oneLine, padTo } from "../../diagnostics/display-text.js";

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Cells that may be cut where the terminal is too narrow; those of the other columns are shown whole. */
  readonly shrinks?: boolean;
}

const gap = 2;
/** A column that is cut keeps so many cells. */
const leastWidth = 8;

/**
 * Rows in columns that fit a width: as wide as they need to be or, where that is too wide together, with the columns that
 * may shrink cut, the widest first.
 *
 * @param paint colours a cell that has its width already.
 * @returns lines, the first of which has the titles.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): readonly string[] {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) => row.map(oneLine));
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => displayWidth(row[at] ?? ""))));
  shrink(columns, widths, width - gap * (columns.length - 1));
  return cells.map((row, index) =>
    row
      .map((cell, at) => {
        const cut = cutTo(cell, widths[at] ?? 0);
        const padded = at === columns.length - 1 ? cut : padTo(cut, widths[at] ?? 0);
        return index === 0 ? padded : paint(padded, index - 1, at);
      })
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

function shrink(columns: readonly Column[], widths: number[], room: number): void {
  for (let over = sum(widths) - room; over > 0; over--) {
    const widest = widths.reduce(
      (found, width, at) =>
        columns[at]?.shrinks && width > leastWidth && width > (widths[found] ?? leastWidth) ? at : found,
      -1,
    );
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** A text in at most so many cells; `…` stands for what is cut off. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let [cut, used] = ["", 0];
  for (const glyph of glyphs(text)) {
    if (used + glyph.width > width - 1) break;
    cut += glyph.text;
    used += glyph.width;
  }
  return `${cut}…`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
